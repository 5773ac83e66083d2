import { existsSync } from "node:fs";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Client, escapeIdentifier } from "pg";

/** Runs the migrations that have not run yet. A database that is not there is made; what is wrong is said. */
async function main(): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile();
  const given = process.env.DATABASE_URL;
  if (!given) throw new Error("DATABASE_URL is not set. Set it in .env (see .env.example).");
  const client = (await open(given)) ?? (await create(given));
  try {
    await migrate(drizzle(client), { migrationsFolder: "drizzle" });
  } finally {
    await client.end();
  }
  console.info("All migrations have run.");
}

/** A connection; undefined if there is no such database on the server. */
async function open(url: string): Promise<Client | undefined> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "3D000") return undefined;
    throw error;
  }
}

async function create(url: string): Promise<Client> {
  const server = new URL(url);
  const name = decodeURIComponent(server.pathname.slice(1));
  server.pathname = "/postgres";
  const admin = new Client({ connectionString: server.href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  await admin.end();
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

main().catch((error: Error) => {
  console.error(`The migrations did not run: ${error.cause instanceof Error ? error.cause.message : error.message}`);
  process.exitCode = 1;
});
