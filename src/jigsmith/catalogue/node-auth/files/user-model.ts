import { z } from "zod";

/** What somebody registers and signs in with. */
export const credentials = z.object({
  email: z.string().trim().toLowerCase().pipe(z.email("must be an address such as ada@example.org").max(200)),
  password: z.string().min(10, "must have at least 10 characters").max(200),
});
export type Credentials = z.output<typeof credentials>;

export const user = z.object({ id: z.string(), email: z.string(), createdAt: z.string() });
export type User = z.output<typeof user>;
