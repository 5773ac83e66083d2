import { Router } from "express";
import { authenticate, register } from "../auth/accounts.ts";
import { requireUser } from "../auth/require-user.ts";
import { issueToken } from "../auth/tokens.ts";
import { HttpError } from "../http/errors.ts";
import { credentials, type User } from "../models/user.ts";

/** Seconds for which a token holds. */
const LIFETIME = 60 * [[ minutes ]];

export const authRoutes = Router();

authRoutes.post("/register", async (request, response) => {
  const user = await register(credentials.parse(request.body));
  if (!user) throw new HttpError(409, "There is a user of that address.");
  response.status(201).json(await signedIn(user));
});

authRoutes.post("/sign-in", async (request, response) => {
  const user = await authenticate(credentials.parse(request.body));
  if (!user) throw new HttpError(401, "Address or password is wrong.");
  response.json(await signedIn(user));
});

authRoutes.get("/me", requireUser, (_request, response) => {
  response.json(response.locals.user);
});

async function signedIn(user: User) {
  return { user, token: await issueToken(user.id, LIFETIME), expiresIn: LIFETIME };
}
