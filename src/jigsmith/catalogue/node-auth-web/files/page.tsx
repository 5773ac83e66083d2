import type { Metadata } from "next";
import { headers } from "next/headers";
import { userOf } from "../../auth/session.ts";
import { signIn, signOut, signUp } from "./actions.ts";
import { CredentialsForm } from "./credentials-form.tsx";

export const metadata: Metadata = { title: "Account" };
export const dynamic = "force-dynamic";

export default async function AccountPage() {
  const user = await userOf(await headers());
  return (
    <>
      <h1>Account</h1>
      {user ? (
        <form action={signOut}>
          <p>You are signed in as {user.email}.</p>
          <button type="submit">Sign out</button>
        </form>
      ) : (
        <>
          <CredentialsForm label="Sign in" action={signIn} password="current-password" />
          <CredentialsForm label="Sign up" action={signUp} password="new-password" />
        </>
      )}
    </>
  );
}
