import { existsSync } from "node:fs";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Client } from "pg";

/** The database for one purpose: on the same server as that of DATABASE_URL, with the purpose behind its name. */
export function databaseUrl(purpose: string): string {
  if (existsSync(".env")) process.loadEnvFile();
  if (!process.env.DATABASE_URL) throw new Error("DATABASE_URL is not set. Copy .env.example to .env, or set it.");
  const url = new URL(process.env.DATABASE_URL);
  url.pathname += `_${purpose}`;
  return url.href;
}

/** Makes the database for one purpose anew and runs all migrations from the first one on. */
export async function reset(purpose: string): Promise<void> {
  const url = new URL(databaseUrl(purpose));
  const admin = new URL(url);
  admin.pathname = "/postgres";
  const server = new Client({ connectionString: admin.href });
  await server.connect().catch((error: Error) => {
    throw new Error(`No database at ${admin.host} (${error.message}). Start it: docker compose up --wait -d`);
  });
  await server.query(`DROP DATABASE IF EXISTS "${url.pathname.slice(1)}" WITH (FORCE)`);
  await server.query(`CREATE DATABASE "${url.pathname.slice(1)}"`);
  await server.end();
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await migrate(drizzle(client), { migrationsFolder: "drizzle" });
  await client.end();
}

/** Vitest runs this once, before all tests. */
export default async function setup(): Promise<void> {
  await reset("test");
}
