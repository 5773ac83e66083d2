/** The config file: where it is found, what wins, and how a mistake in it is told. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NAME } from "../src/names.ts";
import { call, inAnEmptyFolder } from "./sample.ts";

inAnEmptyFolder();

test("what is typed wins over the file", async () => {
  writeFileSync(`${NAME}.config.ts`, 'const limit: number = 5;\nexport default { limit, style: "fancy" };\n');
  expect((await call([])).out).toBe("limit=5 style=fancy\n");
  expect((await call(["--limit", "6"])).out).toBe("limit=6 style=fancy\n");
});

test("a config file can take its type from this package", async () => {
  const text = `import { defineConfig } from "${NAME}";\nexport default { ...defineConfig({}), limit: 4 };\n`;
  writeFileSync(`${NAME}.config.ts`, text);
  expect((await call([])).out).toContain("limit=4");
});

test("the user's own file is the last place", async () => {
  const own = join(process.env.XDG_CONFIG_HOME ?? "", NAME);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, "config.json"), '{"limit": 8}');
  expect((await call([])).out).toContain("limit=8");
});

test.each([
  { text: "export default {", told: "cannot be read" },
  { text: "export default [1];", told: "has no default export that is an object" },
  { text: "export default { limits: 3 };", told: "there is no setting `limits`. Known are: limit, style" },
  { text: 'export default { inputs: ["a"] };', told: "there is no setting `inputs`" },
  { text: 'export default { limit: "many" };', told: "`limit`: invalid input: expected number" },
])("a mistake is told: $text", async ({ text, told }) => {
  writeFileSync("other.config.ts", text);
  const ran = await call(["--config", "other.config.ts"]);
  expect(ran).toMatchObject({ code: 3, out: "" });
  expect(ran.err).toContain("other.config.ts");
  expect(ran.err).toContain(told);
});

test("a file that is not there is told", async () => {
  const ran = await call(["--config", "missing.ts"]);
  expect(ran.code).toBe(3);
  expect(ran.err).toContain("missing.ts cannot be read");
});

test("the schema has all that the file may hold", async () => {
  const { code, out } = await call(["--schema"]);
  const schema = JSON.parse(out);
  expect(code).toBe(0);
  expect(Object.keys(schema.properties)).toEqual(["limit", "style", "tags", "dryRun", "end"]);
  expect(schema.additionalProperties).toBe(false);
});
