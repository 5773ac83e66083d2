import { eq } from "drizzle-orm";
import { db } from "../db/client.ts";
import { users } from "../db/schema/user.ts";
import type { User } from "../models/user.ts";

type Row = typeof users.$inferSelect;

/** The new user; null if there is one of that address. */
export async function create(email: string, passwordHash: string): Promise<User | null> {
  const [row] = await db().insert(users).values({ email, passwordHash }).onConflictDoNothing().returning();
  return row ? asUser(row) : null;
}

export async function find(id: string): Promise<User | null> {
  const [row] = await db().select().from(users).where(eq(users.id, id));
  return row ? asUser(row) : null;
}

/** The user, and the only place at which a password's hash leaves the database. */
export async function findByEmail(email: string): Promise<{ user: User; passwordHash: string } | null> {
  const [row] = await db().select().from(users).where(eq(users.email, email));
  return row ? { user: asUser(row), passwordHash: row.passwordHash } : null;
}

function asUser(row: Row): User {
  return { id: row.id, email: row.email, createdAt: row.createdAt.toISOString() };
}
