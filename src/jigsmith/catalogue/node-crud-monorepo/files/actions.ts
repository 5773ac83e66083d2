"use server";

import { id } from "@app/shared/fields";
import { type [[ name | pascal ]]Input, [[ name | camel ]]Input } from "@app/shared/[[ name | kebab ]]";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { ApiError, type ApiOptions, request } from "../../api.ts";
import { env } from "../../env.ts";

const HOME = "/api/[[ name | plural | kebab ]]";

/** What was wrong, if anything: what is thrown on a server is not told to a browser. */
type Failure = string | undefined;

export async function create(input: [[ name | pascal ]]Input): Promise<Failure> {
  return send(HOME, { method: "POST", body: [[ name | camel ]]Input.parse(input) });
}

export async function update(key: string, input: [[ name | pascal ]]Input): Promise<Failure> {
  const body = [[ name | camel ]]Input.parse(input);
  return send(`${HOME}/${id.parse(key)}`, { method: "PATCH", body });
}

export async function remove(key: string): Promise<Failure> {
  return send(`${HOME}/${id.parse(key)}`, { method: "DELETE" });
}

async function send(path: string, options: ApiOptions): Promise<Failure> {
  try {
    await request(new URL(path, env().API_URL), z.unknown(), options);
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
  revalidatePath("/[[ name | plural | kebab ]]");
}
