[% set first = {"string": '"First"', "text": '"A longer text."', "integer": "7", "decimal": '"12.50"', "boolean": "true", "date": '"2026-01-31"', "datetime": '"2026-01-31T12:00:00.000Z"'} %]
import { describe, expect, it } from "vitest";
import { testCaller } from "./api.ts";

[% if fields %]
const example = {
[% for field in fields %]
  [[ field.name | camel ]]: [[ first[field.type] ]],
[% endfor %]
};
[% else %]
const example = {};
[% endif %]

describe("[[ name | words ]]", () => {
  it("answers", async () => {
    expect(await testCaller().[[ name | camel ]](example)).toEqual({ given: example });
  });
[% set needed = fields | rejectattr("optional") | list %]
[% if needed %]

  it("refuses what is not complete", async () => {
    // @ts-expect-error what comes over the wire has no type
    await expect(testCaller().[[ name | camel ]]({})).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });
[% endif %]
});
