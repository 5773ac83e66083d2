import { rm } from "node:fs/promises";
import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import { migrate } from "drizzle-orm/libsql/migrator";

/** The database for one purpose: a file that git does not know. */
export function databaseUrl(purpose: string): string {
  return `file:${purpose}.db`;
}

/** Makes the database for one purpose anew and runs all migrations from the first one on. */
export async function reset(purpose: string): Promise<void> {
  for (const suffix of ["", "-shm", "-wal"]) await rm(`${purpose}.db${suffix}`, { force: true });
  const client = createClient({ url: databaseUrl(purpose) });
  await migrate(drizzle(client), { migrationsFolder: "drizzle" });
  client.close();
}

/** Vitest runs this once, before all tests. */
export default async function setup(): Promise<void> {
  await reset("test");
}
