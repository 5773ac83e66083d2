/**
 * Tells jigsmith that the tool was used, so that `jig stats` can say what it brings.
 *
 * That is an extra: without jigsmith nothing is recorded and nothing is different. What is recorded stays on this
 * machine: when, how long, how it ended; never a value. `JIG_TELEMETRY=off` turns it off.
 */
import { NAME, VERSION } from "./names.ts";

export interface Facts {
  outcome: "ok" | "failed" | "crashed" | "interrupted";
  error?: string;
  seconds: number;
  surface: "cli" | "mcp";
}

interface Jigsmith {
  trackUsage?: (tool: string, facts: Facts & { action: string; version: string }) => unknown;
}

/** Record one use. Whatever goes wrong here is nobody's business. `library`: tests put another in its place. */
export async function track(facts: Facts, library = "jigsmith"): Promise<void> {
  try {
    const { trackUsage }: Jigsmith = await import(/* @vite-ignore */ library);
    await trackUsage?.(NAME, { action: "run", version: VERSION, ...facts });
  } catch {
    // it need not be installed
  }
}
