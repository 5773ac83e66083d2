import { describe, expect, it } from "vitest";
import * as fields from "../src/[% if not shared_folder %]models/[% endif %]fields.ts";

describe("fields", () => {
  it("keep money exact, with two decimals", () => {
    expect(fields.decimal.parse("0.1")).toBe("0.10");
    expect(fields.decimal.parse("-12")).toBe("-12.00");
    expect(() => fields.decimal.parse("0.123")).toThrow("at most two decimals");
  });

  it("keep times in UTC", () => {
    expect(fields.datetime.parse("2026-01-31T12:00:00+01:00")).toBe("2026-01-31T11:00:00.000Z");
    expect(() => fields.datetime.parse("2026-01-31T12:00:00")).toThrow("must be a time");
  });

  it("know which days there are", () => {
    expect(fields.date.parse("2028-02-29")).toBe("2028-02-29");
    expect(() => fields.date.parse("2026-02-29")).toThrow("must be a date");
  });

  it("have no text that is only space", () => {
    expect(fields.string.parse(" a ")).toBe("a");
    expect(() => fields.string.parse(" ")).toThrow("must not be empty");
  });

  it("read the part of a list from a URL", () => {
    expect(fields.page.parse({ limit: "2" })).toEqual({ limit: 2, offset: 0 });
    expect(() => fields.page.parse({ limit: "1000" })).toThrow();
  });
});
