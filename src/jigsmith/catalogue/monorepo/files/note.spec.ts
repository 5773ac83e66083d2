import { expect, test } from "@playwright/test";

test("a note goes from the form through the API into the list", async ({ page }) => {
  await page.goto("/notes");
  await page.getByLabel("Title").fill("First");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "First" })).toHaveCount(1);
  await expect(page.getByLabel("Title")).toHaveValue("");
});
