// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Greeting } from "../src/components/greeting.tsx";

afterEach(cleanup);

describe("the greeting", () => {
  it("is for everybody at first", () => {
    render(<Greeting />);
    expect(screen.getByRole("status").textContent).toBe("Hello!");
  });

  it("is for whoever says a name", () => {
    render(<Greeting />);
    fireEvent.change(screen.getByLabelText("Your name"), { target: { value: "Ada" } });
    expect(screen.getByRole("status").textContent).toBe("Hello, Ada!");
  });
});
