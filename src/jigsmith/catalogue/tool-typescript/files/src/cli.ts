/** The command: what is typed becomes options, what comes back is printed, and all errors end here, in `run`. */
import { Command, CommanderError } from "commander";
import type { Logger } from "winston";
import type { z } from "zod";
import { findConfig, INPUTS, together } from "./config.ts";
import { ToolError } from "./errors.ts";
import { addCommon, addOwn, type Common, isUse } from "./flags.ts";
import { closeLog, makeLog } from "./logs.ts";
import * as work from "./main.ts";
import { DESCRIPTION, NAME } from "./names.ts";
import { Run } from "./run.ts";
import { track } from "./usage.ts";

/** What is run: its options and its work. The tests of the frame run another than `TOOL`. */
export interface Tool<T extends z.ZodObject = z.ZodObject, R extends object = object> {
  options: T;
  main: (options: z.output<T>, run: Run) => R | Promise<R>;
  show: (result: R) => string;
}

/** Where output goes. */
export interface Streams {
  stdout: { write(text: string): unknown };
  stderr: NodeJS.WriteStream;
}

export const TOOL: Tool<typeof work.Options, work.Result> = { options: work.Options, main: work.main, show: work.show };

/** Run the command with these words and return its exit code. */
export async function run<T extends z.ZodObject, R extends object>(
  tool: Tool<T, R>,
  words: readonly string[],
  streams: Streams = process,
): Promise<number> {
  const started = performance.now();
  const command = makeCommand(tool, streams);
  let [code, error] = [0, ""];
  try {
    await command.parseAsync(words, { from: "user" });
  } catch (thrown) {
    code = ended(thrown, streams);
    error = code === 0 ? "" : nameOf(thrown);
  }
  if (isUse(words)) {
    const outcome = code === 0 ? "ok" : code === 1 ? "crashed" : "failed";
    await track({ outcome, error, seconds: (performance.now() - started) / 1000, surface: "cli" });
  }
  return code;
}

/** Say on stderr with what error it ended; return the exit code. */
function ended(thrown: unknown, { stderr }: Streams): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2; // it has said what is wrong
  if (thrown instanceof ToolError) {
    stderr.write(`${NAME}: ${thrown.message}\n`);
    return thrown.exitCode;
  }
  stderr.write(`${NAME}: something unforeseen happened: ${thrown}\n`);
  return 1;
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}

function makeCommand<T extends z.ZodObject, R extends object>(tool: Tool<T, R>, streams: Streams): Command {
  const command = new Command(NAME).description(DESCRIPTION).exitOverride();
  command.configureOutput({
    writeOut: (text) => streams.stdout.write(text),
    writeErr: (text) => streams.stderr.write(text),
  });
  addOwn(command, tool.options);
  addCommon(command, tool.options, (text) => streams.stdout.write(text));
  command.action(async (...given: unknown[]) => {
    const [inputs] = INPUTS in tool.options.shape ? given : [];
    await call(tool, { ...command.opts(), [INPUTS]: inputs }, streams);
  });
{% if mcp %}
  command
    .command("mcp")
    .description("Serve this tool over MCP, on standard input and output.")
    .action(async () => {
      const { serve } = await import("./server.ts"); // start-up time: only this verb needs the SDK
      await serve(tool);
    });
{% endif %}
  return command;
}

/** Do the work with what was given on the command line, and print what comes back. */
async function call<T extends z.ZodObject, R extends object>(
  tool: Tool<T, R>,
  given: Common & Record<string, unknown>,
  { stdout, stderr }: Streams,
): Promise<void> {
  const verbosity = given.quiet ? -1 : given.verbose;
  const log = makeLog({ verbosity, asJson: given.logJson ?? false, file: given.logFile, stream: stderr });
  try {
    const options = await together(tool.options, own(tool.options, given), findConfig(given.config));
    log.debug("options", options);
    const run = new Run(log, given.quiet || given.logJson ? {} : { stream: stderr });
    const result = await tool.main(options, run);
    const text = given.json ? JSON.stringify(result, null, 2) : tool.show(result);
    if (text) stdout.write(`${text}\n`);
  } catch (error) {
    logError(log, error);
    throw error;
  } finally {
    await closeLog(log);
  }
}

function own(options: z.ZodObject, given: Record<string, unknown>): Record<string, unknown> {
  const named = Object.keys(options.shape).map((key) => [key, given[key]] as const);
  const isGiven = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(named.filter(([, value]) => isGiven(value)));
}

function logError(log: Logger, error: unknown): void {
  const level = error instanceof ToolError ? "debug" : "error";
  log.log(level, "failed", { exception: error instanceof Error ? error.stack : String(error) });
}
