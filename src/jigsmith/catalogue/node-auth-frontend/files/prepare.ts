import { freshDatabase } from "../tests/database.ts";

// npm runs this before `npm run e2e`.
await freshDatabase("e2e");
