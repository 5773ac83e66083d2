import type { ErrorRequestHandler, RequestHandler } from "express";
import { ZodError } from "zod";
import { log } from "../log.ts";

/** An answer that is no success: its status, and what to tell the caller. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function notFound(what: string): HttpError {
  return new HttpError(404, `There is no such ${what}.`);
}

export const onMissing: RequestHandler = (request, _response, next) => {
  next(new HttpError(404, `There is nothing at ${request.method} ${request.path}.`));
};

/** Turns what was thrown into JSON. Only what the caller can mend is told; all else goes to the log. */
export const onError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof ZodError) {
    const fields = error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
    return response.status(400).json({ error: "The request is not valid.", fields });
  }
  const status = statusOf(error);
  if (status < 500) return response.status(status).json({ error: error.message });
  // jig:report
  log().error(error);
  response.status(500).json({ error: "Something went wrong." });
};

/** Express's own errors (such as a body that is no JSON) have a status, too. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" && status >= 400 ? status : 500;
}
