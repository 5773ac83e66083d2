import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    // jig:test
    env: {
      API_URL: "http://localhost:3000",
      // jig:test-env
    },
  },
});
