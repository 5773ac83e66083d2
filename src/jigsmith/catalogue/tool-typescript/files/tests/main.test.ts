{% set required = options | selectattr("required") | list %}
{% set samples = {"string": "x", "integer": "1", "number": "1", "path": "x"} %}
/** The work itself. These tests belong to the example in `main.ts` and go with it. */
{% if inputs == "files" %}
import { writeFileSync } from "node:fs";
{% endif %}
import { expect, test } from "vitest";
import { TOOL, type Tool } from "../src/cli.ts";
import { call, inAnEmptyFolder } from "./sample.ts";

const tool = TOOL as unknown as Tool;
{% if required %}
const needed: string[] = [
{% for option in required %}
  "--{{ option.name | kebab }}",
{% if option.type != "boolean" %}
  {{ (option.choices | first if option.type == "choice" else samples[option.type]) | json }},
{% endif %}
{% endfor %}
];
{% endif %}
inAnEmptyFolder();
{% if inputs == "files" %}

test("lines are counted", async () => {
  writeFileSync("a.txt", "one two\nthree\n");
  const { code, out } = await call(["a.txt"{% if required %}, ...needed{% endif %}], tool);
  expect([code, out.trim()]).toEqual([0, "2 a.txt"]);
});

test("a file that is not text is refused", async () => {
  writeFileSync("a.bin", Buffer.from([0xff, 0xfe, 0xfa]));
  const { code, err } = await call(["a.bin"{% if required %}, ...needed{% endif %}], tool);
  expect(code).toBe(4);
  expect(err).toContain("a.bin cannot be read");
});
{% elif inputs == "words" %}

test("letters are counted", async () => {
  const { code, out } = await call(["one", "three"{% if required %}, ...needed{% endif %}], tool);
  expect([code, out.trim().split(/\s+/)]).toEqual([0, ["3", "one", "5", "three"]]);
});
{% else %}

test("nothing is done yet", async () => {
  expect(await call({{ "needed" if required else "[]" }}, tool)).toMatchObject({ code: 0, out: "Did nothing.\n" });
});
{% endif %}
