import { z } from "zod";

/** What the fields of models are made of: JSON values that come back from the database exactly as they were given. */
export const id = z.uuid("must be an id");
export const string = z.string().trim().min(1, "must not be empty").max(200);
export const text = z.string().trim().min(1, "must not be empty").max(20_000);
export const integer = z
  .number("must be a number")
  .int("must be a whole number")
  .min(-2_147_483_648)
  .max(2_147_483_647);
export const boolean = z.boolean();
export const date = z.iso.date("must be a date such as 2026-01-31");

/** Text, since a binary number cannot hold 0.1. */
export const decimal = z
  .string()
  .regex(/^-?\d{1,10}(\.\d{1,2})?$/, "must be a number with at most two decimals")
  .transform((value) => withTwoDecimals(value));

/** Given in any time zone, kept in UTC. */
export const datetime = z.iso
  .datetime({ offset: true, error: "must be a time such as 2026-01-31T12:00:00Z" })
  .transform((value) => new Date(value).toISOString());

/** Which part of a list: numbers, also as text from a URL. */
export const page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  offset: z.coerce.number().int().min(0).default(0),
});
export type PageQuery = z.output<typeof page>;

function withTwoDecimals(value: string): string {
  const [whole = "0", fraction = ""] = value.split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}
