import { defineConfig } from "vitest/config";
import { databaseUrl } from "./tests/database.ts";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    globalSetup: "./tests/database.ts",
    env: {
      DATABASE_URL: databaseUrl("_test"),
      // jig:test-env
    },
  },
});
