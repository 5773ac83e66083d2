import type { Metadata } from "next";
import { z } from "zod";
import { ApiError, request } from "../../api.ts";
import { env } from "../../env.ts";

export const metadata: Metadata = { title: "Status" };
export const dynamic = "force-dynamic";

const health = z.object({ status: z.string() });

/** Whether the API answers, in words. */
async function status(): Promise<string> {
  try {
    const { status } = await request(new URL("/health", env().API_URL), health);
    return `The API says: ${status}.`;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

export default async function StatusPage() {
  return (
    <>
      <h1>Status</h1>
      <p role="status">{await status()}</p>
    </>
  );
}
