/** What is recorded of a use. Of any other fact only the name and the kind is recorded, never the value. */
export interface Facts {
  /** What the tool did; `run` goes without saying. */
  action?: string;
  /** How long it took. */
  seconds?: number;
  outcome?: "ok" | "failed" | "crashed" | "interrupted";
  /** The name of the error's kind, such as `InputInvalid`. */
  error?: string;
  /** How it was called: `cli`, `mcp`. */
  surface?: string;
  /** The tool's. */
  version?: string;
  files_written?: number;
  lines_written?: number;
  /** Seconds that a person was at it. */
  active?: number;
  /** Of a model. */
  tokens?: number;
  /** US dollars, for models. */
  cost?: number;
  [other: string]: unknown;
}

/**
 * Record that a tool was used; call it when the work has ended. It takes about a millisecond and throws nothing.
 * Nothing leaves the machine. `JIG_TELEMETRY=off` turns it off, and `[ledger] record = false` in the jig.toml of a
 * repository does so there.
 */
export function trackUsage(tool: string, facts?: Facts): void;

/** The repository that a folder is in, and whether it wants uses to be recorded. */
export function whereIs(start: string): { recorded: boolean; repository: string };

/** The folder in which uses are left for `jig` to take in. */
export function spoolFolder(env?: Record<string, string | undefined>): string;
