{% set example = not cases and inputs != "none" %}
{% set what = "lines" if inputs == "files" else "letters" %}
/**
 * The work itself: what can be asked, what comes back, and `main()`. Everything else is done.
 *
 * A field of `Options` is an option of the command, a key of the config file and a variable of the environment at once
{%- if mcp %},
 * and a parameter of the MCP tool{% endif %}.
 * Its description is the help text.
 */
{% if example and inputs == "files" %}
import { readFile } from "node:fs/promises";
{% endif %}
import { z } from "zod";
{% if cases %}
import { NotWritten } from "./errors.ts";
{% elif inputs == "files" %}
import { InputInvalid } from "./errors.ts";
{% endif %}
{% if inputs != "none" %}
import { {{ inputs }} } from "./inputs.ts";
{% endif %}
import type { Run } from "./run.ts";

/** What can be asked. */
{% if inputs == "none" and not options %}
export const Options = z.strictObject({});
{% else %}
export const Options = z.strictObject({
{% if inputs != "none" %}
  inputs: {{ inputs }}("{{ inputs | pascal }} to work on."),
{% endif %}
{% for option in options %}
{% set base = {"string": "z.string()", "integer": "z.int()", "number": "z.number()", "boolean": "z.boolean()", "path": "z.string()", "choice": "z.enum([" ~ (option.choices | map("json") | join(", ")) ~ "])"}[option.type] %}
{% if option.required %}
{% set usual = "" %}
{% elif option.type == "boolean" %}
{% set usual = ".default(" ~ ("true" if option.default == "true" else "false") ~ ")" %}
{% elif option.default == "" %}
{% set usual = ".optional()" %}
{% elif option.type in ["integer", "number"] %}
{% set usual = ".default(" ~ option.default ~ ")" %}
{% else %}
{% set usual = ".default(" ~ (option.default | json) ~ ")" %}
{% endif %}
  {{ option.name | camel }}: {{ base }}{{ usual }}.describe({{ option.help | json }}),
{% endfor %}
});
{% endif %}
export type Options = z.infer<typeof Options>;

/** What comes back; `--json` prints it as it is. */
export interface Result {
{% if example %}
  items: { name: string; {{ what }}: number }[];
{% else %}
  text: string;
{% endif %}
}

/** The result as text: what is printed without `--json`. */
export function show(result: Result): string {
{% if example %}
  return result.items.map((item) => `${String(item.{{ what }}).padStart(8)} ${item.name}`).join("\n");
{% else %}
  return result.text;
{% endif %}
}

{% if cases %}
/**
 * Put the work here, and take the `throw` away. From then on the recorded cases have to pass (tests/cases.json).
 *
 * Throw one of the errors in `errors.ts` for what the user can put right. `run.progress(...)` shows how far it is.
 */
export async function main({% if inputs == "none" %}_options{% else %}options{% endif %}: Options, run: Run): Promise<Result> {
{% if inputs == "none" %}
  run.log.info("started");
{% else %}
  for (const each of run.progress(options.inputs, "Working")) {
    run.log.info("working", { on: each });
  }
{% endif %}
  throw new NotWritten("main() is still to be written", "See tests/cases.json.");
}
{% elif inputs == "files" %}
/**
 * Count lines: an example that shows how it goes. Put your own work here.
 *
 * Throw one of the errors in `errors.ts` for what the user can put right.
 */
export async function main(options: Options, run: Run): Promise<Result> {
  const items: Result["items"] = [];
  for (const name of run.progress(options.inputs, "Counting")) {
    const text = await readFile(name, "utf8");
    if (text.includes("\uFFFD")) {
      throw new InputInvalid(`${name} cannot be read: it is not UTF-8 text`);
    }
    items.push({ name, lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0) });
    run.log.info("counted", { file: name, lines: items.at(-1)?.lines });
  }
  return { items };
}
{% elif inputs == "words" %}
/**
 * Count letters: an example that shows how it goes. Put your own work here.
 *
 * Throw one of the errors in `errors.ts` for what the user can put right.
 */
export async function main(options: Options, run: Run): Promise<Result> {
  const words = [...run.progress(options.inputs, "Counting")];
  run.log.info("counted", { words: words.length });
  return { items: words.map((name) => ({ name, letters: name.length })) };
}
{% else %}
/**
 * Do nothing: an example that shows how it goes. Put your own work here.
 *
 * Throw one of the errors in `errors.ts` for what the user can put right. `run.progress(...)` shows how far it is.
 */
export async function main(options: Options, run: Run): Promise<Result> {
  run.log.info("done", { options: Object.keys(options).length });
  const steps = [...run.progress(["nothing"], "Doing")];
  return { text: `Did ${steps.join(", ")}.` };
}
{% endif %}
