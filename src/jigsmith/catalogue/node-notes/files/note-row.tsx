"use client";

import { useState } from "react";
import type { NoteInput } from "[[ note_module ]]";
import { NoteForm } from "./note-form.tsx";

interface Props {
  record: NoteInput;
  onSave: (input: NoteInput) => Promise<unknown>;
  onRemove: () => Promise<unknown>;
}

/** One of the notes, with a form to change it and a button to remove it. */
export function NoteRow({ record, onSave, onRemove }: Props) {
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [failure, setFailure] = useState("");

  async function save(input: NoteInput): Promise<void> {
    await onSave(input);
    setEditing(false);
  }

  async function remove(): Promise<void> {
    setRemoving(true);
    try {
      await onRemove();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    setRemoving(false);
  }

  if (editing) {
    return (
      <li>
        <NoteForm label="Edit note" action="Save" value={record} onSave={save} />
      </li>
    );
  }
  return (
    <li>
      <dl>
        <dt>Title</dt>
        <dd>{record.title}</dd>
        <dt>Body</dt>
        <dd>{record.body}</dd>
      </dl>
      <button type="button" onClick={() => setEditing(true)}>
        Edit
      </button>{" "}
      <button type="button" disabled={removing} onClick={remove}>
        Remove
      </button>
      {failure && <p role="alert">{failure}</p>}
    </li>
  );
}
