import * as users from "../data/user.ts";
import type { Credentials, User } from "../models/user.ts";
import { hashPassword, isPassword } from "./passwords.ts";

/** The new user; null if there is one of that address. */
export async function register({ email, password }: Credentials): Promise<User | null> {
  return users.create(email, await hashPassword(password));
}

/** The user whose address and password these are; null if they are nobody's. */
export async function authenticate({ email, password }: Credentials): Promise<User | null> {
  const found = await users.findByEmail(email);
  const right = await isPassword(found?.passwordHash, password);
  return right && found ? found.user : null;
}
