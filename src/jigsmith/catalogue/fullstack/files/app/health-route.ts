import { ping } from "../../../db/client.ts";

export const dynamic = "force-dynamic";

/** 200 while the database answers. */
export async function GET(): Promise<Response> {
  try {
    await ping();
    return Response.json({ status: "ok" });
  } catch (error) {
    console.error("The database does not answer:", error);
    return Response.json({ status: "no database" }, { status: 503 });
  }
}
