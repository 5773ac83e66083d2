[% if engine == "postgres" %]
import { pgTable, text } from "drizzle-orm/pg-core";

export const settings = pgTable("settings", {
[% else %]
import { sqliteTable, text } from "drizzle-orm/sqlite-core";

export const settings = sqliteTable("settings", {
[% endif %]
  key: text("key").primaryKey(),
  value: text("value").notNull(),
});
