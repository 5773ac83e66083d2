/** Logs: as much as was asked for, on stderr and in a file, as JSON on request; and usage is an extra. */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { NAME } from "../src/names.ts";
import { track } from "../src/usage.ts";
import { call, inAnEmptyFolder } from "./sample.ts";

inAnEmptyFolder();

test("logs go to stderr, as much as was asked for", async () => {
  expect((await call([])).err).toBe("");
  expect((await call(["-vv"])).err).toContain("debug: options");
});

test("logs are JSON on request", async () => {
  const { err } = await call(["-vv", "--log-json"]);
  expect(JSON.parse(err.split("\n")[0] ?? "")).toMatchObject({ level: "debug", message: "options", style: "plain" });
});

test("a log file holds everything, with stacks", async () => {
  expect((await call(["--quiet", "--end", "unforeseen", "--log-file", "logs/all.log"])).code).toBe(1);
  const lines = readFileSync("logs/all.log", "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map((line) => line.message)).toEqual(["options", "failed"]);
  expect(lines[1].exception).toContain("TypeError: oops");
});

test("a use is told to jigsmith with how it ended", async () => {
  const told = "export const told = [];\nexport const trackUsage = (...all) => told.push(all);\n";
  writeFileSync("jigsmith.mjs", told);
  const library = pathToFileURL(resolve("jigsmith.mjs")).href;
  await track({ outcome: "failed", error: "WorkFailed", seconds: 0.1, surface: "cli" }, library);
  const [[tool, facts]] = (await import(library)).told;
  expect([tool, facts.action, facts.outcome, facts.error]).toEqual([NAME, "run", "failed", "WorkFailed"]);
});

test("without jigsmith everything is as ever", async () => {
  await track({ outcome: "ok", seconds: 0, surface: "cli" }, "a-library-that-is-not-there");
  expect((await call([])).code).toBe(0);
});
