import { afterAll, describe, expect, it } from "vitest";
import { register } from "../src/auth/accounts.ts";
import { issueToken } from "../src/auth/tokens.ts";
import { disconnect } from "../src/db/client.ts";
import { createCaller } from "../src/server/routers/index.ts";

const me = (cookie: string) => createCaller({ headers: new Headers({ cookie }) }).account.me();
afterAll(() => disconnect());

describe("procedures for users", () => {
  it("know who calls", async () => {
    const user = await register({ email: "edith@example.org", password: "correct horse battery" });
    const token = await issueToken(user?.id ?? "", 60);
    expect(await me(`session=${token}`)).toEqual(user);
  });

  it("are closed to everybody else", async () => {
    for (const cookie of ["", "session=none"]) {
      await expect(me(cookie)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    }
  });
});
