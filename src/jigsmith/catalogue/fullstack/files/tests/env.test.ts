import { describe, expect, it } from "vitest";
import { readEnv } from "../src/env.ts";

const complete = { DATABASE_URL: "postgresql://app:app@localhost:5432/app" };

describe("the environment", () => {
  it("needs the database and nothing else", () => {
    expect(readEnv(complete)).toMatchObject({ NODE_ENV: "development", ...complete });
  });

  it("names what is not set", () => {
    expect(() => readEnv({})).toThrow(/DATABASE_URL is not set; it must be the address of a Postgres database/);
  });

  it("names every variable that is wrong, and where to set it", () => {
    const wrong = { DATABASE_URL: "mysql://localhost/app", NODE_ENV: "holiday" };
    expect(() => readEnv(wrong)).toThrow(/NODE_ENV.*DATABASE_URL must be.*\.env\.example/s);
  });
});
