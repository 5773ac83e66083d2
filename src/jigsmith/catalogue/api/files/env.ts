import { existsSync } from "node:fs";
import { z } from "zod";

const schema = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: "must be the address of a Postgres database: postgresql://user:password@host:5432/name",
  }),
  PORT: z.coerce.number("must be a number").int("must be a whole number").min(0).max(65_535).default(3000),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  // jig:env
});
export type Env = z.output<typeof schema>;

/** Says what is wrong with each variable, and what to do. */
export class EnvError extends Error {
  override name = "EnvError";
}

export function readEnv(source: Record<string, string | undefined>): Env {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => {
    const name = issue.path.join(".");
    return `  ${name} ${source[name] ? issue.message : `is not set; it ${issue.message}`}`;
  });
  throw new EnvError(`The environment is not complete:\n${wrong.join("\n")}\nSet it in .env (see .env.example).`);
}

let read: Env | undefined;

/** The settings from the environment and from .env, checked once. */
export function env(): Env {
  if (!read) {
    if (existsSync(".env")) process.loadEnvFile();
    read = readEnv(process.env);
  }
  return read;
}
