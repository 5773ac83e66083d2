import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import { env } from "../env.ts";
import * as schema from "./schema/index.ts";

type Database = NodePgDatabase<typeof schema>;

/** Kept on globalThis, so that a reload in development does not open one more pool. */
const kept = globalThis as { pool?: Pool | undefined; database?: Database | undefined };

/** The database. It is connected on first use, so that a build needs neither a database nor its address. */
export function db(): Database {
  kept.pool ??= new Pool({ connectionString: env().DATABASE_URL }).on("error", (error) =>
    console.error("A connection to the database was lost:", error.message),
  );
  kept.database ??= drizzle(kept.pool, { schema });
  return kept.database;
}

export async function disconnect(): Promise<void> {
  await kept.pool?.end();
  kept.pool = undefined;
  kept.database = undefined;
}
