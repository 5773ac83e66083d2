// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { NoteForm } from "../src/app/notes/note-form.tsx";

afterEach(cleanup);

describe("a form", () => {
  it("saves what is valid, and is empty then", async () => {
    const onSave = vi.fn(async () => {});
    render(<NoteForm label="New note" action="Create" onSave={onSave} />);
    const title = screen.getByLabelText<HTMLInputElement>("Title");
    fireEvent.change(title, { target: { value: " First " } });
    fireEvent.submit(screen.getByRole("form"));
    await waitFor(() => expect(onSave).toHaveBeenCalledWith({ title: "First", body: null }));
    await waitFor(() => expect(title.value).toBe(""));
  });

  it("says at the field what is wrong, and saves nothing", async () => {
    const onSave = vi.fn(async () => {});
    render(<NoteForm label="New note" action="Create" onSave={onSave} />);
    fireEvent.submit(screen.getByRole("form"));
    expect(await screen.findByRole("alert")).toHaveProperty("textContent", "must not be empty");
    expect(onSave).not.toHaveBeenCalled();
  });

  it("says what the server refused", async () => {
    const onSave = vi.fn(async () => Promise.reject(new Error("There is no such note.")));
    const value = { title: "First", body: null };
    render(<NoteForm label="Edit note" action="Save" value={value} onSave={onSave} />);
    fireEvent.submit(screen.getByRole("form"));
    expect(await screen.findByRole("alert")).toHaveProperty("textContent", "There is no such note.");
  });
});
