import { expect, test } from "@playwright/test";

test("the first page leads to the others", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "Notes" }).click();
  await expect(page).toHaveURL("/notes");
});

test("a page that is not there says so", async ({ page }) => {
  const response = await page.goto("/nothing");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
});
