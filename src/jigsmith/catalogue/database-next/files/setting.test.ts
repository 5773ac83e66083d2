import { afterAll, expect, it } from "vitest";
import * as settings from "../src/data/setting.ts";
import { disconnect } from "../src/db/client.ts";

afterAll(() => disconnect());

it("keeps what was set last", async () => {
  expect(await settings.read("theme")).toBeNull();
  await settings.write("theme", "light");
  await settings.write("theme", "dark");
  expect(await settings.read("theme")).toBe("dark");
});
