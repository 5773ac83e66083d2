import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    pool: "forks", // tests change the folder they are in
    testTimeout: 60_000, // some start the command itself
    env: { JIG_TELEMETRY: "off" },
    coverage: {
      include: ["src/**"],
      exclude: ["src/index.ts", "src/api.ts"],
      reporter: ["text"],
      thresholds: { lines: 80, functions: 80, branches: 80, statements: 80 },
    },
  },
});
