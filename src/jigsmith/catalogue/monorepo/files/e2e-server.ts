import { databaseUrl, reset } from "./database.ts";

// The server as it is built, on a database of its own that is made anew.
process.env.DATABASE_URL = databaseUrl("_e2e");
await reset(process.env.DATABASE_URL);
await import(new URL("../dist/server.js", import.meta.url).href);
