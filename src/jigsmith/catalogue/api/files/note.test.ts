import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./server.ts";

const url = "/api/notes";
const example = {
  title: "First",
  body: "A longer text.",
};

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe("notes", () => {
  it("are created and found again", async () => {
    const created = await server.send("POST", url, example);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject(example);
    const found = await server.send("GET", created.headers.get("location") ?? "");
    expect([found.status, found.body]).toEqual([200, created.body]);
  });

  it("are listed, the newest first, in pages", async () => {
    const older = await server.send("POST", url, example);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const newer = await server.send("POST", url, example);
    const both = await server.send("GET", `${url}?limit=2`);
    expect(both.body).toEqual([newer.body, older.body]);
    const second = await server.send("GET", `${url}?limit=1&offset=1`);
    expect(second.body).toEqual([older.body]);
  });

  it("keep what a change does not name", async () => {
    const { body: created } = await server.send("POST", url, example);
    const patch = { title: "Second" };
    const changed = await server.send("PATCH", `${url}/${created.id}`, patch);
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ ...created, ...patch, updatedAt: changed.body.updatedAt });
    expect(changed.body.updatedAt >= created.updatedAt).toBe(true);
  });

  it("are gone once they are removed", async () => {
    const { body: created } = await server.send("POST", url, example);
    expect((await server.send("DELETE", `${url}/${created.id}`)).status).toBe(204);
    expect((await server.send("GET", `${url}/${created.id}`)).status).toBe(404);
    expect((await server.send("DELETE", `${url}/${created.id}`)).status).toBe(404);
  });

  it("are refused when they are not valid, field by field", async () => {
    const { status, body } = await server.send("POST", url, { ...example, title: {} });
    expect(status).toBe(400);
    expect(body.fields.map((field: { path: string }) => field.path)).toEqual(["title"]);
    expect((await server.send("GET", `${url}/none`)).status).toBe(400);
    expect((await server.send("PATCH", `${url}/${randomUUID()}`, {})).status).toBe(404);
  });
});
