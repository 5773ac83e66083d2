import { type Logger, pino } from "pino";
import { env } from "./env.ts";

let logger: Logger | undefined;

/** JSON lines on standard output; passwords and tokens are left out. */
export function log(): Logger {
  const redact = ["req.headers.authorization", "req.headers.cookie", 'res.headers["set-cookie"]'];
  logger ??= pino({ level: env().LOG_LEVEL, redact });
  return logger;
}
