import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { Badge } from "./Badge";

describe("Badge", () => {
  it("shows its children", () => {
    render(<Badge>Hello</Badge>);
    expect(screen.getByText("Hello")).toBeTruthy();
  });
});
