"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../components/providers.tsx";
import type { Note } from "../../models/note.ts";
import { NoteForm } from "./note-form.tsx";

/** All notes, with forms to create and to change them. */
export function NoteList({ initial }: { initial: Note[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { data: notes } = useQuery({ ...trpc.note.list.queryOptions({}), initialData: initial });
  const onSuccess = () => queries.invalidateQueries({ queryKey: trpc.note.list.queryKey() });
  const create = useMutation(trpc.note.create.mutationOptions({ onSuccess }));
  return (
    <>
      <NoteForm label="New note" action="Create" onSave={create.mutateAsync} />
      <ul className="records">
        {notes.map((note) => (
          <NoteItem key={note.id} note={note} onChange={onSuccess} />
        ))}
      </ul>
    </>
  );
}

function NoteItem({ note, onChange }: { note: Note; onChange: () => Promise<void> }) {
  const trpc = useTRPC();
  const [editing, setEditing] = useState(false);
  const update = useMutation(trpc.note.update.mutationOptions({ onSuccess: onChange }));
  const remove = useMutation(trpc.note.remove.mutationOptions({ onSuccess: onChange }));
  if (editing) {
    const save = async (patch: Parameters<typeof update.mutateAsync>[0]["patch"]) => {
      await update.mutateAsync({ id: note.id, patch });
      setEditing(false);
    };
    return (
      <li>
        <NoteForm label="Edit note" action="Save" value={note} onSave={save} />
      </li>
    );
  }
  return (
    <li>
      <dl>
        <dt>Title</dt>
        <dd>{note.title}</dd>
        <dt>Body</dt>
        <dd>{note.body}</dd>
      </dl>
      <button type="button" onClick={() => setEditing(true)}>
        Edit
      </button>{" "}
      <button type="button" disabled={remove.isPending} onClick={() => remove.mutate({ id: note.id })}>
        Remove
      </button>
      {remove.error && <p role="alert">{remove.error.message}</p>}
    </li>
  );
}
