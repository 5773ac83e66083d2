[% set source = "query" if method in ["get", "delete"] else "body" %]
[% set first = {"string": '"First"', "text": '"A longer text."', "integer": "7", "decimal": '"12.50"', "boolean": "true", "date": '"2026-01-31"', "datetime": '"2026-01-31T12:00:00.000Z"'} %]
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./server.ts";

const url = "/api/[[ name | kebab ]]";
[% if fields %]
const example = {
[% for field in fields %]
  [[ field.name | camel ]]: [[ first[field.type] ]],
[% endfor %]
};
[% else %]
const example = {};
[% endif %]

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe("[[ name | words ]]", () => {
  it("answers", async () => {
[% if source == "query" %]
    const pairs = Object.entries(example).map(([key, value]) => [key, String(value)]);
    const query = new URLSearchParams(Object.fromEntries(pairs));
    const { status, body } = await server.send("[[ method | upper ]]", `${url}?${query}`);
[% else %]
    const { status, body } = await server.send("[[ method | upper ]]", url, example);
[% endif %]
    expect([status, body]).toEqual([200, { given: example }]);
  });
[% set needed = fields | rejectattr("optional") | list %]
[% if needed %]

  it("refuses what is not complete", async () => {
    const { status, body } = await server.send("[[ method | upper ]]", url[% if source == "body" %], {}[% endif %]);
    expect(status).toBe(400);
    expect(body.fields[0].path).toBe("[[ needed[0].name | camel ]]");
  });
[% endif %]
});
