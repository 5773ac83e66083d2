import { expect, test } from "@playwright/test";

test("[[ name | words ]] is reached from the first page", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "[[ title ]]", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "[[ title ]]" })).toBeVisible();
});
