import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { Card } from "./Card";

describe("Card", () => {
  it("shows its children", () => {
    render(<Card title="Today">Hello</Card>);
    expect(screen.getByText("Hello")).toBeTruthy();
  });
});
