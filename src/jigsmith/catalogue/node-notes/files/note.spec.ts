import { expect, test } from "@playwright/test";

test("note: created, changed and removed", async ({ page }) => {
  await page.goto("/notes");
  const empty = page.getByRole("form", { name: "New note" });
  await empty.getByLabel("Title", { exact: true }).fill("First");
  await empty.getByLabel("Body", { exact: true }).fill("A longer text.");
  await empty.getByRole("button", { name: "Create" }).click();
  const row = page.getByRole("listitem").first();
  const shown = row.locator("dd").first();
  await expect(shown).toHaveText("First");

  await row.getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("form", { name: "Edit note" });
  await form.getByLabel("Title", { exact: true }).fill("Second");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(shown).toHaveText("Second");
  await page.reload();
  await expect(shown).toHaveText("Second");

  const before = await page.getByRole("listitem").count();
  await row.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("listitem")).toHaveCount(before - 1);
});
