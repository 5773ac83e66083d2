import type { ReactNode } from "react";

export interface CardProps {
  children: ReactNode;
  title: string;
}

/** A box with a heading. */
export function Card({ children, title }: CardProps) {
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
