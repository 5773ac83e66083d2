/** The command: options, exit codes, what goes to stdout and what to stderr. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { NAME, PREFIX, VERSION } from "../src/names.ts";
import { call, inAnEmptyFolder } from "./sample.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
inAnEmptyFolder();

test("the result is text, and on request JSON", async () => {
  expect(await call(["--limit", "3"])).toEqual({ code: 0, out: "limit=3 style=plain\n", err: "" });
  const { out } = await call(["--limit", "3", "--tags", "a", "b", "--dry-run", "--json"]);
  expect(JSON.parse(out)).toMatchObject({ limit: 3, tags: ["a", "b"], dryRun: true });
});

test("files are arguments", async () => {
  writeFileSync("a.txt", "");
  const { out } = await call(["a.txt", "--json"]);
  expect(JSON.parse(out)).toMatchObject({ inputs: ["a.txt"] });
});

test.each([
  { words: ["--limit", "none"], code: 2, told: "It is no number" },
  { words: ["--limit", "0"], code: 2, told: "--limit: too small" },
  { words: ["--style", "odd"], code: 2, told: "Allowed choices are plain, fancy" },
  { words: ["--nonsense"], code: 2, told: "unknown option" },
  { words: ["missing.txt"], code: 4, told: "not a file that can be read (missing.txt)" },
  { words: ["--log-file", "."], code: 2, told: "--log-file" },
  { words: ["--end", "badly"], code: 5, told: "it did not work. Try another way." },
  { words: ["--end", "unforeseen"], code: 1, told: "something unforeseen happened: TypeError: oops" },
])("$words ends with $code and a message on stderr", async ({ words, code, told }) => {
  const ran = await call(words);
  expect(ran).toMatchObject({ code, out: "" });
  expect(ran.err).toContain(told);
});

test("help lists the options with their defaults", async () => {
  const { code, out } = await call(["--help"]);
  expect(code).toBe(0);
  expect(out).toMatch(/--style <string>\s+How it looks. \[default: plain\]/);
  expect(out).toContain("--dry-run");
  expect(out).toContain("--log-json");
});

test("the environment can set options", async () => {
  process.env[`${PREFIX}_LIMIT`] = "7";
  try {
    expect((await call([])).out).toContain("limit=7");
  } finally {
    delete process.env[`${PREFIX}_LIMIT`];
  }
});

test("the command says its version", () => {
  const ran = spawnSync(process.execPath, ["--import", "jiti/register", "src/index.ts", "--version"], { cwd: ROOT });
  expect([ran.status, ran.stdout.toString()]).toEqual([0, `${NAME} ${VERSION}\n`]);
});
