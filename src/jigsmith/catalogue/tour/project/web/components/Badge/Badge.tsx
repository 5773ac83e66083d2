import type { ReactNode } from "react";

export interface BadgeProps {
  children: ReactNode;
  tone?: "calm" | "urgent";
}

/** A word in a coloured pill. */
export function Badge({ children, tone = "calm" }: BadgeProps) {
  return (
    <span className="badge" data-tone={tone}>
      {children}
    </span>
  );
}
