import { describe, expect, it } from "vitest";
import { readEnv } from "../src/env.ts";

const complete = { API_URL: "http://localhost:3000" };

describe("the environment", () => {
  it("needs the API", () => {
    expect(readEnv(complete)).toMatchObject(complete);
  });

  it("names what is not set", () => {
    expect(() => readEnv({})).toThrow(/API_URL is not set; it must be the address of the API/);
  });

  it("names every variable that is wrong, and where to set it", () => {
    expect(() => readEnv({ API_URL: "here", NODE_ENV: "holiday" })).toThrow(
      /NODE_ENV.*API_URL must be.*\.env\.example/s,
    );
  });
});
