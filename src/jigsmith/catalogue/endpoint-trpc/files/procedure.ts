import { z } from "zod";
[% if fields %]
import * as fields from "../../models/fields.ts";
[% endif %]
import { procedure } from "../trpc.ts";

/** What is given. */
[% if fields %]
const input = z.object({
[% for field in fields %]
  [[ field.name | camel ]]: fields.[[ field.type ]][% if field.optional %].optional()[% endif %],
[% endfor %]
});
[% else %]
const input = z.object({});
[% endif %]

/** What is answered: so far, what was given. */
export const [[ name | camel ]] = procedure.input(input).[[ method ]](async ({ input: given }) => {
  return { given };
});
