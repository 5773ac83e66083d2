/**
 * The recorded cases: what the tool is to do, as it was done by hand. They are in cases.json.
 *
 * One that does not pass is skipped, with the reason, as long as `main()` says that it is not written (it throws
 * `NotWritten`). From then on each has to pass.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { TOOL, type Tool } from "../src/cli.ts";
import { call, inAnEmptyFolder } from "./sample.ts";

interface Case {
  name: string;
  run: string[];
  files: Record<string, string>;
  expect: { exit: number; output: string; contains: string[]; files: Record<string, string> };
}

const CASES: Case[] = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8"));
const IS_WRITTEN = !TOOL.main.toString().includes("NotWritten");
inAnEmptyFolder();

test.for(CASES)("a recorded case: $name", async (recorded, { skip }) => {
  try {
    await check(recorded);
  } catch (error) {
    if (IS_WRITTEN) throw error;
    skip("main() is not written yet");
  }
});

async function check(recorded: Case): Promise<void> {
  for (const [path, text] of Object.entries(recorded.files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const { code, out, err } = await call(recorded.run, TOOL as unknown as Tool);
  const expected = recorded.expect;
  expect(code, err).toBe(expected.exit);
  if (expected.output) expect(out.trim()).toBe(expected.output.trim());
  for (const text of expected.contains) expect(out + err).toContain(text);
  for (const [path, text] of Object.entries(expected.files)) expect(readFileSync(path, "utf8")).toBe(text);
}
