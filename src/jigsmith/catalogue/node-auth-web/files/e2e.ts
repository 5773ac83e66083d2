import { expect, test } from "@playwright/test";

test("somebody signs up, stays signed in, signs out and in again", async ({ page }) => {
  const ada = { email: `ada-${Date.now()}@example.org`, password: "correct horse battery" };
  async function enter(label: string, password: string): Promise<void> {
    const form = page.getByRole("form", { name: label });
    await form.getByLabel("E-mail").fill(ada.email);
    await form.getByLabel("Password").fill(password);
    await form.getByRole("button", { name: label }).click();
  }

  await page.goto("/account");
  await enter("Sign up", "short");
  await expect(page.getByText("must have at least 10 characters")).toBeVisible();
  await enter("Sign up", ada.password);
  await expect(page.getByText(`You are signed in as ${ada.email}.`)).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/");

  await page.goto("/account");
  await enter("Sign in", "wrong horse battery");
  await expect(page.getByText("Address or password is wrong.")).toBeVisible();
  await enter("Sign in", ada.password);
  await expect(page.getByText(`You are signed in as ${ada.email}.`)).toBeVisible();
});

test("a page for users only is closed to everybody else", async ({ page, context }) => {
  await page.goto("/members");
  await expect(page).toHaveURL("/account");
  const form = page.getByRole("form", { name: "Sign up" });
  await form.getByLabel("E-mail").fill(`grace-${Date.now()}@example.org`);
  await form.getByLabel("Password").fill("a ship in port is safe");
  await form.getByRole("button", { name: "Sign up" }).click();
  await expect(page.getByText("You are signed in as grace-")).toBeVisible();
  const [session] = await context.cookies();
  expect(session).toMatchObject({ name: "session", httpOnly: true, sameSite: "Lax" });

  await page.goto("/members");
  await expect(page.getByText("such as grace-")).toBeVisible();
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/");
  await page.goto("/members");
  await expect(page).toHaveURL("/account");
});
