/** The MCP server, asked by the official client: as a process, as an agent does, and in this process. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { expect, test } from "vitest";
import { TOOL } from "../src/cli.ts";
import { makeServer, TOOL_NAME } from "../src/server.ts";
import { inAnEmptyFolder, SAMPLE } from "./sample.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
inAnEmptyFolder();

async function withClient<T>(transport: Transport, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function ask(given: Record<string, unknown>, onprogress?: (told: { progress: number }) => void) {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await makeServer(SAMPLE).connect(far);
  return withClient(near, (client) =>
    client.callTool({ name: TOOL_NAME, arguments: given }, undefined, onprogress && { onprogress }),
  );
}

test("the command is a server that clients can start", async () => {
  const args = ["--import", "jiti/register", "src/index.ts", "mcp"];
  const transport = new StdioClientTransport({ command: process.execPath, args, cwd: ROOT });
  await withClient(transport, async (client) => {
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual([TOOL_NAME]);
    expect(Object.keys(tools[0]?.inputSchema.properties ?? {})).toEqual(Object.keys(TOOL.options.shape));
    const answer = await client.callTool({ name: TOOL_NAME, arguments: { inputs: ["missing.txt"], nonsense: 1 } });
    expect(answer.isError).toBe(true);
  });
});

test("a call gives the result and tells how far it is", async () => {
  writeFileSync("a.txt", "");
  const told: number[] = [];
  const given = { inputs: [resolve("a.txt")], limit: 3 };
  const answer = await ask(given, ({ progress }) => told.push(progress));
  expect(answer.structuredContent).toMatchObject({ limit: 3 });
  expect(told).toEqual([1]);
});

test.each([
  { given: { limit: 0 }, told: "--limit" },
  { given: { inputs: ["missing.txt"] }, told: "not a file that can be read" },
  { given: { end: "badly" }, told: "it did not work. Try another way." },
  { given: { end: "unforeseen" }, told: "something unforeseen: TypeError: oops" },
])("an error is an answer: $told", async ({ given, told }) => {
  const answer = await ask(given);
  expect(answer.isError).toBe(true);
  expect(JSON.stringify(answer.content)).toContain(told);
});
