import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { userOf } from "../../auth/session.ts";

export const metadata: Metadata = { title: "Members" };
export const dynamic = "force-dynamic";

/** An example of a page for users only. */
export default async function MembersPage() {
  const user = await userOf(await headers());
  if (!user) redirect("/account");
  return (
    <>
      <h1>Members</h1>
      <p>This page is for users only, such as {user.email}.</p>
    </>
  );
}
