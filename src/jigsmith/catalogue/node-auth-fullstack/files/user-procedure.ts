import { TRPCError } from "@trpc/server";
import { userOf } from "../auth/session.ts";
import { procedure } from "./trpc.ts";

/** A procedure for users only; `ctx.user` is who it is. */
export const userProcedure = procedure.use(async ({ ctx, next }) => {
  const user = await userOf(ctx.headers);
  if (!user) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
  return next({ ctx: { user } });
});
