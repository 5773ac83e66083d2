"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../components/providers.tsx";
import type { Note, NoteInput } from "../../models/note.ts";
import { NoteForm } from "./note-form.tsx";

/** All notes, with forms to create and to change them. */
export function NoteList({ initial }: { initial: Note[] }) {
  const api = useTRPC().note;
  const queries = useQueryClient();
  const list = useQuery({ ...api.list.queryOptions({}), initialData: initial });
  const onSuccess = () => queries.invalidateQueries({ queryKey: api.list.queryKey() });
  const create = useMutation(api.create.mutationOptions({ onSuccess }));
  return (
    <>
      <NoteForm label="New note" action="Create" onSave={create.mutateAsync} />
      <ul className="records">
        {list.data.map((record) => (
          <NoteRow key={record.id} record={record} onChange={onSuccess} />
        ))}
      </ul>
    </>
  );
}

interface RowProps {
  record: Note;
  onChange: () => Promise<void>;
}

function NoteRow({ record, onChange }: RowProps) {
  const api = useTRPC().note;
  const [editing, setEditing] = useState(false);
  const update = useMutation(api.update.mutationOptions({ onSuccess: onChange }));
  const remove = useMutation(api.remove.mutationOptions({ onSuccess: onChange }));

  async function save(patch: NoteInput): Promise<void> {
    await update.mutateAsync({ id: record.id, patch });
    setEditing(false);
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
      <button type="button" disabled={remove.isPending} onClick={() => remove.mutate({ id: record.id })}>
        Remove
      </button>
      {remove.error && <p role="alert">{remove.error.message}</p>}
    </li>
  );
}
