import { id } from "@app/shared/fields";
import { [[ name | camel ]]Input } from "@app/shared/[[ name | kebab ]]";
import type { Metadata } from "next";
import { z } from "zod";
import { ApiError, request } from "../../api.ts";
import { env } from "../../env.ts";
import { [[ name | pascal ]]List } from "./[[ name | kebab ]]-list.tsx";

export const metadata: Metadata = { title: "[[ name | plural | sentence ]]" };
export const dynamic = "force-dynamic";

const [[ name | plural | camel ]] = z.array([[ name | camel ]]Input.extend({ id }));

/** The [[ name | plural | words ]], or why there are none to show. */
async function load(): Promise<z.output<typeof [[ name | plural | camel ]]> | string> {
  try {
    return await request(new URL("/api/[[ name | plural | kebab ]]", env().API_URL), [[ name | plural | camel ]]);
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

export default async function [[ name | plural | pascal ]]Page() {
  const found = await load();
  return (
    <>
      <h1>[[ name | plural | sentence ]]</h1>
      {typeof found === "string" ? <p role="alert">{found}</p> : <[[ name | pascal ]]List records={found} />}
    </>
  );
}
