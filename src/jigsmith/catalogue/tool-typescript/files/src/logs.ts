/**
 * Logging: what a person wants to know on stderr, all of it in a file when one is named.
 *
 * With JSON one object per line. The file is always JSON, from debug on, and is turned over at a megabyte.
 */
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import winston from "winston";
import { OptionInvalid } from "./errors.ts";

const LEVELS = ["error", "warn", "info", "debug"] as const;

export interface LogOptions {
  /** -1 (errors alone) to 2 (everything). */
  verbosity?: number;
  asJson?: boolean;
  file?: string | undefined;
  stream?: NodeJS.WritableStream;
}

/** Make a log. OptionInvalid: the file cannot be written. */
export function makeLog({
  verbosity = 0,
  asJson = false,
  file,
  stream = process.stderr,
}: LogOptions = {}): winston.Logger {
  const json = winston.format.combine(
    winston.format.timestamp(),
    winston.format.errors({ stack: true }),
    winston.format.json(),
  );
  const level = LEVELS[Math.max(0, Math.min(verbosity + 1, 3))];
  const transports: winston.transport[] = [
    new winston.transports.Stream({ stream, level, format: asJson ? json : winston.format.printf(toLine) }),
  ];
  if (file) {
    checkWritable(file);
    transports.push(
      new winston.transports.File({ filename: file, level: "debug", format: json, maxsize: 1_000_000, maxFiles: 4 }),
    );
  }
  return winston.createLogger({ level: "debug", transports });
}

/** Wait until everything is written. */
export async function closeLog(log: winston.Logger): Promise<void> {
  const files = log.transports.filter((each) => each instanceof winston.transports.File);
  const written = files.map((each) => new Promise<void>((done) => each.once("finish", () => done())));
  log.end();
  await Promise.all(written);
}

function checkWritable(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    closeSync(openSync(file, "a"));
  } catch (error) {
    throw new OptionInvalid(`--log-file: cannot be written: ${(error as Error).message}`);
  }
}

function toLine({ level, message, ...rest }: winston.Logform.TransformableInfo): string {
  const facts = Object.entries(rest).map(
    ([key, value]) => ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return `${level}: ${message}${facts.join("")}`;
}
