import { db } from "../db/client.ts";
import type { Note as DatabaseRow } from "../generated/prisma/client.ts";
import type { PageQuery } from "../models/fields.ts";
import type { Note, NoteInput, NotePatch } from "../models/note.ts";

/** Notes, the newest first. */
export async function list({ limit, offset }: PageQuery): Promise<Note[]> {
  const rows = await db().note.findMany({
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    skip: offset,
  });
  return rows.map(asNote);
}

/** The note, or null if there is none of that id. */
export async function find(id: string): Promise<Note | null> {
  const row = await db().note.findUnique({ where: { id } });
  return row && asNote(row);
}

export async function create(input: NoteInput): Promise<Note> {
  return asNote(await db().note.create({ data: input }));
}

/** Changes what the patch names; null if there is none of that id. */
export async function update(id: string, patch: NotePatch): Promise<Note | null> {
  const [row] = await db().note.updateManyAndReturn({ where: { id }, data: patch });
  return row ? asNote(row) : null;
}

/** Whether there was one. */
export async function remove(id: string): Promise<boolean> {
  const { count } = await db().note.deleteMany({ where: { id } });
  return count > 0;
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
