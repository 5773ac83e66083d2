import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueToken } from "../src/auth/tokens.ts";
import { startServer, type TestServer } from "./server.ts";

const ada = { email: "Ada@example.org", password: "correct horse battery" };

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  await server.send("POST", "/api/auth/register", ada);
});
afterAll(() => server.stop());

const me = (authorization: string) => server.send("GET", "/api/auth/me", undefined, { authorization });

describe("accounts", () => {
  it("are made once for each address", async () => {
    const grace = { email: "grace@example.org", password: "a ship in port is safe" };
    const first = await server.send("POST", "/api/auth/register", grace);
    expect([first.status, first.body.user.email]).toEqual([201, grace.email]);
    expect(JSON.stringify(first.body)).not.toContain("argon2");
    expect((await server.send("POST", "/api/auth/register", grace)).status).toBe(409);
  });

  it("need a real address and a long password", async () => {
    const { status, body } = await server.send("POST", "/api/auth/register", { email: "ada", password: "short" });
    expect(status).toBe(400);
    expect(body.fields.map((field: { path: string }) => field.path)).toEqual(["email", "password"]);
  });

  it("are entered with the right password, in any spelling of the address", async () => {
    const { status, body } = await server.send("POST", "/api/auth/sign-in", { ...ada, email: " ADA@example.org" });
    expect(status).toBe(200);
    const answer = await me(`Bearer ${body.token}`);
    expect([answer.status, answer.body]).toEqual([200, body.user]);
  });

  it("do not say which of address and password was wrong", async () => {
    const wrong = await server.send("POST", "/api/auth/sign-in", { ...ada, password: "wrong horse battery" });
    const nobody = await server.send("POST", "/api/auth/sign-in", { ...ada, email: "nobody@example.org" });
    expect([wrong.status, wrong.body]).toEqual([401, nobody.body]);
  });

  it("are closed to tokens that are none", async () => {
    const gone = await issueToken("00000000-0000-4000-8000-000000000000", 60);
    for (const header of ["", "Bearer", "Bearer none", `Basic ${gone}`, `Bearer ${gone}`]) {
      expect((await me(header)).status).toBe(401);
    }
  });
});
