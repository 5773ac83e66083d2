import { describe, expect, it } from "vitest";
import { hashPassword, isPassword } from "../src/auth/passwords.ts";
import { issueToken, readToken } from "../src/auth/tokens.ts";

describe("passwords", () => {
  it("are kept as Argon2id, each with a salt of its own", async () => {
    const [one, two] = await Promise.all([hashPassword("correct horse"), hashPassword("correct horse")]);
    expect(one).toMatch(/^\$argon2id\$/);
    expect(one).not.toBe(two);
    expect(await isPassword(one, "correct horse")).toBe(true);
    expect(await isPassword(one, "wrong horse")).toBe(false);
  });

  it("of nobody are never right", async () => {
    expect(await isPassword(undefined, "nobody")).toBe(false);
  });
});

describe("tokens", () => {
  it("say who somebody is", async () => {
    expect(await readToken(await issueToken("ada", 60))).toBe("ada");
  });

  it("say nothing once they have expired, or when they were changed", async () => {
    expect(await readToken(await issueToken("ada", -60))).toBeNull();
    const [head, , signature] = (await issueToken("ada", 60)).split(".");
    const forged = Buffer.from(JSON.stringify({ sub: "eve" })).toString("base64url");
    expect(await readToken(`${head}.${forged}.${signature}`)).toBeNull();
    expect(await readToken("none")).toBeNull();
  });
});
