"""Templates with something changed in them: they are loaded and rendered, or refused with an error of ours."""

import contextlib
import copy
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.engines.templates import checking, documents, emit, render
from jigsmith.engines.templates import format as formats

ROOT = Path(__file__).parents[4]
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.yaml"))
REAL = [documents.read(path.read_text(encoding="utf-8"), origin=path.name)[0]["template"] for path in GOLDEN]
for each in (p for raw in REAL for p in raw.get("parameters", {}).values()):
    if each.get("type") == "list":
        each.setdefault("default", [{"name": "a"}] if "items" in each else ["a"])
TEXTS = [emit.write(raw) for raw in REAL]
ODD = st.one_of(
    st.sampled_from(
        ["{{", "}}", "{%", "%}", "{% if %}", "{{ name | x }}", "&a ", "*a", "!!str ", "|", ">-", "\t", "---"]
    ),
    st.sampled_from(
        ["\0", "\x85", "\u2028", "\ufeff", "\ud800", "\U0001f600", "\r", "\n", "  ", "- ", ": ", "#", "'", '"']
    ),
    st.text(max_size=5),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(
        ["", "list", "table", "choice", "{{ name }}", "{{ x", "{% for a in b %}", "../x", "/x", "a\0b", "(" * 200]
    ),
    st.text(max_size=6),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)
EASY = settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def mutated(draw):
    """The text of a real template with a few pieces moved, doubled, cut out or put in."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        first, last = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        last = min(last, first + draw(st.integers(0, 60)))
        piece = draw(st.sampled_from(["", text[first:last] * 2]) | ODD)
        text = text[:first] + piece + text[last:]
    return text


@st.composite
def replaced(draw):
    """A real template as plain data with one value of it replaced by something else."""
    raw = copy.deepcopy(draw(st.sampled_from(REAL)))
    node = raw
    while True:
        key = draw(st.sampled_from(list(node) if isinstance(node, dict) else range(len(node))))
        if not isinstance(node[key], dict | list) or not node[key] or draw(st.integers(0, 3)) == 0:
            break
        node = node[key]
    node[key] = draw(SCALARS)
    return raw


def rendered(template):
    """Renders with every default; what is wrong is an error of ours."""
    with contextlib.suppress(errors.JigError):
        render.render(template, "user", {})


@EASY
@given(mutated())
def test_the_text_of_a_template_with_mutations_is_read_and_rendered_or_refused(text):
    with contextlib.suppress(errors.JigError):
        raw, lines = documents.read(text, origin="t.yaml")
        rendered(checking.check(raw, origin="t.yaml", lines=lines))


@EASY
@given(replaced())
def test_a_template_with_a_wrong_value_in_it_is_checked_and_rendered_or_refused(raw):
    with contextlib.suppress(errors.JigError):
        rendered(checking.check(raw, origin="t.yaml", lines={}))


@EASY
@given(mutated().map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=4), st.integers(0, 3000))
def test_a_file_with_stray_bytes_in_it_is_loaded_or_refused(tmp_path, data, stray, at):
    path = tmp_path / "t.yaml"
    path.write_bytes(data[:at] + stray + data[at:])
    with contextlib.suppress(errors.JigError):
        rendered(formats.load(path))


@EASY
@given(replaced(), st.integers(0, 2000), ODD)
def test_json_with_something_put_in_is_loaded_or_refused(tmp_path, raw, at, odd):
    text = json.dumps(raw)
    path = tmp_path / "t.json"
    path.write_bytes((text[:at] + odd + text[at:]).encode("utf-8", "surrogatepass"))
    with contextlib.suppress(errors.JigError):
        rendered(formats.load(path))


@EASY
@given(
    st.dictionaries(st.sampled_from(["table", "base", "fields", "name", "x"]), SCALARS, max_size=4), st.text(max_size=8)
)
def test_any_values_are_rendered_or_refused(values, name):
    for raw in REAL:
        with contextlib.suppress(errors.JigError):
            render.render(checking.check(raw, origin="t", lines={}), name, values)


def test_the_templates_that_are_changed_can_be_rendered_before():
    for raw in REAL:
        assert render.render(checking.check(raw, origin="t", lines={}), "user", {})
