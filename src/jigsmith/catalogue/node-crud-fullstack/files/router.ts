import { TRPCError } from "@trpc/server";
import { z } from "zod";
import * as [[ name | plural | camel ]] from "../../data/[[ name | kebab ]].ts";
import { id, page } from "../../models/fields.ts";
import { [[ name | camel ]]Input, [[ name | camel ]]Patch } from "../../models/[[ name | kebab ]].ts";
import { procedure, router } from "../trpc.ts";

export const [[ name | camel ]]Router = router({
  list: procedure.input(page).query(({ input }) => {
    return [[ name | plural | camel ]].list(input);
  }),

  find: procedure.input(z.object({ id })).query(async ({ input }) => {
    return there(await [[ name | plural | camel ]].find(input.id));
  }),

  create: procedure.input([[ name | camel ]]Input).mutation(({ input }) => {
    return [[ name | plural | camel ]].create(input);
  }),

  update: procedure.input(z.object({ id, patch: [[ name | camel ]]Patch })).mutation(async ({ input }) => {
    return there(await [[ name | plural | camel ]].update(input.id, input.patch));
  }),

  remove: procedure.input(z.object({ id })).mutation(async ({ input }) => {
    there((await [[ name | plural | camel ]].remove(input.id)) || null);
  }),
});

function there<T>(found: T | null): T {
  const message = "There is no such [[ name | words ]].";
  if (found === null) throw new TRPCError({ code: "NOT_FOUND", message });
  return found;
}
