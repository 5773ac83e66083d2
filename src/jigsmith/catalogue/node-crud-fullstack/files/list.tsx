"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../components/providers.tsx";
import type { [[ name | pascal ]] } from "../../models/[[ name | kebab ]].ts";
import { [[ name | pascal ]]Form } from "./[[ name | kebab ]]-form.tsx";
import { [[ name | pascal ]]Row } from "./[[ name | kebab ]]-row.tsx";

/** All [[ name | plural | words ]], with forms to create and to change them. */
export function [[ name | pascal ]]List({ initial }: { initial: [[ name | pascal ]][] }) {
  const api = useTRPC().[[ name | camel ]];
  const queries = useQueryClient();
  const list = useQuery({ ...api.list.queryOptions({}), initialData: initial });
  const onSuccess = () => queries.invalidateQueries({ queryKey: api.list.queryKey() });
  const create = useMutation(api.create.mutationOptions({ onSuccess }));
  const update = useMutation(api.update.mutationOptions({ onSuccess }));
  const remove = useMutation(api.remove.mutationOptions({ onSuccess }));
  return (
    <>
      <[[ name | pascal ]]Form label="New [[ name | words ]]" action="Create" onSave={create.mutateAsync} />
      <ul className="records">
        {list.data.map((record) => (
          <[[ name | pascal ]]Row
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
