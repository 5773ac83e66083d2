[% set first = {"string": '"First"', "text": '"A longer text."', "integer": "7", "decimal": '"12.50"', "boolean": "true", "date": '"2026-01-31"', "datetime": '"2026-01-31T12:00:00.000Z"'} %]
[% set seen = {"integer": '"7"', "boolean": '"yes"', "datetime": '"2026-01-31 12:00"'} %]
// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { [[ name | pascal ]]Row } from "../src/app/[[ name | plural | kebab ]]/[[ name | kebab ]]-row.tsx";

const example = {
[% for field in fields %]
  [[ field.name | camel ]]: [[ first[field.type] ]],
[% endfor %]
};
const done = async () => {};
const shown = (term: string) => screen.getByText(term, { selector: "dt" }).nextSibling?.textContent;
afterEach(cleanup);

describe("the row of one of the [[ name | plural | words ]]", () => {
  it("shows what there is", () => {
    render(<[[ name | pascal ]]Row record={example} onSave={done} onRemove={done} />);
[% for field in fields %]
    expect(shown("[[ field.name | sentence ]]")).toBe([[ seen[field.type] | default(first[field.type]) ]]);
[% endfor %]
  });

  it("becomes a form that begins with what there is, and a row again once that is saved", async () => {
    const onSave = vi.fn(done);
    render(<[[ name | pascal ]]Row record={example} onSave={onSave} onRemove={done} />);
    fireEvent.click(screen.getByRole("button", { name: "Edit" }));
    fireEvent.submit(screen.getByRole("form", { name: "Edit [[ name | words ]]" }));
    await waitFor(() => expect(onSave).toHaveBeenCalledWith(example));
    expect(await screen.findByRole("button", { name: "Edit" })).toBeTruthy();
  });

  it("says why it could not be removed", async () => {
    const onRemove = async () => Promise.reject(new Error("The API does not answer."));
    render(<[[ name | pascal ]]Row record={example} onSave={done} onRemove={onRemove} />);
    fireEvent.click(screen.getByRole("button", { name: "Remove" }));
    expect(await screen.findByRole("alert")).toHaveProperty("textContent", "The API does not answer.");
  });
});
