import { afterAll, beforeAll, expect, it } from "vitest";
import { freshDatabase } from "./database.ts";

beforeAll(async () => {
  process.env.API_URL ??= "http://localhost:3000";
  process.env.DATABASE_URL = await freshDatabase("settings");
});
afterAll(async () => (await import("../src/db/client.ts")).disconnect());

it("keeps what was set last", async () => {
  const settings = await import("../src/data/setting.ts");
  expect(await settings.read("theme")).toBeNull();
  await settings.write("theme", "light");
  await settings.write("theme", "dark");
  expect(await settings.read("theme")).toBe("dark");
});
