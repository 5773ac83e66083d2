import { type InputHTMLAttributes, useId } from "react";

interface Props {
  label: string;
  name: string;
  input: InputHTMLAttributes<HTMLInputElement>;
  error: string | undefined;
  required: boolean;
}

/** An input with its label and with what is wrong with it. */
export function FormField({ label, name, input, error, required }: Props) {
  const id = useId();
  const message = `${id}-error`;
  const wrong = { "aria-invalid": Boolean(error), "aria-describedby": error ? message : undefined };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input {...input} {...wrong} id={id} name={name} required={required} />
      {error && (
        <span id={message} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}
