"use client";

import { useState } from "react";
import type { [[ name | pascal ]]Input } from "[[ model_module ]]";
import { [[ name | pascal ]]Form } from "./[[ name | kebab ]]-form.tsx";

interface Props {
  record: [[ name | pascal ]]Input;
  onSave: (input: [[ name | pascal ]]Input) => Promise<unknown>;
  onRemove: () => Promise<unknown>;
}

/** One of the [[ name | plural | words ]], with a form to change it and a button to remove it. */
export function [[ name | pascal ]]Row({ record, onSave, onRemove }: Props) {
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [failure, setFailure] = useState("");

  async function save(input: [[ name | pascal ]]Input): Promise<void> {
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
      <button type="button" disabled={removing} onClick={remove}>
        Remove
      </button>
      {failure && <p role="alert">{failure}</p>}
    </li>
  );
}
