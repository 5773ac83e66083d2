import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { request } from "../src/api.ts";

const health = z.object({ status: z.string() });
let server: Server;
let base: URL;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    if (incoming.url === "/slow") return;
    if (incoming.url === "/broken") response.statusCode = 503;
    const status = incoming.headers.authorization ?? `${incoming.method} ok`;
    response.end(incoming.url === "/text" ? "hello" : JSON.stringify({ status }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

describe("a request to the API", () => {
  it("gives what was asked for", async () => {
    expect(await request(new URL("/health", base), health)).toEqual({ status: "GET ok" });
    const sent = request(new URL("/health", base), health, { method: "POST", body: {} });
    expect(await sent).toEqual({ status: "POST ok" });
  });

  it("says who asks", async () => {
    expect(await request(new URL("/health", base), health, { token: "ada" })).toEqual({ status: "Bearer ada" });
  });

  it.each([
    ["/broken", "The API answers with 503."],
    ["/text", "The API answers with something else than expected."],
    ["/slow", "The API takes too long."],
  ])("says what is wrong at %s", async (path, message) => {
    await expect(request(new URL(path, base), health, { timeout: 200 })).rejects.toThrow(message);
  });

  it("says when nobody answers", async () => {
    const nobody = request(new URL("http://127.0.0.1:9"), health);
    await expect(nobody).rejects.toMatchObject({ status: 0, message: "The API does not answer." });
  });
});
