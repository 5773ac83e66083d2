"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../components/providers.tsx";
import type { Note } from "../../models/note.ts";
import { NoteForm } from "./note-form.tsx";
import { NoteRow } from "./note-row.tsx";

/** All notes, with forms to create and to change them. */
export function NoteList({ initial }: { initial: Note[] }) {
  const api = useTRPC().note;
  const queries = useQueryClient();
  const list = useQuery({ ...api.list.queryOptions({}), initialData: initial });
  const onSuccess = () => queries.invalidateQueries({ queryKey: api.list.queryKey() });
  const create = useMutation(api.create.mutationOptions({ onSuccess }));
  const update = useMutation(api.update.mutationOptions({ onSuccess }));
  const remove = useMutation(api.remove.mutationOptions({ onSuccess }));
  return (
    <>
      <NoteForm label="New note" action="Create" onSave={create.mutateAsync} />
      <ul className="records">
        {list.data.map((record) => (
          <NoteRow
            key={record.id}
            record={record}
            onSave={(patch) => update.mutateAsync({ id: record.id, patch })}
            onRemove={() => remove.mutateAsync({ id: record.id })}
          />
        ))}
      </ul>
    </>
  );
}
