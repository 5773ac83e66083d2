import { desc, eq } from "drizzle-orm";
import { db } from "../db/client.ts";
import { notes } from "../db/schema/note.ts";
import type { PageQuery } from "../models/fields.ts";
import type { Note, NoteInput, NotePatch } from "../models/note.ts";

type DatabaseRow = typeof notes.$inferSelect;

/** Notes, the newest first. */
export async function list({ limit, offset }: PageQuery): Promise<Note[]> {
  const newest = db().select().from(notes).orderBy(desc(notes.createdAt), desc(notes.id));
  const found = await newest.limit(limit).offset(offset);
  return found.map(asNote);
}

/** The note, or null if there is none of that id. */
export async function find(id: string): Promise<Note | null> {
  const [row] = await db().select().from(notes).where(eq(notes.id, id));
  return row ? asNote(row) : null;
}

export async function create(input: NoteInput): Promise<Note> {
  const [row] = await db().insert(notes).values(input).returning();
  if (!row) throw new Error("The database gave nothing back.");
  return asNote(row);
}

/** Changes what the patch names; null if there is none of that id. */
export async function update(id: string, patch: NotePatch): Promise<Note | null> {
  const changes = { ...patch, updatedAt: new Date() };
  const [row] = await db().update(notes).set(changes).where(eq(notes.id, id)).returning();
  return row ? asNote(row) : null;
}

/** Whether there was one. */
export async function remove(id: string): Promise<boolean> {
  const removed = await db().delete(notes).where(eq(notes.id, id)).returning({ id: notes.id });
  return removed.length > 0;
}

function asNote(row: DatabaseRow): Note {
  return {
    id: row.id,
    title: row.title,
    body: row.body,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
