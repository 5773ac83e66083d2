import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe("the application", () => {
  it("is healthy while the database answers", async () => {
    const { status, body } = await server.send("GET", "/health");
    expect([status, body]).toEqual([200, { status: "ok" }]);
  });

  it("says what there is not", async () => {
    const { status, body } = await server.send("GET", "/api/nothing");
    expect([status, body]).toEqual([404, { error: "There is nothing at GET /api/nothing." }]);
  });

  it("refuses a body that is no JSON", async () => {
    const { status } = await server.send("POST", "/api/notes", "{");
    expect(status).toBe(400);
  });
});
