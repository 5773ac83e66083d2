import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "../env.ts";
import { PrismaClient } from "../generated/prisma/client.ts";

/** Kept on globalThis, so that a reload in development does not open one more pool. */
const kept = globalThis as { prisma?: PrismaClient | undefined };

/** The database. It is connected on first use, so that a build needs neither a database nor its address. */
export function db(): PrismaClient {
  kept.prisma ??= new PrismaClient({ adapter: new PrismaPg({ connectionString: env().DATABASE_URL }) });
  return kept.prisma;
}

/** Throws when the database does not answer. */
export async function ping(): Promise<void> {
  await db().$queryRaw`SELECT 1`;
}

export async function disconnect(): Promise<void> {
  await kept.prisma?.$disconnect();
  kept.prisma = undefined;
}
