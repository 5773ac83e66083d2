[% set types = fields | map(attribute="type") | list %]
[% set texts = fields | selectattr("type", "in", ["string", "text", "decimal", "date"]) | list %]
[% set names = ["FormField", "type FormProps"] %]
[% if "boolean" in types %][% set names = ["checked"] + names %][% endif %]
[% if texts | rejectattr("optional") | list %][% set names = names + ["given"] %][% endif %]
[% if "datetime" in types %][% set names = names + ["moment"] %][% endif %]
[% if texts | selectattr("optional") | list %][% set names = names + ["optional"] %][% endif %]
[% set names = names + ["useForm"] %]
[% if "integer" in types %][% set names = names + ["whole"] %][% endif %]
"use client";

import { [[ names | join(", ") ]] } from "../../components/form.tsx";
import { type [[ name | pascal ]]Input, [[ name | camel ]]Input } from "[[ model_module ]]";

type Props = FormProps<[[ name | pascal ]]Input>;

export function [[ name | pascal ]]Form({ label, action, value, onSave }: Props) {
  const { errors, field, submit } = useForm([[ name | camel ]]Input, value, onSave, (data) => ({
[% for field in fields %]
[% set read = {"integer": "whole", "boolean": "checked", "datetime": "moment"}[field.type] | default("optional" if field.optional else "given") %]
    [[ field.name | camel ]]: [[ read ]](data, "[[ field.name | camel ]]"),
[% endfor %]
  }));
  return (
    <form aria-label={label} onSubmit={submit}>
[% for field in fields %]
      <FormField label="[[ field.name | sentence ]]"[% if field.type != "string" %] kind="[[ field.type ]]"[% endif %] {...field("[[ field.name | camel ]]")}[% if not field.optional and field.type != "boolean" %] required[% endif %] />
[% endfor %]
      {errors.form && <p role="alert">{errors.form}</p>}
      <button type="submit">{action}</button>
    </form>
  );
}
