import { existsSync } from "node:fs";
import { defineConfig } from "drizzle-kit";

if (existsSync(".env")) process.loadEnvFile();

export default defineConfig({
  dialect: "[[ "postgresql" if engine == "postgres" else "turso" ]]",
  schema: "./src/db/schema/*.ts",
  out: "./drizzle",
  dbCredentials: { url: process.env.DATABASE_URL ?? "" },
});
