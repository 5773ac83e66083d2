import { defineConfig } from "@playwright/test";

const port = process.env.E2E_PORT ?? "3100";
const apiPort = String(Number(port) + 1);
const apiUrl = `http://localhost:${apiPort}`;
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
  webServer: [
    {
      command: "npm run e2e:server",
      cwd: "../api",
      url: `${apiUrl}/health`,
      env: {
        PORT: apiPort,
        LOG_LEVEL: "warn",
        // jig:test-env
      },
      timeout: 60_000,
    },
    {
      command: "npm start -- --hostname localhost",
      url: `http://localhost:${port}`,
      env: {
        PORT: port,
        API_URL: apiUrl,
        // jig:web-env
      },
      timeout: 60_000,
    },
  ],
});
