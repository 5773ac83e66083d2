import { router } from "../trpc.ts";
import { userProcedure } from "../user-procedure.ts";

export const accountRouter = router({
  me: userProcedure.query(({ ctx }) => {
    return ctx.user;
  }),
});
