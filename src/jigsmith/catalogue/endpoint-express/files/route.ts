[% set source = "query" if method in ["get", "delete"] else "body" %]
import { Router } from "express";
import { z } from "zod";
[% if fields %]
import * as fields from "../models/fields.ts";
[% endif %]

/** What is given. */
[% if fields %]
const input = z.object({
[% for field in fields %]
[% set loose = {"integer": "z.coerce.number().pipe(fields.integer)", "boolean": "z.stringbool()"}[field.type] | default("") if source == "query" else "" %]
  [[ field.name | camel ]]: [[ loose or "fields." ~ field.type ]][% if field.optional %].optional()[% endif %],
[% endfor %]
});
[% else %]
const input = z.object({});
[% endif %]

export const [[ name | camel ]]Routes = Router();

[[ name | camel ]]Routes.[[ method ]]("/", async (request, response) => {
  const given = input.parse(request.[[ source ]]);
  response.json(await answer(given));
});

/** What is answered: so far, what was given. */
async function answer(given: z.output<typeof input>) {
  return { given };
}
