"""Injection as algebra: once is as good as twice, out is the inverse of in, and what is meant is what is read."""

import ast
import json
import tomllib
from typing import Any

import tomlkit
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.engines.templates.inject.injecting import TREES

from jigsmith.base import errors
from jigsmith.engines.templates.inject import apply
from jigsmith.engines.templates.inject.text import loosely
from jigsmith.engines.templates.inject.values import expected, same

LINE = st.text(alphabet="ab *$^.+?()[]{}|\\'\"`,;#/-=<>é\t", min_size=1, max_size=14).filter(str.strip)
LINES = st.lists(LINE | st.just(""), max_size=6)
ENDING = st.sampled_from(["\n", "\r\n"])
NAME = st.sampled_from(["a", "b", "ab", "Beta", "C", "CONST", "_x", "b2", "zz"])
SCALAR = st.one_of(st.integers(-5, 99), st.booleans(), st.text("ab:#-'\" ,{}[]", max_size=6), st.floats(0.5, 9.5))
DATA = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "c.d", "e f", "on"]), inner, max_size=3)
    ),
    max_leaves=8,
)
TABLE = st.dictionaries(st.sampled_from(["a", "b", "c.d", "e f", "on"]), DATA, max_size=4)
KEYS = st.lists(st.sampled_from(["a", "b", "c.d", "on", "new"]), min_size=1, max_size=3)


def injected(source: str, injection: apply.Injection) -> str | None:
    """Inject; check that once more changes nothing and that it can be taken out; None: it was refused."""
    try:
        done = apply.inject(source, injection, trees=TREES)
    except errors.InjectFailed:
        return None
    again = apply.inject(done.text, injection, trees=TREES)
    assert (again.text, again.changed) == (done.text, False)
    assert apply.remove(done.text, injection, done.added, trees=TREES) == source
    return done.text


@given(LINES, LINES, LINE, LINES, st.sampled_from(["before", "after"]), ENDING)
def test_a_block_of_whatever_signs_goes_beside_its_mark_once(above, below, first, more, at, ending):
    source = ending.join([*above, "  # jig:here", *below])
    text = "\n".join([first, *more])
    after = injected(source, apply.Injection(id="x", path="a.txt", text=text, mark="here", at=at))
    assert after is not None
    assert after.replace("\r\n", "\n").count("\n") >= source.replace("\r\n", "\n").count("\n")


@given(st.lists(LINE, max_size=6), LINE, LINE)
def test_lines_kept_in_order_do_not_depend_on_which_came_first(there, one, other):
    assume(loosely(one) != loosely(other))  # of two that say the same, the first stays as it is written
    source = "\n".join(["begin", *there, "end"])

    def put(text: str, line: str) -> str:
        injection = apply.Injection(id="x", path="a.txt", text=line, sorted=("^begin$", "^end$"))
        return apply.inject(text, injection, trees=None).text

    assert put(put(source, one), other) == put(put(source, other), one)


@given(st.lists(LINE, max_size=6), LINE, ENDING)
def test_a_line_put_in_order_comes_out_again(there, line, ending):
    source = ending.join(["begin", *there, "end"])
    assert injected(source, apply.Injection(id="x", path="a.txt", text=line, sorted=("^begin$", "^end$"))) is not None


@st.composite
def literals(draw: Any) -> tuple[str, list[Any]]:
    """Draw a Python list in whatever layout, and what it holds."""
    items = draw(
        st.lists(st.one_of(st.integers(0, 9), st.sampled_from(["a", "b,", "]", "#c"]), st.just([1, 2])), max_size=5)
    )
    told = []
    for number, item in enumerate(items):
        comma = "," if number + 1 < len(items) or draw(st.booleans()) else ""
        gap = draw(st.sampled_from(["", " ", "\n    ", "  # why, [\n    ", "\n\n    # own line ]\n    "]))
        told.append(f"{item!r}{comma}{gap}")
    lead = draw(st.sampled_from(["", "\n    ", " ", "  # first\n    "]))
    return f"x = 1\nR = [{lead}{''.join(told)}]  # end\ny = 2\n", items


@given(literals(), st.sampled_from(["7", "'new'", "['n', 1]", "f(\n    1,\n)", "-1"]))
@settings(max_examples=300)
def test_an_item_comes_after_the_others_in_whatever_layout(literal, item):
    source, items = literal
    after = injected(source, apply.Injection(id="x", path="a.py", text=item, registry="R"))
    assert after is not None
    elements: list[ast.expr] = vars(vars(ast.parse(after).body[1])["value"])["elts"]
    wanted = ast.dump(ast.parse(item, mode="eval").body)
    old = [ast.dump(ast.parse(repr(each), mode="eval").body) for each in items]
    assert [ast.dump(element) for element in elements] == (old if wanted in old else [*old, wanted])
    assert [line for line in source.split("\n") if "#" in line and "own line" in line] == [
        line for line in after.split("\n") if "own line" in line
    ]


MODULE = st.sampled_from(["os", "a.b", "fastapi", ".near", "zebra"])
IMPORT = st.one_of(
    st.builds("import {}".format, st.sampled_from(["os", "a.b", "fastapi", "zebra"])),
    st.builds(
        lambda module, names: f"from {module} import {', '.join(names)}",
        MODULE,
        st.lists(NAME, min_size=1, max_size=3, unique=True),
    ),
)


def names_of(source: str) -> set[tuple[str, str]]:
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import):
            found |= {("", alias.name) for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {("." * node.level + (node.module or ""), alias.name) for alias in node.names}
    return found


@given(st.lists(IMPORT, max_size=5), IMPORT, st.booleans())
def test_imports_of_python_add_exactly_the_names(there, new, doc):
    source = "\n".join([*(['"""Doc."""', ""] if doc else []), *there, "", "x = 1", ""])
    after = injected(source, apply.Injection(id="x", path="a.py", text=new, imports=True))
    assert after is not None
    assert names_of(after) == names_of(source) | names_of(new)
    assert after.endswith("\nx = 1\n")


@given(st.lists(IMPORT, max_size=3), IMPORT, IMPORT)
def test_imports_of_python_do_not_depend_on_which_came_first(there, one, other):
    source = '"""Doc."""\n\nx = 1\n'

    def put(text: str, line: str) -> str:
        return apply.inject(text, apply.Injection(id="x", path="a.py", text=line, imports=True), trees=TREES).text

    for line in there:
        source = put(source, line)
    assert put(put(source, one), other) == put(put(source, other), one)


def path_text(keys: list[str], *, item: bool) -> str:
    return ".".join(json.dumps(key) if not key.isalpha() else key for key in keys) + ("[]" if item else "")


def checked(source: str, keys: list[str], data: Any, *, path: str, load: Any, item: bool, replace: bool) -> None:
    """Set a key; whatever comes of it must be read as what was meant."""
    injection = apply.Injection(
        id="x",
        path=path,
        text=json.dumps(data, ensure_ascii=False),
        key=path_text(keys, item=item),
        at="replace" if replace else None,
    )
    after = injected(source, injection)
    if after is not None:
        assert same(load(after), expected(load(source), [*keys, None] if item else keys, data))


@given(TABLE, KEYS, DATA, st.sampled_from([None, 2, 4, "\t"]), st.booleans(), st.booleans(), ENDING)
@settings(max_examples=300)
def test_json_says_what_was_meant(there, keys, data, indent, item, replace, ending):
    source = json.dumps(there, indent=indent, ensure_ascii=False).replace("\n", ending)
    checked(source, keys, data, path="a.json", load=json.loads, item=item, replace=replace)


def yaml_data(text: str) -> Any:
    from jigsmith.engines.templates import documents

    return documents.read(text, origin="x")[0] or {}


@given(TABLE, KEYS, DATA, st.sampled_from([None, False, True]), st.sampled_from([2, 4]), st.booleans(), st.booleans())
@settings(max_examples=300)
def test_yaml_says_what_was_meant(there, keys, data, flow, indent, item, replace):
    source = yaml.safe_dump(there, default_flow_style=flow, indent=indent, sort_keys=False)
    checked(source, keys, data, path="a.yaml", load=yaml_data, item=item, replace=replace)


@given(TABLE, KEYS, DATA, st.booleans(), st.booleans())
@settings(max_examples=300)
def test_toml_says_what_was_meant(there, keys, data, item, replace):
    checked(tomlkit.dumps(there), keys, data, path="a.toml", load=tomllib.loads, item=item, replace=replace)


@given(LINES, LINE, LINE, LINES, LINES)
def test_a_next_version_stands_where_the_old_one_stood_and_comes_out_like_it(above, old, new, below, since):
    source = "\n".join([*above, "  # jig:here", *below])
    first = apply.Injection(id="x", path="a.txt", text=old, mark="here")
    second = apply.Injection(id="x", path="a.txt", text=new, mark="here")
    done = apply.inject(source, first, trees=None)
    edited = "\n".join([*since, done.text])
    taken = apply.remove(edited, first, done.added, trees=None)
    replaced = apply.replace(edited, second, done.added, old=first, trees=None)
    assert (taken is None) == (replaced is None)
    if replaced is not None and replaced.added:
        assert apply.remove(replaced.text, second, replaced.added, trees=None) == taken


JS_NAME = st.sampled_from(["a", "b", "Zed", "type T", "x as y", "alpha"])
JS_IMPORT = st.one_of(
    st.builds(
        "import {} from '{}';".format, st.sampled_from(["D", "* as N", "E, { f }"]), st.sampled_from(["p", "./q"])
    ),
    st.builds(
        lambda names, module, end: f'import {{ {", ".join(names)} }} from "{module}"{end}',
        st.lists(JS_NAME, min_size=1, max_size=3, unique=True),
        st.sampled_from(["p", "./q", "@/r"]),
        st.sampled_from(["", ";"]),
    ),
    st.just("import './effect.css'"),
)


@given(st.lists(JS_IMPORT, max_size=4, unique=True), JS_IMPORT, st.booleans())
@settings(max_examples=300)
def test_imports_of_typescript_are_there_afterwards_and_nothing_is_lost(there, new, strict):
    source = "\n".join([*(["'use strict'", ""] if strict else []), *there, "", "run()", ""])
    after = injected(source, apply.Injection(id="x", path="a.ts", text=new, imports=True))
    assert after is not None
    assert not TREES.broken("a.ts", after)
    assert after.endswith("\nrun()\n")
    words = loosely(source)
    told = loosely(after)
    assert all(told.count(word) >= words.count(word) for word in words if word.isalpha())
    for name in loosely(new):
        assert name in told or not name.isalpha()


COMMENT = st.sampled_from(["", "  # why: [", " # {", "\n\n# own: line", "\n  # deeper"])


@st.composite
def written_yaml(draw: Any) -> Any:
    """Draw YAML as people write it: comments anywhere, text over several lines, lists as deep as their key."""
    lines = []
    for key in draw(st.lists(st.sampled_from(["a", "b", "c.d", "on"]), min_size=1, max_size=4, unique=True)):
        kind = draw(st.sampled_from(["word", "text", "map", "list", "level", "flow", "nothing", "folded"]))
        comment = draw(COMMENT)
        name = key if key != "c.d" else '"c.d"'
        lines.append(
            {
                "word": f"{name}: it's{comment}",
                "text": f"{name}: |\n  # no comment\n  a: b\n",
                "map": f"{name}:{comment}\n    a: 1{comment}\n    b: {{x: [1, 2]}}",
                "list": f"{name}:\n  - a: 1\n    b: 2{comment}\n  - c",
                "level": f"{name}:\n- x{comment}\n- - y\n  - z",
                "flow": f"{name}: [a, {{b: c}},\n  d]{comment}",
                "nothing": f"{name}:{comment}",
                "folded": f"{name}: one\n  two\n  three{comment}",
            }[kind]
        )
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n# end\n"]))


@given(written_yaml(), KEYS, DATA, st.booleans(), st.booleans(), ENDING)
@settings(max_examples=400)
def test_yaml_as_people_write_it_keeps_its_lines(source, keys, data, item, replace, ending):
    checked(source.replace("\n", ending), keys, data, path="a.yaml", load=yaml_data, item=item, replace=replace)
