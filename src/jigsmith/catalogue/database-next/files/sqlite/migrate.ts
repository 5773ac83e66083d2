import { existsSync } from "node:fs";
import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import { migrate } from "drizzle-orm/libsql/migrator";

/** Runs the migrations that have not run yet. A file that is not there is made; what is wrong is said. */
async function main(): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile();
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set. Set it in .env (see .env.example).");
  const client = createClient({ url });
  await migrate(drizzle(client), { migrationsFolder: "drizzle" });
  client.close();
  console.info("All migrations have run.");
}

main().catch((error: Error) => {
  console.error(`The migrations did not run: ${error.cause instanceof Error ? error.cause.message : error.message}`);
  process.exitCode = 1;
});
