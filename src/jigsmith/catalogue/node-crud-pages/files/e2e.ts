[% set first = {"string": "First", "text": "A longer text.", "integer": "7", "decimal": "12.50", "date": "2026-01-31", "datetime": "2026-01-31T12:00"} %]
[% set second = {"string": "Second", "text": "Another text.", "integer": "8", "decimal": "13.75", "boolean": "no", "date": "2026-02-28", "datetime": "2026-02-28T08:30"} %]
[% set kind = fields[0].type %]
[% set label = fields[0].name | sentence %]
import { expect, test } from "@playwright/test";

test("[[ name | words ]]: created, changed and removed", async ({ page }) => {
  await page.goto("/[[ name | plural | kebab ]]");
  const empty = page.getByRole("form", { name: "New [[ name | words ]]" });
[% for field in fields %]
[% if field.type == "boolean" %]
  await empty.getByLabel("[[ field.name | sentence ]]", { exact: true }).check();
[% else %]
  await empty.getByLabel("[[ field.name | sentence ]]", { exact: true }).fill("[[ first[field.type] ]]");
[% endif %]
[% endfor %]
  await empty.getByRole("button", { name: "Create" }).click();
  const row = page.getByRole("listitem").first();
  const shown = row.locator("dd").first();
  await expect(shown).toHaveText("[[ "yes" if kind == "boolean" else first[kind] | replace("T", " ") if kind == "datetime" else first[kind] ]]");

  await row.getByRole("button", { name: "Edit" }).click();
  const form = page.getByRole("form", { name: "Edit [[ name | words ]]" });
[% if kind == "boolean" %]
  await form.getByLabel("[[ label ]]", { exact: true }).uncheck();
[% else %]
  await form.getByLabel("[[ label ]]", { exact: true }).fill("[[ second[kind] ]]");
[% endif %]
  await form.getByRole("button", { name: "Save" }).click();
  await expect(shown).toHaveText("[[ second[kind] | replace("T", " ") if kind == "datetime" else second[kind] ]]");
  await page.reload();
  await expect(shown).toHaveText("[[ second[kind] | replace("T", " ") if kind == "datetime" else second[kind] ]]");

  const before = await page.getByRole("listitem").count();
  await row.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("listitem")).toHaveCount(before - 1);
});
