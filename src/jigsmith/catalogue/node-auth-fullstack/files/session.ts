import { cookies } from "next/headers";
import * as users from "../data/user.ts";
import type { User } from "../models/user.ts";
import { issueToken, readToken } from "./tokens.ts";

const NAME = "session";
/** Seconds for which somebody stays signed in. */
const LIFETIME = 60 * 60 * 24 * [[ days ]];

/** Sign somebody in, in the browser whose request this is. */
export async function startSession(user: User): Promise<void> {
  (await cookies()).set(NAME, await issueToken(user.id, LIFETIME), {
    httpOnly: true,
    maxAge: LIFETIME,
    path: "/",
    sameSite: "lax",
    // The tests in a browser set INSECURE_COOKIES, since they run a built application without TLS.
    secure: process.env.NODE_ENV === "production" && !process.env.INSECURE_COOKIES,
  });
}

export async function endSession(): Promise<void> {
  (await cookies()).delete(NAME);
}

/** Who sends the request; null for somebody who is not signed in. */
export async function userOf(headers: Headers): Promise<User | null> {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim().split("="));
  const token = pairs.find(([name]) => name === NAME)?.[1];
  const id = token ? await readToken(token) : null;
  return id === null ? null : users.find(id);
}
