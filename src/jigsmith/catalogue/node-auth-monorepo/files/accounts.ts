import { type Credentials, user } from "@app/shared/user";
import { z } from "zod";
import { ApiError, request } from "../api.ts";
import { env } from "../env.ts";

const signedIn = z.object({ user, token: z.string(), expiresIn: z.number() });
/** A user, what the API knows them by, and the seconds for which it does. */
export type SignedIn = z.output<typeof signedIn>;

/** The new user; null if there is one of that address, and why the API cannot say. */
export async function register(given: Credentials): Promise<SignedIn | ApiError | null> {
  return enter("register", given, 409);
}

/** The user whose address and password these are; null if they are nobody's, and why the API cannot say. */
export async function authenticate(given: Credentials): Promise<SignedIn | ApiError | null> {
  return enter("sign-in", given, 401);
}

async function enter(how: string, body: Credentials, refusal: number): Promise<SignedIn | ApiError | null> {
  try {
    return await request(new URL(`/api/auth/${how}`, env().API_URL), signedIn, { method: "POST", body });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.status === refusal ? null : error;
  }
}
