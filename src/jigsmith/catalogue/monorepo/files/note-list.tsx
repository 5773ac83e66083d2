"use client";

import type { NoteInput } from "@app/shared/note";
import { create, remove, update } from "./actions.ts";
import { NoteForm } from "./note-form.tsx";
import { NoteRow } from "./note-row.tsx";

interface Props {
  records: (NoteInput & { id: string })[];
}

/** All notes, with forms to create and to change them. */
export function NoteList({ records }: Props) {
  const add = (input: NoteInput) => done(create(input));
  return (
    <>
      <NoteForm label="New note" action="Create" onSave={add} />
      <ul className="records">
        {records.map((record) => (
          <NoteRow
            key={record.id}
            record={record}
            onSave={(input) => done(update(record.id, input))}
            onRemove={() => done(remove(record.id))}
          />
        ))}
      </ul>
    </>
  );
}

/** Waits for an action, and throws what was wrong. */
async function done(action: ReturnType<typeof create>): Promise<void> {
  const failure = await action;
  if (failure) throw new Error(failure);
}
