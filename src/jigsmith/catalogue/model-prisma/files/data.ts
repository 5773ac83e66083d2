[% set days = fields | selectattr("type", "eq", "date") | list %]
import { db } from "../db/client.ts";
import type { [[ name | pascal ]] as DatabaseRow } from "../generated/prisma/client.ts";
import type { PageQuery } from "../models/fields.ts";
import type { [[ name | pascal ]], [[ name | pascal ]]Input, [[ name | pascal ]]Patch } from "../models/[[ name | kebab ]].ts";

/** [[ name | plural | sentence ]], the newest first. */
export async function list({ limit, offset }: PageQuery): Promise<[[ name | pascal ]][]> {
  const rows = await db().[[ name | camel ]].findMany({
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    skip: offset,
  });
  return rows.map(as[[ name | pascal ]]);
}

/** The [[ name | words ]], or null if there is none of that id. */
export async function find(id: string): Promise<[[ name | pascal ]] | null> {
  const row = await db().[[ name | camel ]].findUnique({ where: { id } });
  return row && as[[ name | pascal ]](row);
}

export async function create(input: [[ name | pascal ]]Input): Promise<[[ name | pascal ]]> {
[% if days %]
  const row = await db().[[ name | camel ]].create({
    data: {
      ...input,
[% for field in days %]
[% set key = field.name | camel %]
      [[ key ]]: input.[[ key ]] && `${input.[[ key ]]}T00:00:00Z`,
[% endfor %]
    },
  });
  return as[[ name | pascal ]](row);
[% else %]
  return as[[ name | pascal ]](await db().[[ name | camel ]].create({ data: input }));
[% endif %]
}

/** Changes what the patch names; null if there is none of that id. */
export async function update(id: string, patch: [[ name | pascal ]]Patch): Promise<[[ name | pascal ]] | null> {
[% if days %]
  const [row] = await db().[[ name | camel ]].updateManyAndReturn({
    where: { id },
    data: {
      ...patch,
[% for field in days %]
[% set key = field.name | camel %]
      [[ key ]]: patch.[[ key ]] && `${patch.[[ key ]]}T00:00:00Z`,
[% endfor %]
    },
  });
[% else %]
  const [row] = await db().[[ name | camel ]].updateManyAndReturn({ where: { id }, data: patch });
[% endif %]
  return row ? as[[ name | pascal ]](row) : null;
}

/** Whether there was one. */
export async function remove(id: string): Promise<boolean> {
  const { count } = await db().[[ name | camel ]].deleteMany({ where: { id } });
  return count > 0;
}

function as[[ name | pascal ]](row: DatabaseRow): [[ name | pascal ]] {
  return {
    id: row.id,
[% for field in fields %]
[% set key = field.name | camel %]
[% set how = {"decimal": ".toFixed(2)", "date": ".toISOString().slice(0, 10)", "datetime": ".toISOString()"}[field.type] | default("") %]
    [[ key ]]: row.[[ key ]][% if how %][% if field.optional %]?[[ how ]] ?? null[% else %][[ how ]][% endif %][% endif %],
[% endfor %]
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
