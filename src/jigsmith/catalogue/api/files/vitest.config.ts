import { defineConfig } from "vitest/config";
import { databaseUrl } from "./tests/database.ts";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: "./tests/database.ts",
    env: {
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      DATABASE_URL: databaseUrl("_test"),
      // jig:test-env
    },
  },
});
