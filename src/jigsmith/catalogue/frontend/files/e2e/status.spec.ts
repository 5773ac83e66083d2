import { expect, test } from "@playwright/test";

test("the status says that the API does not answer", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Status" }).click();
  await expect(page.getByRole("status")).toHaveText("The API does not answer.");
});
