/** What arguments can be: checked when the tool starts, on the command line as over MCP. */
import { accessSync, constants, statSync } from "node:fs";
import { z } from "zod";

/** One or more files that are there and can be read. */
export function files(description: string): z.ZodArray<z.ZodString> {
  return z.array(z.string().check(readable)).min(1).describe(description);
}

/** One or more words. */
export function words(description: string): z.ZodArray<z.ZodString> {
  return z.array(z.string()).min(1).describe(description);
}

const readable = z.refine<string>(isReadable, { error: (issue) => `not a file that can be read (${issue.input})` });

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
