import { errors, jwtVerify, SignJWT } from "jose";
import { env } from "../env.ts";

const ALGORITHM = "HS256";

function secret(): Uint8Array {
  return new TextEncoder().encode(env().AUTH_SECRET);
}

/** Says for `seconds` who somebody is; whoever has it, is it. */
export function issueToken(userId: string, seconds: number): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM })
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime(new Date(Date.now() + seconds * 1_000))
    .sign(secret());
}

/** Of whom the token is; null if it is not ours, was changed, or has expired. */
export async function readToken(token: string): Promise<string | null> {
  try {
    const { payload } = await jwtVerify(token, secret(), { algorithms: [ALGORITHM] });
    return payload.sub ?? null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
