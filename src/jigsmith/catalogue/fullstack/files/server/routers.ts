import { createCallerFactory, router } from "../trpc.ts";
import { noteRouter } from "./note.ts";

/** All of the API. */
export const appRouter = router({
  note: noteRouter,
  // jig:routers
});
export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP: from pages on the server, and from tests. */
export const createCaller = createCallerFactory(appRouter);
