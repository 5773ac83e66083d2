import { hash, verify } from "@node-rs/argon2";

/** Argon2id as OWASP recommends it: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

let nobody: Promise<string> | undefined;

/** Whether it is the password. It takes as long when there is no such user, so that time tells nobody who there is. */
export async function isPassword(hashed: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword("nobody");
  const right = await verify(hashed ?? (await nobody), password);
  return right && hashed !== undefined;
}
