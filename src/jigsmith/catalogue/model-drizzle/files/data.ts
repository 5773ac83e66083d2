[% set rows = name | plural | camel %]
import { desc, eq } from "drizzle-orm";
import { db } from "../db/client.ts";
import { [[ rows ]] } from "../db/schema/[[ name | kebab ]].ts";
import type { PageQuery } from "../models/fields.ts";
import type { [[ name | pascal ]], [[ name | pascal ]]Input, [[ name | pascal ]]Patch } from "../models/[[ name | kebab ]].ts";

type DatabaseRow = typeof [[ rows ]].$inferSelect;

/** [[ name | plural | sentence ]], the newest first. */
export async function list({ limit, offset }: PageQuery): Promise<[[ name | pascal ]][]> {
  const newest = db().select().from([[ rows ]]).orderBy(desc([[ rows ]].createdAt), desc([[ rows ]].id));
  const found = await newest.limit(limit).offset(offset);
  return found.map(as[[ name | pascal ]]);
}

/** The [[ name | words ]], or null if there is none of that id. */
export async function find(id: string): Promise<[[ name | pascal ]] | null> {
  const [row] = await db().select().from([[ rows ]]).where(eq([[ rows ]].id, id));
  return row ? as[[ name | pascal ]](row) : null;
}

export async function create(input: [[ name | pascal ]]Input): Promise<[[ name | pascal ]]> {
  const [row] = await db().insert([[ rows ]]).values(input).returning();
  if (!row) throw new Error("The database gave nothing back.");
  return as[[ name | pascal ]](row);
}

/** Changes what the patch names; null if there is none of that id. */
export async function update(id: string, patch: [[ name | pascal ]]Patch): Promise<[[ name | pascal ]] | null> {
  const changes = { ...patch, updatedAt: new Date() };
  const [row] = await db().update([[ rows ]]).set(changes).where(eq([[ rows ]].id, id)).returning();
  return row ? as[[ name | pascal ]](row) : null;
}

/** Whether there was one. */
export async function remove(id: string): Promise<boolean> {
  const removed = await db().delete([[ rows ]]).where(eq([[ rows ]].id, id)).returning({ id: [[ rows ]].id });
  return removed.length > 0;
}

function as[[ name | pascal ]](row: DatabaseRow): [[ name | pascal ]] {
  return {
    id: row.id,
[% for field in fields %]
[% set key = field.name | camel %]
[% if field.type == "datetime" and field.optional %]
    [[ key ]]: row.[[ key ]] && new Date(row.[[ key ]]).toISOString(),
[% elif field.type == "datetime" %]
    [[ key ]]: new Date(row.[[ key ]]).toISOString(),
[% else %]
    [[ key ]]: row.[[ key ]],
[% endif %]
[% endfor %]
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
