[% if remote %]
import { type User, user } from "@app/shared/user";
import { cookies } from "next/headers";
import { ApiError, request } from "../api.ts";
import { env } from "../env.ts";
import type { SignedIn } from "./accounts.ts";

const NAME = "session";

/** Sign somebody in, in the browser whose request this is: it keeps the token of the API, and no script can read it. */
export async function startSession({ token, expiresIn }: SignedIn): Promise<void> {
  (await cookies()).set(NAME, token, {
    httpOnly: true,
    maxAge: expiresIn,
[% else %]
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
[% endif %]
    path: "/",
    sameSite: "lax",
    // The tests in a browser set INSECURE_COOKIES, since they run a built application without TLS.
    secure: process.env.NODE_ENV === "production" && !process.env.INSECURE_COOKIES,
  });
}

export async function endSession(): Promise<void> {
  (await cookies()).delete(NAME);
}

[% if remote %]
/** By what the API knows who sends the request; undefined for somebody who is not signed in. */
export function tokenOf(headers: Headers): string | undefined {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === NAME)?.[1] || undefined;
}

/** Who sends the request; null for somebody who is not signed in. ApiError if the API cannot say. */
export async function userOf(headers: Headers): Promise<User | null> {
  const token = tokenOf(headers);
  if (!token) return null;
  try {
    return await request(new URL("/api/auth/me", env().API_URL), user, { token });
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}
[% else %]
/** Who sends the request; null for somebody who is not signed in. */
export async function userOf(headers: Headers): Promise<User | null> {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim().split("="));
  const token = pairs.find(([name]) => name === NAME)?.[1];
  const id = token ? await readToken(token) : null;
  return id === null ? null : users.find(id);
}
[% endif %]
