[% set first = {"string": '"First"', "text": '"A longer text."', "integer": "7", "decimal": '"12.50"', "boolean": "true", "date": '"2026-01-31"', "datetime": '"2026-01-31T12:00:00.000Z"'} %]
[% set second = {"string": '"Second"', "text": '"Another text."', "integer": "8", "decimal": '"13.75"', "boolean": "false", "date": '"2026-02-28"', "datetime": '"2026-02-28T08:30:00.000Z"'} %]
[% set key = fields[0].name | camel %]
import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { disconnect } from "../src/db/client.ts";
import { testCaller } from "./api.ts";

const example = {
[% for field in fields %]
  [[ field.name | camel ]]: [[ first[field.type] ]],
[% endfor %]
};
const api = testCaller().[[ name | camel ]];
afterAll(() => disconnect());

describe("[[ name | plural | words ]]", () => {
  it("are created and found again", async () => {
    const created = await api.create(example);
    expect(created).toMatchObject(example);
    expect(await api.find({ id: created.id })).toEqual(created);
  });

  it("are listed, the newest first, in pages", async () => {
    const older = await api.create(example);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const newer = await api.create(example);
    expect(await api.list({ limit: 2 })).toEqual([newer, older]);
    expect(await api.list({ limit: 1, offset: 1 })).toEqual([older]);
  });

  it("keep what a change does not name", async () => {
    const created = await api.create(example);
    const patch = { [[ key ]]: [[ second[fields[0].type] ]] };
    const changed = await api.update({ id: created.id, patch });
    expect(changed).toEqual({ ...created, ...patch, updatedAt: changed.updatedAt });
    expect(changed.updatedAt >= created.updatedAt).toBe(true);
  });

  it("are gone once they are removed", async () => {
    const { id } = await api.create(example);
    await api.remove({ id });
    await expect(api.find({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(api.remove({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are refused when they are not valid", async () => {
    // @ts-expect-error what comes over the wire has no type
    await expect(api.create({ ...example, [[ key ]]: {} })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(api.update({ id: randomUUID(), patch: {} })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
