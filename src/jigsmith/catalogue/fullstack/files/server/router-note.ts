import { TRPCError } from "@trpc/server";
import { z } from "zod";
import * as notes from "../../data/note.ts";
import { id, page } from "../../models/fields.ts";
import { noteInput, notePatch } from "../../models/note.ts";
import { procedure, router } from "../trpc.ts";

export const noteRouter = router({
  list: procedure.input(page).query(({ input }) => {
    return notes.list(input);
  }),

  find: procedure.input(z.object({ id })).query(async ({ input }) => {
    return there(await notes.find(input.id));
  }),

  create: procedure.input(noteInput).mutation(({ input }) => {
    return notes.create(input);
  }),

  update: procedure.input(z.object({ id, patch: notePatch })).mutation(async ({ input }) => {
    return there(await notes.update(input.id, input.patch));
  }),

  remove: procedure.input(z.object({ id })).mutation(async ({ input }) => {
    there((await notes.remove(input.id)) || null);
  }),
});

function there<T>(found: T | null): T {
  const message = "There is no such note.";
  if (found === null) throw new TRPCError({ code: "NOT_FOUND", message });
  return found;
}
