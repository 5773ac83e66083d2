import type { z } from "zod";

/** An answer that is no success, or none at all (status 0). */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface ApiOptions {
  /** Milliseconds. */
  timeout?: number;
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  /** What the API has given to whoever asks, for it to know them by. */
  token?: string;
}

/** What the API answers, checked; ApiError if there is no answer, no success, or something else than expected. */
export async function request<Schema extends z.ZodType>(
  url: URL,
  schema: Schema,
  { timeout = 5_000, method = "GET", body, token }: ApiOptions = {},
): Promise<z.output<Schema>> {
  const headers = new Headers();
  const init: RequestInit = { method, headers, cache: "no-store", signal: AbortSignal.timeout(timeout) };
  if (token) headers.set("authorization", `Bearer ${token}`);
  if (body !== undefined) {
    headers.set("content-type", "application/json");
    init.body = JSON.stringify(body);
  }
  const response = await fetch(url, init).catch((error: Error) => {
    throw new ApiError(0, error.name === "TimeoutError" ? "The API takes too long." : "The API does not answer.");
  });
  if (!response.ok) throw new ApiError(response.status, `The API answers with ${response.status}.`);
  const result = schema.safeParse(await response.json().catch(() => undefined));
  if (!result.success) throw new ApiError(response.status, "The API answers with something else than expected.");
  return result.data;
}
