[% set types = fields | map(attribute="type") | list %]
[% set used = [] %]
[% if "boolean" in types %][% set used = used + ["boolean"] %][% endif %]
[% if "date" in types %][% set used = used + ["date"] %][% endif %]
[% set used = used + ["index"] %]
[% if "integer" in types %][% set used = used + ["integer"] %][% endif %]
[% if "decimal" in types %][% set used = used + ["numeric"] %][% endif %]
[% set used = used + ["pgTable"] %]
[% if "string" in types or "text" in types %][% set used = used + ["text"] %][% endif %]
[% set table = name | plural | snake %]
import { [[ (used + ["timestamp", "uuid"]) | join(", ") ]] } from "drizzle-orm/pg-core";

export const [[ name | plural | camel ]] = pgTable(
  "[[ table ]]",
  {
    id: uuid("id").primaryKey().defaultRandom(),
[% for field in fields %]
[% set column = field.name | snake %]
[% set types = {"string": "text", "text": "text", "integer": "integer", "decimal": "numeric", "boolean": "boolean", "date": "date", "datetime": "timestamp"} %]
[% set options = {"decimal": ", { precision: 12, scale: 2 }", "datetime": ', { withTimezone: true, precision: 3, mode: "string" }'} %]
    [[ field.name | camel ]]: [[ types[field.type] ]]("[[ column ]]"[[ options[field.type] | default("") ]])[% if not field.optional %].notNull()[% endif %],
[% endfor %]
    createdAt: timestamp("created_at", { withTimezone: true, precision: 3 }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true, precision: 3 })
      .notNull()
      .defaultNow()
      .$onUpdate(() => new Date()),
  },
  (table) => [index("[[ table ]]_created_at_idx").on(table.createdAt)],
);
