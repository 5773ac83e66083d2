// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { NoteRow } from "../src/app/notes/note-row.tsx";

const example = {
  title: "First",
  body: "A longer text.",
};
const done = async () => {};
const shown = (term: string) => screen.getByText(term, { selector: "dt" }).nextSibling?.textContent;
afterEach(cleanup);

describe("the row of one of the notes", () => {
  it("shows what there is", () => {
    render(<NoteRow record={example} onSave={done} onRemove={done} />);
    expect(shown("Title")).toBe("First");
    expect(shown("Body")).toBe("A longer text.");
  });

  it("becomes a form that begins with what there is, and a row again once that is saved", async () => {
    const onSave = vi.fn(done);
    render(<NoteRow record={example} onSave={onSave} onRemove={done} />);
    fireEvent.click(screen.getByRole("button", { name: "Edit" }));
    fireEvent.submit(screen.getByRole("form", { name: "Edit note" }));
    await waitFor(() => expect(onSave).toHaveBeenCalledWith(example));
    expect(await screen.findByRole("button", { name: "Edit" })).toBeTruthy();
  });

  it("says why it could not be removed", async () => {
    const onRemove = async () => Promise.reject(new Error("The API does not answer."));
    render(<NoteRow record={example} onSave={done} onRemove={onRemove} />);
    fireEvent.click(screen.getByRole("button", { name: "Remove" }));
    expect(await screen.findByRole("alert")).toHaveProperty("textContent", "The API does not answer.");
  });
});
