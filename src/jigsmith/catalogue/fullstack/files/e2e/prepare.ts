import { reset } from "../tests/database.ts";

const url = process.env.DATABASE_URL;
if (!url?.endsWith("_e2e")) throw new Error("This empties a database. It is started by `npm run e2e`.");
await reset(url);
