import { defineConfig } from "@playwright/test";

const port = process.env.E2E_PORT ?? "3100";
/** A browser that is there already, where Playwright's own cannot be downloaded. */
const executablePath = process.env.CHROMIUM_PATH;

export default defineConfig({
  testDir: "./e2e",
  testMatch: "*.spec.ts",
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  reporter: "list",
  use: {
    baseURL: `http://localhost:${port}`,
    timezoneId: "UTC",
    trace: "retain-on-failure",
    launchOptions: executablePath ? { executablePath, args: ["--no-sandbox"] } : {},
  },
  webServer: {
    command: "npm start -- --hostname localhost",
    url: `http://localhost:${port}`,
    // Nothing answers there: the pages must bear it.
    env: {
      PORT: port,
      API_URL: "http://127.0.0.1:9",
      // jig:test-env
    },
    timeout: 60_000,
  },
});
