/** What the tests of the frame share: a tool of their own, so that they stay true whatever `main()` becomes. */
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { beforeEach } from "vitest";
import { z } from "zod";
import { run, type Streams, type Tool } from "../src/cli.ts";
import { WorkFailed } from "../src/errors.ts";
import { files } from "../src/inputs.ts";

const Options = z.strictObject({
  inputs: files("Files.").optional(),
  limit: z.number().int().min(1).optional().describe("At most so many."),
  style: z.enum(["plain", "fancy"]).default("plain").describe("How it looks."),
  tags: z.array(z.string()).default([]).describe("Words."),
  dryRun: z.boolean().default(false).describe("Only look."),
  end: z.enum(["well", "badly", "unforeseen"]).default("well"),
});
type Answer = z.output<typeof Options>;

export const SAMPLE: Tool<typeof Options, Answer> = {
  options: Options,
  show: (answer) => `limit=${answer.limit} style=${answer.style}`,
  main: (options, run) => {
    for (const _ of run.progress(options.inputs ?? [], "Looking"));
    if (options.end === "badly") throw new WorkFailed("it did not work", "Try another way.");
    if (options.end === "unforeseen") throw new TypeError("oops");
    return options;
  },
};

/** Takes what is written, as a stream that is no terminal. */
export class Sink extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Run a tool with words, in this process. */
export async function call(words: string[], tool: Tool = SAMPLE as unknown as Tool): Promise<Ran> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const code = await run(tool, words, { stdout, stderr } as unknown as Streams);
  return { code, out: stdout.text, err: stderr.text };
}

/** Each test runs in an empty folder, as somebody who has no config file. */
export function inAnEmptyFolder(): void {
  beforeEach(() => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "tool-")));
    process.chdir(folder);
    process.env.XDG_CONFIG_HOME = join(folder, "home");
  });
}
