import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticate, register } from "../src/auth/accounts.ts";
import { userOf } from "../src/auth/session.ts";

const ada = { email: "ada@example.org", password: "correct horse battery" };
const user = { id: "1", email: ada.email, createdAt: "2026-01-31T12:00:00.000Z" };
let server: Server;

/** An API that has one user, as it is seen from outside. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const given = JSON.parse(Buffer.concat(chunks).toString() || "{}");
    const right = request.headers.authorization === "Bearer abc" || given.password === ada.password;
    response.statusCode = request.headers.authorization === "Bearer late" ? 503 : right ? 200 : 401;
    if (request.url === "/api/auth/register" && given.email === ada.email) response.statusCode = 409;
    response.end(JSON.stringify(request.url === "/api/auth/me" ? user : { user, token: "abc", expiresIn: 60 }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  process.env.API_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

describe("accounts", () => {
  it("are the API's", async () => {
    expect(await register({ ...ada, email: "grace@example.org" })).toMatchObject({ token: "abc", expiresIn: 60 });
    expect(await register(ada)).toBeNull();
    expect(await authenticate(ada)).toMatchObject({ user });
    expect(await authenticate({ ...ada, password: "wrong horse battery" })).toBeNull();
  });
});

describe("a session", () => {
  const whoHas = (cookie: string) => userOf(new Headers({ cookie }));

  it("says who it is", async () => {
    expect(await whoHas("theme=dark; session=abc")).toEqual(user);
  });

  it("is nobody's when the API does not know it", async () => {
    for (const cookie of ["", "session=", "session=none"]) expect(await whoHas(cookie)).toBeNull();
  });

  it("is not taken for nobody's when the API is in trouble", async () => {
    await expect(whoHas("session=late")).rejects.toThrow("The API answers with 503.");
  });
});
