import { expect, test } from "@playwright/test";

test("the first page greets whoever says a name", async ({ page }) => {
  await page.goto("/");
  await page.getByLabel("Your name").fill("Ada");
  await expect(page.getByRole("status")).toHaveText("Hello, Ada!");
});

test("a page that is not there says so", async ({ page }) => {
  const response = await page.goto("/nothing");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
});
