#!/usr/bin/env node
import { run, TOOL } from "./cli.ts";
import { INTERRUPTED } from "./errors.ts";
import { track } from "./usage.ts";

const started = performance.now();
process.on("SIGINT", async () => {
  process.stderr.write("Interrupted.\n");
  await track({ outcome: "interrupted", seconds: (performance.now() - started) / 1000, surface: "cli" });
  process.exit(INTERRUPTED);
});
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0); // whoever read the output has enough
  throw error;
});
process.exitCode = await run(TOOL, process.argv.slice(2));
