/**
 * The config file, `NAME.config.ts`: found, read, and brought together with what was given on the command line.
 *
 * It is TypeScript or JavaScript with a default export, or JSON. jiti loads it: no build, no flag of Node, and
 * `import { defineConfig } from "{{ name | kebab }}"` in it finds this very package.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { z } from "zod";
import { ConfigInvalid, InputInvalid, OptionInvalid } from "./errors.ts";
import { NAME } from "./names.ts";

/** The arguments of the command; they have no place in a file. */
export const INPUTS = "inputs";

const ENDINGS = ["ts", "mts", "js", "mjs", "json"];
const HERE = fileURLToPath(import.meta.url);

/** The file that was given, or the one in this folder, or the user's own; undefined: there is none. */
export function findConfig(given: string | undefined, env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (given) return resolve(given);
  const own = join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), NAME);
  const places = [resolve(`${NAME}.config`), join(own, "config")];
  return places.flatMap((place) => ENDINGS.map((ending) => `${place}.${ending}`)).find((path) => existsSync(path));
}

/** What the file holds. ConfigInvalid: not there, does not run, or is no object. */
export async function loadConfig(path: string | undefined): Promise<Record<string, unknown>> {
  if (!path) return {};
  const jiti = createJiti(path, {
    alias: { [NAME]: join(dirname(HERE), HERE.endsWith(".ts") ? "api.ts" : "api.js") },
    moduleCache: false,
  });
  const found = await jiti.import(path, { default: true }).catch((error: unknown) => {
    throw new ConfigInvalid(`${path} cannot be read: ${(error as Error).message.split("\n")[0]}`);
  });
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    throw new ConfigInvalid(`${path} has no default export that is an object`);
  }
  return found as Record<string, unknown>;
}

/** The options of this call, checked. OptionInvalid, ConfigInvalid or InputInvalid by where the mistake is. */
export async function together<T extends z.ZodObject>(
  options: T,
  given: Record<string, unknown>,
  path: string | undefined,
): Promise<z.output<T>> {
  const file = await loadConfig(path);
  const known = Object.keys(options.shape).filter((key) => key !== INPUTS);
  for (const key of Object.keys(file)) {
    if (!known.includes(key)) {
      const advice = known.length ? `Known are: ${known.join(", ")}.` : "There is nothing to set.";
      throw new ConfigInvalid(`${path}: there is no setting \`${key}\``, advice);
    }
  }
  const result = options.safeParse({ ...file, ...given });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const key = String(issue?.path[0] ?? "");
  const isMissing = issue?.message.endsWith("received undefined");
  const what = isMissing ? "it is required" : (issue?.message ?? "").replace(/^./, (letter) => letter.toLowerCase());
  if (key === INPUTS) throw new InputInvalid(`${INPUTS}: ${what}`);
  if (key in file && !(key in given)) throw new ConfigInvalid(`${path}: \`${key}\`: ${what}`);
  throw new OptionInvalid(key ? `--${kebab(key)}: ${what}` : what);
}

/** The JSON schema of the options as they are given. */
export function optionsSchema(options: z.ZodObject): z.core.JSONSchema.JSONSchema {
  return z.toJSONSchema(options, { io: "input" });
}

/** The JSON schema of the config file: the options, none of which has to be there. */
export function configSchema(options: z.ZodObject): z.core.JSONSchema.JSONSchema {
  const { required: _, properties = {}, ...rest } = optionsSchema(options);
  const { [INPUTS]: __, ...own } = properties;
  return { ...rest, title: `${NAME}.config`, properties: own };
}

/** `dryRun` as it is typed: `dry-run`. */
export function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
