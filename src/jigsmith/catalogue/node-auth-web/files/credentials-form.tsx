"use client";

import { useActionState } from "react";
import { FormField } from "[[ form_field ]]";
import type { Problems } from "./actions.ts";

interface Props {
  label: string;
  action: (before: Problems, form: FormData) => Promise<Problems>;
  password: "current-password" | "new-password";
}

/** Address and password. It works before any script is loaded, too. */
export function CredentialsForm({ label, action, password }: Props) {
  const [problems, send, pending] = useActionState(action, {});
  return (
    <form aria-label={label} action={send}>
      <h2>{label}</h2>
      <FormField
        label="E-mail"
        name="email"
        input={{ type: "email", autoComplete: "email" }}
        error={problems.email}
        required
      />
      <FormField
        label="Password"
        name="password"
        input={{ type: "password", autoComplete: password }}
        error={problems.password}
        required
      />
      {problems.form && <p role="alert">{problems.form}</p>}
      <button type="submit" disabled={pending}>
        {label}
      </button>
    </form>
  );
}
