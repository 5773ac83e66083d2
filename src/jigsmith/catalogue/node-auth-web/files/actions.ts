"use server";

import { redirect } from "next/navigation";
import { authenticate, register } from "../../auth/accounts.ts";
import { endSession, startSession } from "../../auth/session.ts";
import { credentials } from "[[ "@app/shared/user" if remote else "../../models/user.ts" ]]";

/** What is wrong, in words, by field; nothing when all is well. */
export type Problems = Partial<Record<"email" | "password" | "form", string>>;

export async function signIn(_before: Problems, form: FormData): Promise<Problems> {
  return enter(form, authenticate, "Address or password is wrong.");
}

export async function signUp(_before: Problems, form: FormData): Promise<Problems> {
  return enter(form, register, "There is a user of that address.");
}

export async function signOut(): Promise<void> {
  await endSession();
  redirect("/");
}

async function enter(form: FormData, how: typeof authenticate, refusal: string): Promise<Problems> {
  const given = credentials.safeParse({ email: form.get("email"), password: form.get("password") });
  if (!given.success) {
    return Object.fromEntries(given.error.issues.map((issue) => [issue.path.join("."), issue.message]));
  }
  const entered = await how(given.data);
  if (!entered) return { form: refusal };
[% if remote %]
  if (entered instanceof Error) return { form: entered.message };
[% endif %]
  await startSession(entered);
  redirect("/account");
}
