import type { RequestHandler } from "express";
import * as users from "../data/user.ts";
import { HttpError } from "../http/errors.ts";
import { readToken } from "./tokens.ts";

/** Lets only users in; `response.locals.user` is who it is then. */
export const requireUser: RequestHandler = async (request, response, next) => {
  const [scheme, token] = (request.get("authorization") ?? "").split(" ");
  const id = scheme?.toLowerCase() === "bearer" && token ? await readToken(token) : null;
  const user = id && (await users.find(id));
  if (!user) {
    response.set("www-authenticate", "Bearer");
    throw new HttpError(401, "Sign in first.");
  }
  response.locals.user = user;
  next();
};
