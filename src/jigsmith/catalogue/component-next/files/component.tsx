[% if client %]
"use client";

[% endif %]
[% if props %]
interface Props {
[% for prop in props %]
  [[ prop.name | camel ]]: [[ prop.type ]];
[% endfor %]
}

export function [[ name | pascal ]]({ [[ props | map(attribute="name") | map("camel") | join(", ") ]] }: Props) {
[% else %]
export function [[ name | pascal ]]() {
[% endif %]
  return (
    <section aria-label="[[ name | sentence ]]">
[% if props %]
      <dl>
[% for prop in props %]
[% set key = prop.name | camel %]
        <dt>[[ prop.name | sentence ]]</dt>
        <dd>{[[ key ~ ' ? "yes" : "no"' if prop.type == "boolean" else key ]]}</dd>
[% endfor %]
      </dl>
[% else %]
      <h2>[[ name | sentence ]]</h2>
[% endif %]
    </section>
  );
}
