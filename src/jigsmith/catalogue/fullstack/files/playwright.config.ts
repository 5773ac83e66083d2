import { defineConfig } from "@playwright/test";
import { databaseUrl } from "./tests/database.ts";

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
    command: "npm run e2e:server",
    url: `http://localhost:${port}/api/health`,
    env: {
      PORT: port,
      DATABASE_URL: databaseUrl("_e2e"),
      // jig:test-env
    },
    stdout: "pipe",
    timeout: 60_000,
  },
});
