import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import { migrate } from "drizzle-orm/libsql/migrator";

/** A new database with all migrations in it: its address. */
export async function freshDatabase(): Promise<string> {
  const url = `file:${join(await mkdtemp(join(tmpdir(), "database-")), "test.db")}`;
  const client = createClient({ url });
  await migrate(drizzle(client), { migrationsFolder: "drizzle" });
  client.close();
  return url;
}
