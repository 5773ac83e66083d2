[% set values = {"string": '="First"', "number": "={7}", "boolean": ""} %]
[% set shown = {"string": "First", "number": "7", "boolean": "yes"} %]
// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { [[ name | pascal ]] } from "../src/components/[[ name | kebab ]].tsx";

afterEach(cleanup);

describe("[[ name | words ]]", () => {
  it("shows what it is given", () => {
    render(<[[ name | pascal ]][% for prop in props %] [[ prop.name | camel ]][[ values[prop.type] ]][% endfor %] />);
    expect(screen.getByRole("region", { name: "[[ name | sentence ]]" })).toBeTruthy();
[% for prop in props %]
    expect(screen.getByText("[[ prop.name | sentence ]]").nextSibling?.textContent).toBe("[[ shown[prop.type] ]]");
[% endfor %]
  });
});
