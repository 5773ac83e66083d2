import { type Client, createClient } from "@libsql/client";
import { drizzle, type LibSQLDatabase } from "drizzle-orm/libsql";
import { env } from "../env.ts";
import * as schema from "./schema/index.ts";

type Database = LibSQLDatabase<typeof schema>;

/** Kept on globalThis, so that a reload in development does not open the file once more. */
const kept = globalThis as { client?: Client | undefined; database?: Database | undefined };

/** The database. It is opened on first use, so that a build needs neither the file nor its address. */
export function db(): Database {
  kept.client ??= createClient({ url: env().DATABASE_URL });
  kept.database ??= drizzle(kept.client, { schema });
  return kept.database;
}

export async function disconnect(): Promise<void> {
  kept.client?.close();
  kept.client = undefined;
  kept.database = undefined;
}
