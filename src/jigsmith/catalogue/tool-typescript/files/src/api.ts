/** What other code may use: for a config file, and to do the work from a program. */
import type { z } from "zod";
import type { Options } from "./main.ts";

export * from "./errors.ts";
export { main, Options, type Result } from "./main.ts";

/** What a config file may hold. */
export type Config = Partial<Omit<z.input<typeof Options>, "inputs">>;

/** Give a config file its type. */
export function defineConfig(config: Config): Config {
  return config;
}
