/** The options of the command line: made from the fields of the tool's options, and those that every tool has. */
import { Argument, type Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { z } from "zod";
import { configSchema, INPUTS, kebab, optionsSchema } from "./config.ts";
import { NAME, PREFIX, VERSION } from "./names.ts";

type Schema = z.core.JSONSchema.JSONSchema;

/** What every tool can be told. */
export interface Common {
  config?: string;
  json?: boolean;
  verbose: number;
  quiet?: boolean;
  logJson?: boolean;
  logFile?: string;
}

/** Give the command an argument or an option for each field. */
export function addOwn(command: Command, options: z.ZodObject): void {
  const schema = optionsSchema(options);
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    if (typeof field === "boolean") continue;
    const required = schema.required?.includes(key) ?? false;
    if (key === INPUTS) {
      const name = field.type === "array" ? `${INPUTS}...` : INPUTS;
      command.addArgument(new Argument(required ? `<${name}>` : `[${name}]`, field.description));
    } else {
      for (const option of toOptions(key, field, required)) command.addOption(option);
    }
  }
}

function toOptions(key: string, field: Schema, required: boolean): Option[] {
  const flag = `--${kebab(key)}`;
  const told = field.default === undefined || field.default === false ? "" : ` [default: ${field.default}]`;
  const text = `${field.description ?? ""}${required ? " [required]" : told}`;
  const variable = `${PREFIX}_${kebab(key).replaceAll("-", "_").toUpperCase()}`;
  if (field.type === "boolean") {
    const no = new Option(`--no-${kebab(key)}`).hideHelp(field.default !== true);
    return [new Option(flag, text).env(variable).default(undefined), no];
  }
  const option = new Option(`${flag} <${field.type === "array" ? "value..." : field.type}>`, text).env(variable);
  if (field.enum) option.choices(field.enum.map(String));
  if (field.type === "number" || field.type === "integer") option.argParser(toNumber);
  return [option];
}

function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new InvalidArgumentError("It is no number.");
  return value;
}

/** Give the command what every tool has. */
export function addCommon(command: Command, options: z.ZodObject, print: (text: string) => void): void {
  command
    .addOption(new Option("--config <file>", "Config file.").env(`${PREFIX}_CONFIG`))
    .option("--json", "Print the result as JSON.")
    .option("-v, --verbose", "Say what happens; -vv says everything.", (_, count: number) => count + 1, 0)
    .option("-q, --quiet", "Say nothing but errors.")
    .addOption(new Option("--log-json", "Log as JSON.").env(`${PREFIX}_LOG_JSON`))
    .addOption(new Option("--log-file <file>", "Log all to this file, too.").env(`${PREFIX}_LOG_FILE`))
    .option("--schema", "Print the config file's schema.")
    .version(`${NAME} ${VERSION}`, "--version", "Print the version.")
    .helpOption("-h, --help", "Show this and end.");
  command.on("option:schema", () => {
    print(`${JSON.stringify(configSchema(options), null, 2)}\n`);
    throw new CommanderError(0, "schema", "");
  });
}

/** Whether these words ask for the work, and not about it. */
export function isUse(words: readonly string[]): boolean {
  return {% if mcp %}words[0] !== "mcp" && {% endif %}!words.some((word) => ["-h", "--help", "--schema", "--version"].includes(word));
}
