import type { Metadata } from "next";
import { api } from "../../server/caller.ts";
import { [[ name | pascal ]]List } from "./[[ name | kebab ]]-list.tsx";

export const metadata: Metadata = { title: "[[ name | plural | sentence ]]" };
export const dynamic = "force-dynamic";

export default async function [[ name | plural | pascal ]]Page() {
  const { [[ name | camel ]] } = await api();
  return (
    <>
      <h1>[[ name | plural | sentence ]]</h1>
      <[[ name | pascal ]]List initial={await [[ name | camel ]].list({})} />
    </>
  );
}
