import type { ReactNode } from "react";

export interface ButtonProps {
  children: ReactNode;
  onPress: () => void;
  disabled?: boolean;
}

/** Something to press. */
export function Button({ children, onPress, disabled = false }: ButtonProps) {
  return (
    <button className="button" style={{ opacity: disabled ? 0.5 : 1 }} onClick={onPress}>
      {children}
    </button>
  );
}
