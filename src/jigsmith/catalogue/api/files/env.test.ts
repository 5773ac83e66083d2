import { describe, expect, it } from "vitest";
import { readEnv } from "../src/env.ts";

const complete = { DATABASE_URL: "postgresql://app:app@localhost:5432/app" };

describe("the environment", () => {
  it("has defaults for all but the database", () => {
    expect(readEnv(complete)).toMatchObject({ NODE_ENV: "development", PORT: 3000, LOG_LEVEL: "info" });
  });

  it("names what is not set", () => {
    expect(() => readEnv({})).toThrow(/DATABASE_URL is not set; it must be the address of a Postgres database/);
  });

  it("names every variable that is wrong", () => {
    const wrong = { DATABASE_URL: "mysql://localhost/app", PORT: "many" };
    expect(() => readEnv(wrong)).toThrow(/DATABASE_URL must be.*PORT must be a number.*\.env\.example/s);
  });
});
