"use client";

import { useId, useState } from "react";

/** An example of a component with a state of its own. */
export function Greeting() {
  const id = useId();
  const [name, setName] = useState("");
  return (
    <div className="field">
      <label htmlFor={id}>Your name</label>
      <input id={id} value={name} onChange={(event) => setName(event.target.value)} />
      <output htmlFor={id}>Hello{name && `, ${name}`}!</output>
    </div>
  );
}
