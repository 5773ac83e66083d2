import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { Button } from "./Button";

describe("Button", () => {
  it("shows its children", () => {
    render(<Button onPress={() => {}}>Hello</Button>);
    expect(screen.getByText("Hello")).toBeTruthy();
  });
});
