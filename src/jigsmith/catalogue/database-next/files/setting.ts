import { eq } from "drizzle-orm";
import { db } from "../db/client.ts";
import { settings } from "../db/schema/setting.ts";

/** What was set; null if nothing was. */
export async function read(key: string): Promise<string | null> {
  const [row] = await db().select().from(settings).where(eq(settings.key, key));
  return row?.value ?? null;
}

/** Set it, whatever it was before. */
export async function write(key: string, value: string): Promise<void> {
  await db().insert(settings).values({ key, value }).onConflictDoUpdate({ target: settings.key, set: { value } });
}
