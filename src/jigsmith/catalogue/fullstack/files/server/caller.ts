import { headers } from "next/headers";
import { createCaller } from "./routers/index.ts";

/** The API for pages that are made on the server. */
export async function api() {
  return createCaller({ headers: await headers() });
}
