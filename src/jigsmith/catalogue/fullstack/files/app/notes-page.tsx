import type { Metadata } from "next";
import { api } from "../../server/caller.ts";
import { NoteList } from "./note-list.tsx";

export const metadata: Metadata = { title: "Notes" };
export const dynamic = "force-dynamic";

export default async function NotesPage() {
  const { note } = await api();
  return (
    <>
      <h1>Notes</h1>
      <NoteList initial={await note.list({})} />
    </>
  );
}
