import { id } from "@app/shared/fields";
import { noteInput } from "@app/shared/note";
import type { Metadata } from "next";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { ApiError, request } from "../../api.ts";
import { env } from "../../env.ts";

export const metadata: Metadata = { title: "Notes" };
export const dynamic = "force-dynamic";

const notes = z.array(noteInput.extend({ id }));

async function create(form: FormData): Promise<void> {
  "use server";
  const body = noteInput.parse({ title: form.get("title") });
  await request(new URL("/api/notes", env().API_URL), z.object({ id }), { method: "POST", body });
  revalidatePath("/notes");
}

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
      {typeof found === "string" ? <p role="alert">{found}</p> : <List items={found} />}
    </>
  );
}

function List({ items }: { items: z.output<typeof notes> }) {
  return (
    <>
      <form action={create}>
        <div className="field">
          <label htmlFor="title">Title</label>
          <input id="title" name="title" required maxLength={200} />
        </div>
        <button type="submit">Create</button>
      </form>
      <ul className="records">
        {items.map((note) => (
          <li key={note.id}>{note.title}</li>
        ))}
      </ul>
    </>
  );
}
