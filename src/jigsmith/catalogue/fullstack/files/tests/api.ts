import { createCaller } from "../src/server/routers/index.ts";

/** The API as a caller without HTTP. */
export function testCaller() {
  return createCaller({ headers: new Headers() });
}
