"use server";

import { id } from "@app/shared/fields";
import { type NoteInput, noteInput } from "@app/shared/note";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { ApiError, type ApiOptions, request } from "../../api.ts";
import { env } from "../../env.ts";

const HOME = "/api/notes";

/** What was wrong, if anything: what is thrown on a server is not told to a browser. */
type Failure = string | undefined;

export async function create(input: NoteInput): Promise<Failure> {
  return send(HOME, { method: "POST", body: noteInput.parse(input) });
}

export async function update(key: string, input: NoteInput): Promise<Failure> {
  const body = noteInput.parse(input);
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
  revalidatePath("/notes");
}
