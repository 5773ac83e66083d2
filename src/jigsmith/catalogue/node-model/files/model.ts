import { z } from "zod";
import * as fields from "./fields.ts";

/** What is given for a [[ name | words ]]. */
export const [[ name | camel ]]Input = z.object({
[% for field in fields %]
  [[ field.name | camel ]]: fields.[[ field.type ]][% if field.optional %].nullish()[% endif %],
[% endfor %]
});
export type [[ name | pascal ]]Input = z.output<typeof [[ name | camel ]]Input>;

/** What is to change; all else stays. */
export const [[ name | camel ]]Patch = [[ name | camel ]]Input.partial();
export type [[ name | pascal ]]Patch = z.output<typeof [[ name | camel ]]Patch>;

export interface [[ name | pascal ]] {
  id: string;
[% for field in fields %]
  [[ field.name | camel ]]: [[ {"integer": "number", "boolean": "boolean"}[field.type] | default("string") ]][% if field.optional %] | null[% endif %];
[% endfor %]
  createdAt: string;
  updatedAt: string;
}
