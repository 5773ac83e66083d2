import { reset } from "../tests/database.ts";

// npm runs this before `npm run e2e`.
await reset("e2e");
