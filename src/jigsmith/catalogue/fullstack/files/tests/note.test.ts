import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { disconnect } from "../src/db/client.ts";
import { testCaller } from "./api.ts";

const example = {
  title: "First",
  body: "A longer text.",
};
const api = testCaller().note;
afterAll(() => disconnect());

describe("notes", () => {
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
    const patch = { title: "Second" };
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
    await expect(api.create({ ...example, title: {} })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(api.update({ id: randomUUID(), patch: {} })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
