import { EnvError, env } from "../env.ts";

/** What must hold before the first request: a server without its settings does not start. */
export async function start(): Promise<void> {
  try {
    env();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  // jig:start
}
