import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createApp } from "../src/app.ts";
import { disconnect } from "../src/db/client.ts";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers has no type; tests say what they expect.
  body: any;
  headers: Headers;
}

/** A running server, and a function that sends it requests with JSON bodies. */
export async function startServer() {
  const server = createApp().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  async function send(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: typeof body === "string" || body === undefined ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text && JSON.parse(text), headers: response.headers };
  }

  async function stop(): Promise<void> {
    server.close();
    server.closeAllConnections();
    await disconnect();
  }

  return { send, stop };
}

export type TestServer = Awaited<ReturnType<typeof startServer>>;
