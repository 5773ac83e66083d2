import { initTRPC } from "@trpc/server";
import { ZodError, z } from "zod";

/** What every procedure knows of its request. */
export interface Context {
  headers: Headers;
}

const t = initTRPC.context<Context>().create({
  errorFormatter({ shape, error }) {
    if (error.cause instanceof ZodError) return { ...shape, message: z.prettifyError(error.cause) };
    // Only what the caller can mend is told.
    const hidden = error.code === "INTERNAL_SERVER_ERROR" && process.env.NODE_ENV === "production";
    return hidden ? { ...shape, message: "Something went wrong.", data: { ...shape.data, stack: undefined } } : shape;
  },
});

export const router = t.router;
export const procedure = t.procedure;
export const createCallerFactory = t.createCallerFactory;
// jig:procedures
