"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../components/providers.tsx";
import type { [[ name | pascal ]], [[ name | pascal ]]Input } from "../../models/[[ name | kebab ]].ts";
import { [[ name | pascal ]]Form } from "./[[ name | kebab ]]-form.tsx";

/** All [[ name | plural | words ]], with forms to create and to change them. */
export function [[ name | pascal ]]List({ initial }: { initial: [[ name | pascal ]][] }) {
  const api = useTRPC().[[ name | camel ]];
  const queries = useQueryClient();
  const list = useQuery({ ...api.list.queryOptions({}), initialData: initial });
  const onSuccess = () => queries.invalidateQueries({ queryKey: api.list.queryKey() });
  const create = useMutation(api.create.mutationOptions({ onSuccess }));
  return (
    <>
      <[[ name | pascal ]]Form label="New [[ name | words ]]" action="Create" onSave={create.mutateAsync} />
      <ul className="records">
        {list.data.map((record) => (
          <[[ name | pascal ]]Row key={record.id} record={record} onChange={onSuccess} />
        ))}
      </ul>
    </>
  );
}

interface RowProps {
  record: [[ name | pascal ]];
  onChange: () => Promise<void>;
}

function [[ name | pascal ]]Row({ record, onChange }: RowProps) {
  const api = useTRPC().[[ name | camel ]];
  const [editing, setEditing] = useState(false);
  const update = useMutation(api.update.mutationOptions({ onSuccess: onChange }));
  const remove = useMutation(api.remove.mutationOptions({ onSuccess: onChange }));

  async function save(patch: [[ name | pascal ]]Input): Promise<void> {
    await update.mutateAsync({ id: record.id, patch });
    setEditing(false);
  }

  if (editing) {
    return (
      <li>
        <[[ name | pascal ]]Form label="Edit [[ name | words ]]" action="Save" value={record} onSave={save} />
      </li>
    );
  }
  return (
    <li>
      <dl>
[% for field in fields %]
[% set value = "record." ~ (field.name | camel) %]
        <dt>[[ field.name | sentence ]]</dt>
[% if field.type == "boolean" %]
        <dd>{[[ value ]] ? "yes" : "no"}</dd>
[% elif field.type == "datetime" %]
        <dd>{[[ value ]][% if field.optional %]?[% endif %].slice(0, 16).replace("T", " ")}</dd>
[% else %]
        <dd>{[[ value ]]}</dd>
[% endif %]
[% endfor %]
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
