"""Linting: names, fields, filters and values in the texts of a template."""

import pytest
from tests.unit.engines.templates.linting.linted import found, kinds

HEAD = """\
name: sample
parameters:
  orm: {type: choice, choices: [prisma, drizzle]}
  public: {type: boolean, default: true}
  roles: {type: list, choices: [admin, guest], default: []}
  fields:
    type: list
    default: []
    items:
      name: {}
      type: {type: choice, choices: [string, integer], default: string}
  settings: {type: table, default: {port: 1}, items: {port: {type: integer}}}
files:
  - path: "{{ name }}.txt"
    source: text
"""


def said(tmp_path, text):
    """What is said about a text as such, not about what it leaves unused."""
    return [
        each
        for each in found(tmp_path, HEAD, {"text": text})
        if each.kind not in ("unused") and each.severity != "info"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{{ name | pascal }} {{ public }}",
        "{% for field in fields %}{{ field.name }}: {{ field.type }}{{ loop.index }}{% endfor %}",
        "{% for field in fields if field.type == 'integer' %}{{ field.name }}{% else %}{{ name }}{% endfor %}",
        "{% for number in range(3) %}{{ number }}{% endfor %}",
        "{% set first = fields | first %}{{ first.name }}",
        "{% if public %}{% set word = 'a' %}{% else %}{% set word = 'b' %}{% endif %}{{ word }}",
        "{% set word %}{{ name }}{% endset %}{{ word }}",
        "{% with word = name, other = 1 %}{{ word }}{{ other }}{% endwith %}",
        "{% macro shown(field, deep=false) %}{{ field.anything }}{{ deep }}{% endmacro %}{{ shown(name) }}",
        "{% macro box() %}{{ caller() }}{% endmacro %}{% call box() %}{{ name }}{% endcall %}",
        "{% set found = namespace(any=false) %}{% set found.any = true %}{{ found.any }}",
        "{% for key, value in settings | items %}{{ key }}{{ value }}{% endfor %}",
        "{{ fields | selectattr('type', 'eq', 'integer') | map(attribute='name') | join(', ') }}",
        "{{ fields[0].name }} {{ fields[1:] | length }} {{ settings['port'] }} {{ settings.port }}",
        "{% raw %}{{ nothing.of_ours }}{% endraw %}{# {{ nor_this }} #}",
        "{{ {'a': name}['a'] }} {{ [1, 2][0] }} {{ (1, name)[1] }}",
        "{{ name if public else 'x' }} {{ not public }} {{ -1 + 2 ** 3 // 4 }} {{ 'a' ~ name }}",
        "{% if orm == 'prisma' %}a{% elif orm in ['drizzle'] %}b{% endif %}{% if 'admin' in roles %}c{% endif %}",
        "{%- if name is defined and name is not none -%}a{%- endif -%}",
        "{% filter upper %}{{ name }}{% endfilter %}{{ name | indent(width=4) | replace('a', 'b') }}",
        "{% for a in fields %}{% for b in fields %}{{ a.name ~ b.name }}{{ loop.first }}{% endfor %}{% endfor %}",
        "{{ fields | map(attribute='type') | unique | join }}{{ name | default('x') }}",
    ],
)
def test_a_text_that_takes_what_is_there_is_not_spoken_of(tmp_path, text):
    assert said(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "kind", "what", "do"),
    [
        ("{{ nmae }}", "undeclared", "`nmae` is not declared", "Did you mean `name`?"),
        ("{% if pubic %}{% endif %}", "undeclared", "`pubic` is not declared", "Did you mean `public`?"),
        ("{% for f in feilds %}{% endfor %}", "undeclared", "`feilds` is not declared", "Did you mean `fields`?"),
        ("{% for f in fields %}{% endfor %}{{ f }}", "undeclared", "`f` is not declared", None),
        ("{{ loop.index }}", "undeclared", "`loop` is not declared", None),
        ("{{ loop_index }}", "undeclared", "`loop_index` is not declared", None),
        ("{% set a = lost %}{{ a }}", "undeclared", "`lost` is not declared", None),
        ("{% for f in fields %}{{ f.nmae }}{% endfor %}", "field", "there is no field `nmae`", "Did you mean `name`?"),
        ("{{ (fields | first).nmae }}", "field", "there is no field `nmae`", "Did you mean `name`?"),
        ("{{ fields | map(attribute='tpye') | join }}", "field", "there is no field `tpye`", "Did you mean `type`?"),
        ("{{ settings.prot }}", "field", "there is no field `prot`", "Did you mean `port`?"),
        ("{{ name.first }}", "field", "a text has no field `first`", None),
        ("{{ name | pascl }}", "filter", "there is no filter `pascl`", "Did you mean `pascal`?"),
        ("{% filter uper %}a{% endfilter %}", "filter", "there is no filter `uper`", "Did you mean `upper`?"),
        ("{% if name is definde %}{% endif %}", "test", "there is no test `definde`", "Did you mean `defined`?"),
        ("{{ rnage(3) }}", "function", "there is no function `rnage`", "Did you mean `range`?"),
        ("{{ name.upper() }}", "function", "values have no methods such as `upper`", "Use the filter `upper`."),
        ("{% if orm == 'prsma' %}{% endif %}", "choice", "`orm` is never 'prsma'", "Did you mean `prisma`?"),
        ("{% if orm in ['prisma', 'drzzle'] %}{% endif %}", "choice", "never 'drzzle'", "Did you mean `drizzle`?"),
        ("{% if 'amdin' in roles %}{% endif %}", "choice", "never 'amdin'", "Did you mean `admin`?"),
        ("{{ fields | selectattr('type', 'eq', 'int') | list }}", "choice", "`fields.type` is never 'int'", None),
        ("{% include 'other' %}", "syntax", "`include` finds nothing", None),
        ("{{ name", "syntax", "unexpected end of input", None),
        ("{% if public %}", "syntax", "unexpected end of input", None),
    ],
)
def test_what_is_not_there_is_an_error_with_its_line_and_a_way_out(tmp_path, text, kind, what, do):
    (error,) = [
        each
        for each in found(tmp_path, HEAD, {"text": f"\n\n{text}\n"})
        if each.kind == kind and each.severity == "error"
    ]
    assert what in error.what
    assert error.line in (3, 4) and error.file.endswith("text")
    assert do is None or error.do == do


def test_a_name_that_is_asked_about_before_it_is_taken_is_a_warning(tmp_path):
    (guarded,) = said(tmp_path, "{% if lost is defined %}{{ lost }}{% endif %}")
    (bare,) = said(tmp_path, "{{ lost }}")
    assert [(each.kind, each.severity) for each in (guarded, bare)] == [
        ("undeclared", "warning"), ("undeclared", "error")
    ]  # fmt: skip


def test_a_field_that_is_asked_about_before_it_is_taken_is_a_warning(tmp_path):
    for text in ("{{ settings.host | default('x') }}", "{% if settings.host is defined %}{% endif %}"):
        assert [(each.kind, each.severity) for each in said(tmp_path, text)] == [("field", "warning")]


def test_a_template_for_others_to_include_may_take_what_they_declare(tmp_path):
    part = HEAD.replace("name: sample", "name: sample\nkind: part")
    assert kinds(tmp_path, part, {"text": "{{ theirs }}"}) == [("info", "undeclared", 1)]
    assert ("error", "undeclared", 1) in kinds(tmp_path, HEAD, {"text": "{{ theirs }}"})


EVERYWHERE = """\
name: sample
parameters:
  kind: {default: x}
  early: {default: "@late"}
  late: {type: boolean, default: true, when: "@a1"}
files:
  - {path: "{{ @a2 }}", content: "", when: "@a3"}
  - {path: "{{ name }}/{{ one }}", content: "{{ one }}{{ loop_index }}{{ @a4 }}", each: "one in @a5"}
  - {path: "{{ name }}.link", link: "{{ @a6 }}"}
inject:
  - {path: "{{ @a7 }}", mark: "{{ @a8 }}", content: "{{ @a9 }}", when: "@b1", each: "one in @b2"}
  - {path: a, key: "{{ @b3 }}", content: "1"}
  - {path: a, sorted: {after: "{{ @b4 }}", before: x}, content: "1"}
format: {"*.py": "tidy {{ path }} {{ @b5 }}"}
validate: [{run: "check {{ files }} {{ @b6 }}"}]
hooks: {before: ["a {{ @b7 }}"], after: [[b, "{{ files }}", "{{ @b8 }}"]]}
steps: [{name: x, run: "go {{ @b9 }}", when: "@c1"}]
next: ["cd {{ @c2 }}"]
"""


def test_every_place_that_takes_names_is_looked_at_with_the_line_it_is_on(tmp_path):
    text = EVERYWHERE.replace("@late", "{{ later }}").replace("@", "no_")
    missed = {each.what.split("`")[1]: each.line for each in found(tmp_path, text) if each.kind == "undeclared"}
    lines = {mark: n for n, line in enumerate(text.splitlines(), 1) for mark in names_in(line)}
    assert missed == {**lines, "later": 4}
    assert len(lines) == 20


def names_in(line):
    return [word for word in line.replace('"', " ").split() if word.startswith("no_")]


def test_the_same_places_with_names_that_are_there_are_not_spoken_of(tmp_path):
    text = EVERYWHERE.replace("@late", "{{ kind }}").replace('each: "one in @a5', "each: \"one in ['a', 'b']")
    text = text.replace('each: "one in @b2', "each: \"one in ['a']")
    for mark in [f"@{letter}{digit}" for letter in "abc" for digit in range(1, 10)]:
        text = text.replace(mark, "kind")
    assert [each for each in found(tmp_path, text) if each.kind in ("undeclared", "field", "syntax")] == []


TWO = """\
name: s
parameters:
  a: {default: "A"}
  b: {default: "B"}
files: [{path: "{{ name }}", content: "{{ a }}{{ b }}"}]
"""


def test_a_default_sees_only_what_is_declared_before_it(tmp_path):
    assert kinds(tmp_path, TWO.replace("A", "{{ b }}")) == [("error", "undeclared", 3)]
    assert kinds(tmp_path, TWO.replace("B", "{{ a }}")) == []


def test_a_default_of_a_field_sees_the_fields_before_it(tmp_path):
    text = """\
name: s
parameters:
  fields: {type: list, items: {label: {default: "{{ key }}"}, key: {}}}
files: [{path: "{{ name }}", content: "{% for f in fields %}{{ f.label }}{{ f.key }}{% endfor %}"}]
"""
    assert kinds(tmp_path, text) == [("error", "undeclared", 3)]
    assert (
        kinds(
            tmp_path, text.replace('label: {default: "{{ key }}"}, key: {}', 'key: {}, label: {default: "{{ key }}"}')
        )
        == []
    )


def test_other_delimiters_are_those_that_count(tmp_path):
    text = """\
name: s
delimiters: {variable: ["[[", "]]"], block: ["[%", "%]"], comment: ["[#", "#]"]}
files:
  - {path: "[[ name ]].tsx", content: "style={{ color }} [[ lost ]]"}
  - path: "[[ name ]].yml"
    content: "${{ github.sha }} <% gone %>"
    delimiters: {variable: ["<%", "%>"], block: ["<%%", "%%>"], comment: ["<#", "#>"]}
"""
    assert [each.what for each in found(tmp_path, text)] == ["`lost` is not declared", "`gone` is not declared"]


BASE = """\
name: base
kind: part
PARAMETERS
files:
  - {path: "{{ name }}", content: "CONTENT", when: "WHEN"}
"""


def based(folder, own, *, parameters="", content="x", when="name"):
    text = BASE.replace("PARAMETERS", parameters).replace("CONTENT", content).replace("WHEN", when)
    (folder / "base.yaml").write_text(text)
    return found(folder, f"name: sample\nextends: ../base\nparameters: {own}\n")


def test_what_is_inherited_is_said_of_the_file_in_which_it_is_written(tmp_path):
    (error,) = based(tmp_path, "{}", content="{{ lost }}")
    assert (error.kind, error.file.rpartition("/")[2], error.line) == ("undeclared", "base.yaml", 5)
    assert based(tmp_path, "{lost: {}}", content="{{ lost }}") == []


def test_an_inherited_text_may_ask_for_a_choice_that_is_left_out(tmp_path):
    every = "parameters: {db: {type: choice, choices: [a, b]}}"
    assert based(tmp_path, "{db: {type: choice, choices: [a]}}", parameters=every, when="db == 'b'") == []


def test_a_bare_condition_that_does_not_parse_is_said_with_its_line(tmp_path):
    text = "name: s\nfiles:\n  - path: '{{ name }}'\n    when: name ==\n    content: x\n"
    assert kinds(tmp_path, text) == [("error", "syntax", 4)]


def test_expressions_that_are_too_deep_to_follow_are_left_to_the_engine(tmp_path):
    for text in ["-" * 900 + "1", "not " * 900 + "public", " + ".join(["lost"] * 500), "lost" + ".a" * 900]:
        assert [each.what for each in said(tmp_path, f"{{{{ {text} }}}}") if "lost" in each.what] == (
            ["`lost` is not declared"] if "lost" in text else []
        )
    entries = ", ".join(f"'k{number}': name | upper" for number in range(150))
    assert said(tmp_path, f"{{% set table = {{{entries}}} %}}{{{{ table[name] }}}}") == []


def test_a_typo_in_a_file_of_vue_is_a_typo(tmp_path):
    text = "name: s\nfiles: [{path: '{{ name }}.vue', content: '{{ nmae }}'}]\n"
    assert kinds(tmp_path, text) == [("error", "undeclared", 2)]


def test_the_files_that_are_made_are_a_word_of_their_own_in_commands_and_nothing_elsewhere(tmp_path):
    text = "name: s\nfiles: [{path: '{{ name }}', content: x}]\nhooks: {after: ['WHAT']}\n"
    assert kinds(tmp_path, text.replace("WHAT", "tidy {{ files }}")) == []
    assert kinds(tmp_path, text.replace("WHAT", "tidy {{ files | length }}")) == [("error", "undeclared", 3)]
    assert kinds(tmp_path, text.replace("WHAT", 'tidy "{{ name }}')) == [("error", "syntax", 3)]
