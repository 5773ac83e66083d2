/** Progress: shown on a terminal alone, and told to whoever wants to know. */
import { expect, test } from "vitest";
import { makeLog } from "../src/logs.ts";
import { Run } from "../src/run.ts";
import { Sink } from "./sample.ts";

function asStream(sink: Sink, isTTY: boolean): NodeJS.WriteStream {
  const terminal = { isTTY, columns: 80, clearLine: () => true, cursorTo: () => true, moveCursor: () => true };
  return Object.assign(sink, terminal) as unknown as NodeJS.WriteStream;
}

test("progress yields everything and tells how far it is", () => {
  const told: unknown[] = [];
  const run = new Run(makeLog(), { report: (...all) => told.push(all) });
  expect([...run.progress(["a", "b"], "Reading")]).toEqual(["a", "b"]);
  expect(told).toEqual([
    [1, 2, "Reading"],
    [2, 2, "Reading"],
  ]);
});

test.each([
  { isTTY: false, shown: "" },
  { isTTY: true, shown: "Reading" },
])("progress is shown on a terminal alone ($isTTY)", ({ isTTY, shown }) => {
  const sink = new Sink();
  const run = new Run(makeLog(), { stream: asStream(sink, isTTY) });
  expect([...run.progress([1, 2], "Reading")]).toEqual([1, 2]);
  expect(sink.text.length > 0).toBe(isTTY);
  expect(sink.text).toContain(shown);
});
