"use client";

import { FormField, type FormProps, given, optional, useForm } from "../../components/form.tsx";
import { type NoteInput, noteInput } from "[[ note_module ]]";

type Props = FormProps<NoteInput>;

export function NoteForm({ label, action, value, onSave }: Props) {
  const { errors, field, submit } = useForm(noteInput, value, onSave, (data) => ({
    title: given(data, "title"),
    body: optional(data, "body"),
  }));
  return (
    <form aria-label={label} onSubmit={submit}>
      <FormField label="Title" {...field("title")} required />
      <FormField label="Body" kind="text" {...field("body")} />
      {errors.form && <p role="alert">{errors.form}</p>}
      <button type="submit">{action}</button>
    </form>
  );
}
