import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** What collectors of traces and of errors are, seen from outside: a server that takes what is posted to it. */
export async function startCollector() {
  const posted: { path: string; text: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const data = Buffer.concat(chunks);
    const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(data) : data).toString();
    posted.push({ path: new URL(request.url ?? "", "http://localhost").pathname, text });
    response.setHeader("content-type", "application/json").end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  /** All that was posted to a path, as one text. */
  function sent(path: string): string {
    return posted
      .filter((each) => each.path === path)
      .map((each) => each.text)
      .join("\n");
  }

  return { port, sent, stop: () => server.close() };
}
