"use client";

import { type FormEvent, type InputHTMLAttributes, useId, useState } from "react";
import type { z } from "zod";

export interface FormProps<Input> {
  label: string;
  action: string;
  value?: Input;
  onSave: (input: Input) => Promise<unknown>;
}

type FieldValue = string | number | boolean | null | undefined;

interface FormFieldProps {
  label: string;
  name: string;
  kind?: "string" | "text" | "integer" | "decimal" | "boolean" | "date" | "datetime";
  value?: FieldValue;
  error?: string | undefined;
  required?: boolean;
  /** What else the input is to be: its type, what it may be completed with. */
  input?: InputHTMLAttributes<HTMLInputElement>;
}

/** An input with its label and with what is wrong with it. */
export function FormField({ label, name, kind = "string", value, error, required = false, input }: FormFieldProps) {
  const id = useId();
  const message = `${id}-error`;
  const common = { id, name, "aria-invalid": Boolean(error), "aria-describedby": error ? message : undefined };
  const text = value === null || value === undefined ? "" : String(value);
  const line = INPUTS[kind] && { ...INPUTS[kind], ...input };
  return (
    <div className={`field ${kind}`}>
      <label htmlFor={id}>{label}</label>
      {kind === "boolean" && <input {...common} type="checkbox" defaultChecked={Boolean(value)} />}
      {kind === "text" && <textarea {...common} required={required} rows={4} defaultValue={text} />}
      {line && (
        <input {...common} {...line} required={required} defaultValue={kind === "datetime" ? local(text) : text} />
      )}
      {error && (
        <span id={message} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

const INPUTS: Record<string, { type: string; step?: number; inputMode?: "decimal" }> = {
  string: { type: "text" },
  integer: { type: "number", step: 1 },
  decimal: { type: "text", inputMode: "decimal" },
  date: { type: "date" },
  datetime: { type: "datetime-local" },
};

/** The text of a field. */
export function given(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** The text of a field, or null if it was left empty. */
export function optional(data: FormData, name: string): string | null {
  return given(data, name) || null;
}

export function whole(data: FormData, name: string): number | null {
  const text = given(data, name);
  return text === "" ? null : Number(text);
}

export function checked(data: FormData, name: string): boolean {
  return data.get(name) !== null;
}

/** A time that was given in the time zone of the browser, in UTC. */
export function moment(data: FormData, name: string): string | null {
  const text = given(data, name);
  return text && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : null;
}

function local(iso: string): string {
  if (!iso) return "";
  const time = new Date(iso);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Shows `value` in a form, reads and checks what is entered, saves what is valid, and says what is not. */
export function useForm<Schema extends z.ZodType, T extends { [Key in keyof T]: FieldValue }>(
  schema: Schema,
  value: T | undefined,
  onSave: (input: z.output<Schema>) => Promise<unknown>,
  read: (data: FormData) => z.input<Schema> | Record<string, unknown>,
) {
  const [errors, setErrors] = useState<Record<string, string>>({});

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const result = schema.safeParse(read(new FormData(form)));
    if (!result.success) {
      setErrors(Object.fromEntries(result.error.issues.map((issue) => [issue.path.join("."), issue.message])));
      return;
    }
    try {
      await onSave(result.data);
      setErrors({});
      form.reset();
    } catch (error) {
      setErrors({ form: error instanceof Error ? error.message : String(error) });
    }
  }

  const field = (name: keyof T & string) => ({ name, value: value?.[name], error: errors[name] });

  return { errors, field, submit };
}
