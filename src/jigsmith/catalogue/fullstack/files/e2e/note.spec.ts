import { expect, test } from "@playwright/test";

test("a note is created, changed and removed", async ({ page }) => {
  await page.goto("/notes");
  await page.getByLabel("Title").fill("First");
  await page.getByLabel("Body").fill("A longer text.");
  await page.getByRole("button", { name: "Create" }).click();
  const row = page.getByRole("listitem").filter({ hasText: "First" });
  await expect(row).toBeVisible();

  await row.getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("form", { name: "Edit note" });
  await form.getByLabel("Title").fill("Second");
  await form.getByRole("button", { name: "Save" }).click();
  const changed = page.getByRole("listitem").filter({ hasText: "Second" });
  await expect(changed).toBeVisible();

  await page.reload();
  await changed.getByRole("button", { name: "Remove" }).click();
  await expect(changed).toHaveCount(0);
});
