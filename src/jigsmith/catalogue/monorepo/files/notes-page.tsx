import { id } from "@app/shared/fields";
import { noteInput } from "@app/shared/note";
import type { Metadata } from "next";
import { z } from "zod";
import { ApiError, request } from "../../api.ts";
import { env } from "../../env.ts";
import { NoteList } from "./note-list.tsx";

export const metadata: Metadata = { title: "Notes" };
export const dynamic = "force-dynamic";

const notes = z.array(noteInput.extend({ id }));

/** The notes, or why there are none to show. */
async function load(): Promise<z.output<typeof notes> | string> {
  try {
    return await request(new URL("/api/notes", env().API_URL), notes);
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

export default async function NotesPage() {
  const found = await load();
  return (
    <>
      <h1>Notes</h1>
      {typeof found === "string" ? <p role="alert">{found}</p> : <NoteList records={found} />}
    </>
  );
}
