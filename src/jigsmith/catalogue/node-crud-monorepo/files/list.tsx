"use client";

import type { [[ name | pascal ]]Input } from "@app/shared/[[ name | kebab ]]";
import { create, remove, update } from "./actions.ts";
import { [[ name | pascal ]]Form } from "./[[ name | kebab ]]-form.tsx";
import { [[ name | pascal ]]Row } from "./[[ name | kebab ]]-row.tsx";

interface Props {
  records: ([[ name | pascal ]]Input & { id: string })[];
}

/** All [[ name | plural | words ]], with forms to create and to change them. */
export function [[ name | pascal ]]List({ records }: Props) {
  const add = (input: [[ name | pascal ]]Input) => done(create(input));
  return (
    <>
      <[[ name | pascal ]]Form label="New [[ name | words ]]" action="Create" onSave={add} />
      <ul className="records">
        {records.map((record) => (
          <[[ name | pascal ]]Row
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
