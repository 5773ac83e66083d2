import { db } from "../db/client.ts";
import type { User as Row } from "../generated/prisma/client.ts";
import type { User } from "../models/user.ts";

/** The new user; null if there is one of that address. */
export async function create(email: string, passwordHash: string): Promise<User | null> {
  const [row] = await db().user.createManyAndReturn({ data: [{ email, passwordHash }], skipDuplicates: true });
  return row ? asUser(row) : null;
}

export async function find(id: string): Promise<User | null> {
  const row = await db().user.findUnique({ where: { id } });
  return row && asUser(row);
}

/** The user, and the only place at which a password's hash leaves the database. */
export async function findByEmail(email: string): Promise<{ user: User; passwordHash: string } | null> {
  const row = await db().user.findUnique({ where: { email } });
  return row && { user: asUser(row), passwordHash: row.passwordHash };
}

function asUser(row: Row): User {
  return { id: row.id, email: row.email, createdAt: row.createdAt.toISOString() };
}
