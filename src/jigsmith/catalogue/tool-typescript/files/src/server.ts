/** The tool over the Model Context Protocol: one tool with the fields of `Options` as its parameters. */
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from "@modelcontextprotocol/sdk/types.js";
import type { z } from "zod";
import type { Tool } from "./cli.ts";
import { findConfig, optionsSchema, together } from "./config.ts";
import { ToolError } from "./errors.ts";
import { makeLog } from "./logs.ts";
import { DESCRIPTION, NAME, VERSION } from "./names.ts";
import { type Report, Run } from "./run.ts";
import { track } from "./usage.ts";

export const TOOL_NAME = NAME.replaceAll("-", "_");

/** Serve until the client goes. Logs go to stderr: stdout belongs to the protocol. */
export async function serve<T extends z.ZodObject, R extends object>(tool: Tool<T, R>): Promise<void> {
  const server = makeServer(tool);
  const gone = new Promise<void>((done) => {
    server.onclose = done;
    process.stdin.once("end", () => done());
  });
  await server.connect(new StdioServerTransport());
  await gone;
}

/** The server for a tool. */
export function makeServer<T extends z.ZodObject, R extends object>(tool: Tool<T, R>): Server {
  const server = new Server({ name: NAME, version: VERSION }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [
      {
        name: TOOL_NAME,
        description: DESCRIPTION,
        inputSchema: { ...optionsSchema(tool.options), type: "object" as const },
      },
    ],
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    if (params.name !== TOOL_NAME) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
    const progressToken = params._meta?.progressToken;
    const report: Report = (progress, total, message) => {
      if (progressToken === undefined) return;
      const told = { method: "notifications/progress" as const, params: { progressToken, progress, total, message } };
      extra.sendNotification(told).catch(() => undefined); // a client that is gone wants no news
    };
    return call(tool, params.arguments ?? {}, report);
  });
  return server;
}

/** Do the work once, with the config file of this folder as on the command line. An error is an answer, too. */
async function call<T extends z.ZodObject, R extends object>(
  tool: Tool<T, R>,
  given: Record<string, unknown>,
  report: Report,
): Promise<CallToolResult> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const options = await together(tool.options, given, findConfig(undefined));
    const result = await tool.main(options, new Run(makeLog(), { report }));
    await track({ outcome: "ok", seconds: seconds(), surface: "mcp" });
    return {
      content: [{ type: "text", text: JSON.stringify(result) }],
      structuredContent: { ...result } as Record<string, unknown>,
    };
  } catch (error) {
    const known = error instanceof ToolError;
    const name = error instanceof Error ? error.name : typeof error;
    await track({ outcome: known ? "failed" : "crashed", error: name, seconds: seconds(), surface: "mcp" });
    const text = known ? error.message : `something unforeseen: ${error}`;
    return { content: [{ type: "text", text }], isError: true };
  }
}
