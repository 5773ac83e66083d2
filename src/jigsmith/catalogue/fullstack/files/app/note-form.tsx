"use client";

import { Field, type FormProps, given, optional, useForm } from "../../components/form.tsx";
import { type Note, type NoteInput, noteInput } from "../../models/note.ts";

export function NoteForm({ label, action, value, onSave }: FormProps<Note, NoteInput>) {
  const { errors, submit } = useForm(noteInput, onSave, (data) => ({
    title: given(data, "title"),
    body: optional(data, "body"),
  }));
  return (
    <form aria-label={label} onSubmit={submit}>
      <Field label="Title" name="title" value={value?.title} error={errors.title} required />
      <Field label="Body" name="body" kind="text" value={value?.body} error={errors.body} />
      {errors.form && <p role="alert">{errors.form}</p>}
      <button type="submit">{action}</button>
    </form>
  );
}
