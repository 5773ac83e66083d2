/** The errors that this tool knows, each with its exit code. Anything else is a bug and ends with 1. */

/** Something went wrong that the user can put right: what happened, and what to do. */
export class ToolError extends Error {
  readonly exitCode: number = 1;

  constructor(what: string, advice = "") {
    super(advice ? `${what}. ${advice}` : what);
    this.name = new.target.name;
  }
}

/** An option or an argument is missing, unknown or has a value that it cannot have. */
export class OptionInvalid extends ToolError {
  override readonly exitCode = 2;
}

/** The config file cannot be read, or holds what it should not. */
export class ConfigInvalid extends ToolError {
  override readonly exitCode = 3;
}

/** What the tool was given to work on is missing, unreadable or not what it should be. */
export class InputInvalid extends ToolError {
  override readonly exitCode = 4;
}

/** The input was right, and still the work could not be done. */
export class WorkFailed extends ToolError {
  override readonly exitCode = 5;
}

/** `main()` is still to be written. */
export class NotWritten extends ToolError {
  override readonly exitCode = 70;
}

/** 128 + SIGINT, as shells have it. */
export const INTERRUPTED = 130;
