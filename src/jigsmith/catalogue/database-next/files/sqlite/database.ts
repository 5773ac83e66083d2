import { rm } from "node:fs/promises";
import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import { migrate } from "drizzle-orm/libsql/migrator";

/** The database for one purpose: a file beside the others, which git does not know. */
export function databaseUrl(purpose: string): string {
  return `file:${purpose}.db`;
}

/** Makes the database for one purpose anew, with all migrations in it: its address. */
export async function freshDatabase(purpose: string): Promise<string> {
  for (const suffix of ["", "-shm", "-wal"]) await rm(`${purpose}.db${suffix}`, { force: true });
  const client = createClient({ url: databaseUrl(purpose) });
  await migrate(drizzle(client), { migrationsFolder: "drizzle" });
  client.close();
  return databaseUrl(purpose);
}
