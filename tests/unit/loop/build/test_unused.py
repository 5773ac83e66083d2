"""Unused: what no text of a built template takes is no parameter of it."""

from jigsmith.engines.templates import records
from jigsmith.loop.build import unused

P = records.Parameter
TEMPLATE = records.Template(
    name="t",
    parameters={
        "title": P(default="x"),
        "never": P(default="y"),
        "only_for_never_more": P(default="z"),
        "never_more": P(default="{{ only_for_never_more }}"),
        "with_file": P(type="boolean", default=False),
        "rows": P(type="list", default=[], items={"a": P(default=""), "b": P(default="")}),
    },
    files=[
        records.File(path="{{ name }}.txt", content="{{ title }}{% for row in rows %}{{ row.a }}{% endfor %}"),
        records.File(path="more.txt", content="", when="with_file"),
    ],
)


def test_what_nothing_uses_goes_with_its_values_and_what_only_that_used():
    rows = {0: [{"a": "1", "b": "2"}, {"b": "3"}], 1: []}
    values = {name: {0: "v", 1: "w"} for name in TEMPLATE.parameters} | {"rows": rows}
    template, left = unused.dropped(TEMPLATE, values)
    assert list(template.parameters) == ["title", "with_file", "rows"]
    assert list(template.parameters["rows"].items or {}) == ["a"]
    assert left["rows"] == {0: [{"a": "1"}, {}], 1: []} and left["title"] == {0: "v", 1: "w"}
    assert unused.dropped(template, left) == (template, left)
