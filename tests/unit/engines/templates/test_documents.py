"""YAML and JSON files: what values mean, where they are, and what is refused."""

import contextlib
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.engines.templates import documents, emit


def read(text, **how):
    return documents.read(text, origin="f.yaml", **how)[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("12", 12),
        ("-3", -3),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("2024-01-01", "2024-01-01"),
        ("12:30", "12:30"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("!!str 5", "5"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(text, value):
    found = read(f"a: {text}")["a"]
    assert (found, type(found)) == (value, type(value))


def test_the_line_of_every_value_is_known():
    _, lines = documents.read("a: 1\nb:\n  - x\n  - c: |\n      text\n", origin="f")
    assert lines[("a",)] == 1
    assert lines[("b", 1, "c")] == 4
    assert lines[("b", 1, "c", documents.TEXT)] == 5


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("a: 1\na: 2", "twice", 2),
        ("a: [1", "not valid YAML", 2),
        ("a: !!python/object:os.system x", "tag", 1),
        ("a: !include x", "tag", 1),
        ("a: *b", "stands for nothing", 1),
        ("? [x]\n: 1", "plain word", 1),
        ("a: 1\n---\nb: 2", "second document", 2),
        ("a: &x [*x]", "stands for nothing", 1),
        ("a: 1\n\tb: 2", "not valid YAML", 2),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, what, line):
    with pytest.raises(errors.TemplateInvalid) as caught:
        read(text)
    assert what in caught.value.what
    assert (caught.value.where or "").split(":")[1] == str(line)


def test_an_anchor_may_be_used_again():
    assert read("a: &x [1, 2]\nb: *x") == {"a": [1, 2], "b": [1, 2]}


def test_json_keeps_its_own_rules():
    value, _ = documents.read('{\n\t"a": "\\ud83d\\ude00",\n\t"b": [1]\n}', origin="f", as_json=True)
    assert value == {"a": "😀", "b": [1]}
    with pytest.raises(errors.TemplateInvalid, match="twice"):
        read('{"a": 1, "a": 2}', as_json=True)
    with pytest.raises(errors.TemplateInvalid) as caught:
        read('{"a": 1,\n "b" 2}', as_json=True)
    assert caught.value.where == "f.yaml:2:6"


@pytest.mark.parametrize(
    "text", [r'{"a": "\ud800"}', r'{"a": ["\uDFFF x"]}', r'{"\ud800": 1}', r'{"a": "\ude00\ud83d"}']
)
def test_half_of_a_surrogate_pair_is_refused(text):
    with pytest.raises(errors.TemplateInvalid, match="surrogate"):
        read(text, as_json=True)


BOMBS = {
    "brackets": "[" * 200_000,
    "braces": "{" * 200_000,
    "dashes": "- " * 100_000,
    "laughs": "a: &a [x, x]\n"
    + "".join(f"{c}: &{c} [{', '.join(['*' + b] * 9)}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True)),
    "long": "a: " + "x" * 3_000_000,
    "keys": "\n".join(f"k{i}: 1" for i in range(120_000)),
    "indent": "\n".join(" " * i + "a:" for i in range(1_000)),
    "number": "a: " + "9" * 1_000_000,
    "quotes": "a: " + "'" * 100_001,
    "question": "? " * 50_000,
    "anchors": "".join(f"&a{i} " for i in range(50_000)),
    "nul": "a: \0",
    "surrogate": "a: \ud800",
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("as_json", [False, True])
def test_hostile_files_are_refused_or_read_in_bounded_time(bomb, as_json):
    start = time.process_time()
    with contextlib.suppress(errors.TemplateInvalid):
        read(BOMBS[bomb], as_json=as_json)
    assert time.process_time() - start < 2


@settings(max_examples=300, deadline=1000)
@given(st.one_of(st.text(max_size=200), st.text("[]{}:,-&*!|>'\"?#%@` \n\tabc019.~", max_size=120)))
def test_any_text_is_read_or_refused_with_a_place(text):
    try:
        read(text)
    except errors.TemplateInvalid as error:
        assert (error.where or "").startswith("f.yaml")


texts = st.one_of(
    st.text(max_size=30), st.text(" \n\tab:#-{}[]'\"|>&*!%@`,?~\u2028\x85\xa0\ufeff\r\x00é😀", max_size=20)
)
scalars = st.one_of(texts, st.booleans(), st.none(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))
keys = texts.filter(lambda key: len(key) < 100)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=15
)


@settings(max_examples=400, deadline=1000)
@given(st.dictionaries(keys, values, min_size=1, max_size=4))
@example({"a": "\tx\n"})
def test_what_is_written_is_read_back_the_same(value):
    assert read(emit.write(value)) == value


def test_text_of_several_lines_is_written_as_a_block():
    value = {"files": [{"path": "a.py", "content": "def f():\n    return {}  \n\n\nx: 1\n"}]}
    assert emit.write(value) == (
        "files:\n  - path: a.py\n    content: |\n      def f():\n          return {}  \n\n\n      x: 1\n"
    )


def test_long_lines_are_not_folded_and_short_lists_stay_on_one_line():
    assert emit.write({"a": "word " * 100 + "end", "b": ["x", "no", "1"], "c": []}) == (
        f'a: {"word " * 100}end\nb: [x, "no", "1"]\nc: []\n'
    )
