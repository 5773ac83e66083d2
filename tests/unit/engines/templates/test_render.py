"""Rendering: expressions, parameters, delimiters, line ends, and what is said when something is missing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, names, records, render
from jigsmith.engines.templates import format as formats

JSX = formats.Delimiters(variable=("<<", ">>"), block=("<%", "%>"), comment=("<#", "#>"))
BRACKETS = formats.Delimiters(variable=("[[", "]]"), block=("[%", "%]"), comment=("[#", "#]"))
GUILLEMETS = formats.Delimiters(variable=("«", "»"), block=("«%", "%»"), comment=("«#", "#»"))
P = formats.Parameter


def template(*files, parameters=None, **rest):
    return formats.Template(name="t", files=list(files), parameters=parameters or {}, **rest)


def text_of(content, params=None, name="UserProfile", **rest):
    parameters = rest.pop("parameters", {key: P(type=kind(value)) for key, value in (params or {}).items()})
    found = render.render(
        template(formats.File(path="a", content=content), parameters=parameters, **rest), name, params or {}
    )
    return (found[0].data or b"").decode()


def kind(value):
    return {str: "string", bool: "boolean", int: "integer", float: "number", list: "list", dict: "table"}[type(value)]


def test_the_example_of_a_react_component_comes_out_as_it_should():
    file = formats.File(path="src/{{name}}/{{name}}.tsx", content="export function {{name}}({}: {{name}}Props) {\n}\n")
    (found,) = render.render(template(file), "UserProfile", {})
    assert found.path == "src/UserProfile/UserProfile.tsx"
    assert found.data == b"export function UserProfile({}: UserProfileProps) {\n}\n"


@pytest.mark.parametrize("style", names.STYLES)
def test_every_style_is_a_filter(style):
    assert text_of("{{ name | STYLE }}".replace("STYLE", style)) == names.STYLES[style]("UserProfile")


def test_filters_can_follow_each_other():
    assert text_of("{{ name | plural | kebab }}") == "user-profiles"


def test_lists_of_strings_and_of_tables_nested_loops_and_conditions():
    optional = P(type="boolean", default=False)
    found = text_of(
        "{% for model in models %}\n"
        "class {{ model.name | pascal }}:\n"
        "{% for field in model.fields %}\n"
        "{% if field.optional %}\n"
        "    {{ field.name }}: int | None\n"
        "{% else %}\n"
        "    {{ field.name }}: int\n"
        "{% endif %}\n"
        "{% endfor %}\n"
        "{% endfor %}\n"
        "tags = [{% for tag in tags %}{{ tag | json }}{% if not loop.last %}, {% endif %}{% endfor %}]\n",
        {"models": [{"name": "user", "fields": [{"name": "id"}, {"name": "age", "optional": True}]}], "tags": ["a"]},
        parameters={
            "models": P(
                type="list",
                items={"name": P(), "fields": P(type="list", items={"name": P(), "optional": optional})},
            ),
            "tags": P(type="list"),
        },
    )  # fmt: skip
    assert found == 'class User:\n    id: int\n    age: int | None\ntags = ["a"]\n'


def test_a_statement_on_a_line_of_its_own_leaves_no_line():
    assert text_of("a\n  {% if true %}\n  b\n  {% endif %}\nc") == "a\n  b\nc"


def test_the_last_line_end_stays_as_it_is():
    assert text_of("{{ name }}\n") == "UserProfile\n"
    assert text_of("{{ name }}") == "UserProfile"


def test_nothing_is_escaped_as_html():
    assert text_of("{{ x }}", {"x": "<b> & 'c'"}) == "<b> & 'c'"


@pytest.mark.parametrize(
    ("marks", "content", "expected"),
    [
        (JSX, "style={{ color: '<< name | kebab >>' }}", "style={{ color: 'user-profile' }}"),
        (BRACKETS, "<p>{{ [[ name | camel ]] }}</p>{% raw %}", "<p>{{ userProfile }}</p>{% raw %}"),
        (JSX, "run: ${{ github.sha }} << name >>", "run: ${{ github.sha }} UserProfile"),
        (BRACKETS, "{{ .Values.[[ name | camel ]] }}{{- end -}}", "{{ .Values.userProfile }}{{- end -}}"),
        (GUILLEMETS, "[[ {{ <% « name » %> }} ]]«% if true %»y«% endif %»", "[[ {{ <% UserProfile %> }} ]]y"),
        (None, "a {# gone #}b", "a b"),
        (JSX, "{# stays #} <# gone #>", "{# stays #} "),
    ],
)
def test_other_delimiters_leave_the_braces_of_the_code_alone(marks, content, expected):
    assert text_of(content, delimiters=marks) == expected


def test_a_file_can_have_delimiters_of_its_own():
    jsx = formats.File(path="{{ name }}.tsx", content="<< name >> {{ x }}", delimiters=JSX)
    plain = formats.File(path="{{ name }}.ts", content="{{ name }} << x >>")
    found = render.render(template(jsx, plain), "A", {})
    assert [(file.path, file.data) for file in found] == [("A.tsx", b"A {{ x }}"), ("A.ts", b"A << x >>")]


@settings(max_examples=300)
@given(
    st.one_of(st.text(max_size=60), st.text("{}%#<>[]« a\n\"'\\", max_size=60)), st.sampled_from([None, JSX, BRACKETS])
)
def test_any_text_made_literal_renders_to_itself(text, marks):
    assert text_of(expressions.literal(text, marks), delimiters=marks) == text


@pytest.mark.parametrize(
    ("content", "what", "do"),
    [
        ("one\n{{ naem }}", "`naem` is not defined", "`name`"),
        ("one\n{{ other }}", "`other` is not defined", "parameters"),
        ("one\n{{ name | pascl }}", "there is no filter `pascl`", "`pascal`"),
        ("one\n{% if name %}", "unexpected end of input", None),
        ("one\n{{ name | nothing }}", "there is no filter", "styles"),
        ("one\n{{ 1 / 0 }}", "", None),
        ("one\n{% include 'x' %}", "", None),
    ],
)
def test_an_error_names_file_line_and_what_is_missing(tmp_path, content, what, do):
    path = tmp_path / "template.yaml"
    indented = content.replace("\n", "\n      ")
    path.write_text(f"name: t\nfiles:\n  - path: a\n    content: |\n      {indented}\n")
    with pytest.raises(errors.TemplateInvalid) as caught:
        render.render(formats.load(path), "x", {})
    assert what in caught.value.what
    assert caught.value.where in (f"{path}:6", f"{path}:7")
    assert do is None or do in (caught.value.do or "")


def test_an_error_in_a_source_file_names_that_file(tmp_path):
    (tmp_path / "a.tsx").write_text("one\ntwo {{ x.y }}\n")
    (tmp_path / "template.yaml").write_text("name: t\nfiles:\n  - {path: a, source: a.tsx}\n")
    with pytest.raises(errors.TemplateInvalid) as caught:
        render.render(formats.load(tmp_path), "x", {})
    assert caught.value.where == f"{tmp_path / 'a.tsx'}:2"


def test_a_condition_leaves_a_file_out():
    files = [
        formats.File(path="a", content="", when="with_tests"),
        formats.File(path="b", content="", when="not with_tests and name == 'x'"),
        formats.File(path="c", content="", when=False),
        formats.File(path="d", content="", when=True),
    ]
    made = template(*files, parameters={"with_tests": P(type="boolean", default=False)})
    assert [file.path for file in render.render(made, "x", {})] == ["b", "d"]
    assert [file.path for file in render.render(made, "x", {"with_tests": True})] == ["a", "d"]


@pytest.mark.parametrize(
    ("file", "data"),
    [
        (formats.File(path="a", content="a\nb\n", newline="crlf"), b"a\r\nb\r\n"),
        (formats.File(path="a", content="a\r\nb\n", newline="crlf"), b"a\r\nb\r\n"),
        (formats.File(path="a", content="a\r\nb\rc\n", newline="keep"), b"a\r\nb\rc\n"),
        (formats.File(path="a", content="a", bom=True), b"\xef\xbb\xbfa"),
        (formats.File(path="a", content="é", encoding="latin-1"), b"\xe9"),
        (formats.File(path="a", content="a", encoding="utf-16-le", bom=True), b"\xff\xfea\x00"),
        (formats.File(path="a", content="\ta\n"), b"\ta\n"),
        (formats.File(path="a", content=""), b""),
    ],
)
def test_line_ends_bom_and_encoding(file, data):
    assert render.render(template(file), "x", {})[0].data == data


def test_a_character_that_the_encoding_lacks_is_an_error_with_its_line():
    with pytest.raises(errors.TemplateInvalid, match="'é' in line 2"):
        render.render(template(formats.File(path="a", content="a\né", encoding="ascii")), "x", {})


def test_modes_and_links():
    script = formats.File(path="run", content="", mode="755")
    link = formats.File(path="bin/{{ name }}", link="../run")
    found = render.render(template(script, link), "x", {})
    assert [(f.path, f.mode, f.link, f.data) for f in found] == [
        ("run", 0o755, None, b""),
        ("bin/x", 0o644, "../run", None),
    ]


@pytest.mark.parametrize("link", ["/etc/passwd", "../../x", "../..", "a/../../..", "{{ name }}/../../../x", ""])
def test_a_link_out_of_the_project_is_refused(link):
    with pytest.raises(errors.PathEscapes):
        render.render(template(formats.File(path="bin/x", link=link)), "x", {})


@pytest.mark.parametrize(
    ("one", "other"), [("a", "a"), ("a", "A"), ("a", "a/b"), ("a/b", "A"), ("é", "e\u0301"), ("ﬁ", "fi")]
)
def test_two_files_on_one_place_are_refused_also_where_case_does_not_count(one, other):
    with pytest.raises(errors.TemplateInvalid, match="same place"):
        render.render(template(formats.File(path=one, content=""), formats.File(path=other, content="")), "x", {})


BOMBS = {
    "loops": "{% for a in range(10000) %}{% for b in range(10000) %}x{% endfor %}{% endfor %}",
    "range": "{% for a in range(1000000000) %}{% endfor %}",
    "repeat": "{{ 'x' * 1000000000 }}",
    "indent": "{{ 'x' | indent(1000000000, true) }}",
    "replace": "{{ ('x' * 100000) | replace('x', 'x' * 100000) }}",
    "format": "{{ '%1000000000s' | format('x') }}",
    "slice": "{{ [1] | slice(1000000000) }}",
    "recursion": "{% macro f(a) %}{{ f(a) }}{% endmacro %}{{ f(1) }}",
    "parentheses": "{{ " + "(" * 100_000 + ")" * 100_000 + " }}",
    "filters": "{{ name " + "| upper " * 50_000 + "}}",
    "operators": "{{ 1" + " + 1" * 50_000 + " }}",
    "elif": "{% if a %}" + "{% elif a %}" * 50_000 + "{% endif %}",
    "ifs": "{% if true %}" * 50_000,
    "open": "{{ " * 50_000,
    "power": "{{ 9 ** 999999999 }}",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_hostile_templates_are_refused_in_bounded_time(bomb):
    start = time.process_time()
    with pytest.raises(errors.TemplateInvalid):
        text_of(BOMBS[bomb])
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "code", ["name.__class__", "name.upper()", "range.__globals__", "debug()", "self", "''.__class__.__mro__"]
)
def test_there_is_no_way_to_python(code):
    with pytest.raises(errors.TemplateInvalid):
        text_of("{{ CODE }}".replace("CODE", code))


@settings(max_examples=300, deadline=1000)
@given(st.text("{}%#| ab.()[]'\"\n~+-*/if elseendfor set raw", max_size=80))
def test_any_template_renders_or_is_refused(content):
    try:
        text_of(content)
    except errors.TemplateInvalid as error:
        assert error.where


def test_the_paths_of_an_example_are_told_for_each_file():
    template = records.Template(
        name="t",
        parameters={"fields": records.Parameter(type="list")},
        files=[
            records.File(path="{{ name | snake }}.py", content=""),
            records.File(path="{{ f }}.py", each="f in fields", content=""),
            records.File(path="x.py", when="name == 'Other'", content=""),
        ],
    )
    params = {"fields": ["a", "b"]}
    assert render.example_paths(template, "OrderItem", params) == [["order_item.py"], ["a.py", "b.py"], []]
    assert render.example_paths(template, "OrderItem", {}) == [["order_item.py"], [], []]
