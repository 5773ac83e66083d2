"""Text as rows: nothing is lost, whatever the text is."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.trees import snippets

from jigsmith.engines.trees import lexer, rows

BOUND = 5.0  # seconds; what is linear takes a tenth of a second


def said(group):
    return [rows.text_of(row.items).strip() for row in group.rows]


def groups_of(group):
    """The group and all groups below."""
    found = [group]
    for each in found:
        found += [item for row in each.rows for item in row.items if isinstance(item, rows.Group)]
    return found


def brackets_of(group):
    """The groups below that have brackets, outermost first."""
    return [each for each in groups_of(group) if each.open is not None]


@st.composite
def marked(draw):
    text = draw(snippets.TEXTS)
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return text, [lexer.Mark(start, end, "the name") for start, end in pairs]


@given(marked())
def test_the_tokens_joined_are_the_text(case):
    text, marks = case
    assert "".join(t.space + t.text for t in lexer.tokens(text, marks)) == text


@given(marked())
def test_the_rows_joined_are_the_text(case):
    text, marks = case
    assert rows.text_of([rows.parse(text, marks)]) == text


@given(marked())
def test_every_mark_is_a_token_of_its_own(case):
    text, marks = case
    found = [t.text for t in lexer.tokens(text, marks) if t.key == "the name"]
    assert found == [text[m.start : m.end] for m in marks]


@given(snippets.TEXTS)
def test_only_the_last_token_may_be_without_text_and_white_space_is_before_a_token(text):
    found = lexer.tokens(text)
    assert all(t.text for t in found[:-1])
    assert all(not t.space.strip() and t.text == t.text.strip() for t in found)


@given(snippets.TEXTS)
def test_a_bracket_that_opens_a_group_is_of_the_kind_that_closes_it(text):
    for group in brackets_of(rows.parse(text)):
        assert lexer.PAIRS[group.open.text] == group.close.text


@given(snippets.TEXTS)
def test_no_row_is_empty(text):
    for group in groups_of(rows.parse(text)):
        assert all(row.items for row in group.rows)


@given(snippets.TEXTS)
def test_a_bare_row_with_its_white_space_and_its_separator_has_the_words_of_the_row(text):
    for row in rows.parse(text).rows:
        found = rows.bare(row)
        whole = rows.text_of(row.items)
        assert found.space + rows.text_of(found.row.items) == whole[: len(found.space + rows.text_of(found.row.items))]
        again = [t.text for t in rows.flat(found.row.items)] + [found.separator] * bool(found.separator)
        assert again == [t.text for t in rows.flat(row.items)]


def test_a_bare_row_keeps_the_row_it_was_made_from_as_it_was():
    row = brackets_of(rows.parse("call(\n    (a, b),\n    c,\n)"))[0].rows[0]
    before = rows.text_of(row.items)
    found = rows.bare(row)
    assert (found.space, rows.text_of(found.row.items), found.separator) == ("\n    ", "(a, b)", ",")
    assert rows.text_of(row.items) == before


def test_a_separator_alone_is_no_separator_of_anything():
    row = rows.parse(";").rows[0]
    assert (rows.text_of(rows.bare(row).row.items), rows.bare(row).separator) == (";", "")


@pytest.mark.parametrize(
    "text",
    [
        "( " * 10_000 + ") " * 10_000,
        "([{" * 4_000 + "}])" * 4_000,
        "f(" * 10_000,
        "x)" * 10_000,
        "[( " * 5_000 + "] " * 5_000,
        "(\n" * 3_000 + ")\n" * 3_000,
    ],
    ids=["nested", "mixed", "never closed", "never opened", "crossed", "over lines"],
)
def test_ten_thousand_brackets_are_read_in_bounded_time(text):
    started = time.process_time()
    assert rows.text_of([rows.parse(text)]) == text
    assert time.process_time() - started < BOUND


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(" " * i + "x" for i in range(2_000)),
        "'\"" * 10_000,
        '"\\' * 10_000,
        "'" + " word" * 20_000,
        "=" * 50_000,
        " " * 100_000,
        "\n" * 50_000 + "x",
        "@a\n" * 10_000,
        "x,;" * 20_000,
    ],
    ids=["stairs", "quotes", "escapes", "unclosed", "rule", "blanks", "lines", "decorators", "separators"],
)
def test_odd_texts_are_read_in_bounded_time(text):
    started = time.process_time()
    assert rows.text_of([rows.parse(text)]) == text
    assert time.process_time() - started < BOUND


@settings(max_examples=30)
@given(st.integers(1, 60), st.sampled_from(["()", "[]", "{}"]))
def test_brackets_within_brackets_are_groups_within_groups(depth, pair):
    node: Any = rows.parse(f"{pair[0]} " * depth + f"{pair[1]} " * depth)
    for _ in range(depth):
        node = node.rows[0].items[0]
        assert (node.open.text, node.close.text) == tuple(pair)
    assert node.rows == []


def test_statements_are_rows_and_what_is_indented_below_is_a_group():
    group = rows.parse("\nimport os\ndef f(a, b):\n    x = 1\n    return x\nend\n")
    assert said(group) == ["import os", "def f(a, b):\n    x = 1\n    return x", "end", ""]
    block: Any = group.rows[1].items[-1]
    assert block.open is None
    assert said(block) == ["x = 1", "return x"]


def test_arguments_are_rows_with_their_commas():
    assert said(brackets_of(rows.parse("f(a, g(b, c), d)"))[0]) == ["a,", "g(b, c),", "d"]


def test_a_decorator_belongs_to_the_line_below():
    group = rows.parse("\n@one\n@two(3)\ndef f():\n    pass\n")
    assert said(group)[0] == "@one\n@two(3)\ndef f():\n    pass"
    row = group.rows[0]
    assert rows.text_of(row.items[row.body :]).strip().startswith("def")


@pytest.mark.parametrize("text", ["a = '(' + b", 'say("[", x)', "t = `{`", r"s = 'it\'s ('"])
def test_brackets_in_strings_are_plain_tokens(text):
    inner = [t for t in rows.flat([rows.parse(text)]) if t.text in "([{"]
    assert len(brackets_of(rows.parse(text))) == len(inner) - 1


def test_the_one_argument_of_a_call_stays_in_its_brackets_unless_it_was_wrapped():
    group = next(n for n in rows.parse("f<T>(x: A): B").rows[0].items if isinstance(n, rows.Group))
    assert rows.text_of([group]) == "(x: A)"
    assert not any(isinstance(n, rows.Group) for n in rows.parse("x = (\n    a + b\n)\ny = 1").rows[0].items)
