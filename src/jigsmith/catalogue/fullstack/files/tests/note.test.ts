import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { disconnect } from "../src/db/client.ts";
import { testCaller } from "./api.ts";

const example = { title: "First", body: "A longer text." };
const { note: notes } = testCaller();
afterAll(() => disconnect());

describe("notes", () => {
  it("are created and found again", async () => {
    const created = await notes.create(example);
    expect(created).toMatchObject(example);
    expect(await notes.find({ id: created.id })).toEqual(created);
  });

  it("are listed, the newest first, in pages", async () => {
    const older = await notes.create(example);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const newer = await notes.create(example);
    expect(await notes.list({ limit: 2 })).toEqual([newer, older]);
    expect(await notes.list({ limit: 1, offset: 1 })).toEqual([older]);
  });

  it("keep what a change does not name", async () => {
    const created = await notes.create(example);
    const changed = await notes.update({ id: created.id, patch: { title: "Second" } });
    expect(changed).toEqual({ ...created, title: "Second", updatedAt: changed.updatedAt });
    expect(changed.updatedAt >= created.updatedAt).toBe(true);
  });

  it("are gone once they are removed", async () => {
    const { id } = await notes.create(example);
    await notes.remove({ id });
    await expect(notes.find({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(notes.remove({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("are refused when they are not valid", async () => {
    // @ts-expect-error what comes over the wire has no type
    await expect(notes.create({})).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(notes.update({ id: randomUUID(), patch: {} })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
