import { execSync } from "node:child_process";
import { existsSync } from "node:fs";
import { Client } from "pg";

/** The database for one purpose: on the same server as that of DATABASE_URL, with `suffix` behind its name. */
export function databaseUrl(suffix: string): string {
  if (existsSync(".env")) process.loadEnvFile();
  const given = process.env.DATABASE_URL;
  if (!given) throw new Error("DATABASE_URL is not set. Copy .env.example to .env, or set it.");
  const url = new URL(given);
  url.pathname += suffix;
  return url.href;
}

/** Makes the database anew and runs all migrations from the first one on. */
export async function reset(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const admin = new URL(url);
  admin.pathname = "/postgres";
  const client = new Client({ connectionString: admin.href });
  await client.connect().catch((error: Error) => {
    throw new Error(`No database at ${admin.host} (${error.message}). Start it: docker compose up --wait -d`);
  });
  await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  await client.query(`CREATE DATABASE "${name}"`);
  await client.end();
  execSync("npm run --silent db:deploy", {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Vitest runs this once, before all tests. */
export default async function setup(): Promise<void> {
  await reset(databaseUrl("_test"));
}
