"""Emitting: what is written out renders to what the plan says, whatever braces the text holds itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.loop.build import plans

from jigsmith.engines.templates import expressions
from jigsmith.loop.build import emit, plan

BRACES = st.text(alphabet="{}%#[]<>@a \n-+", min_size=1, max_size=12)
PIECES = st.lists(
    st.one_of(BRACES.map(lambda text: emit.Piece("text", text)), st.just(emit.Piece("expression", "name"))), max_size=8
)


def rendered(pieces, values):
    marks = emit.delimiters(pieces)
    text = emit.text(pieces, marks).removeprefix("\n")
    return expressions.render(text, values, marks, where=expressions.Where("t"))


@settings(max_examples=60)
@given(plans.blocks(), plans.VALUES)
def test_what_is_emitted_renders_to_what_the_plan_says(block, values):
    assert rendered(emit.pieces(block), values) == plans.said(block, values).removeprefix("\n")


@settings(max_examples=100)
@given(PIECES)
def test_text_with_braces_of_its_own_stays_as_it_is(pieces):
    marks = emit.delimiters(pieces)
    made = expressions.render(emit.text(pieces, marks), {"name": "User"}, marks, where=expressions.Where("t"))
    assert made == "".join(p.text if p.kind == "text" else "User" for p in pieces)


def line(text, **given):
    space = text[: len(text) - len(text.lstrip())]
    return plan.Line(plans.NOBODY, plans.NOBODY, [plan.Literal(text.lstrip(), space)], (), **given)


def written(*parts):
    return emit.text(emit.pieces(plan.Block([*parts, line("\n")])), emit.DELIMITERS[0])


def test_an_option_stands_on_lines_of_its_own():
    cached = plans.FLAGS[0]
    assert written(line("\na"), line("\n  b", flag=cached), line("\n  c", flag=cached), line("\nd")) == (
        "\na\n{% if cached %}\n  b\n  c\n{% endif %}\nd\n"
    )


def test_what_is_there_when_an_option_is_off_is_its_else():
    cached = plans.FLAGS[0]
    both = [line("\n  b", flag=cached), line("\n  c", flag=cached, negated=True)]
    assert written(line("\na"), *both) == "\na\n{% if cached %}\n  b\n{% else %}\n  c\n{% endif %}\n"


def test_one_of_several_parts_is_asked_for_by_its_name():
    head = plans.FLAGS[2]
    both = [line("\n  b", flag=head), line("\n  c", flag=head, negated=True)]
    assert written(line("\na"), *both) == '\na\n{% if "head" in parts %}\n  b\n{% else %}\n  c\n{% endif %}\n'


def test_what_is_not_kept_is_not_written():
    assert written(line("\na"), line("\nb", keep=False)) == "\na\n"


def test_a_list_on_one_line_stays_on_it():
    item = plan.Line(plans.NOBODY, plans.NOBODY, [plans.shown("item.key", "")], ())
    separator = plan.Separator(",", after_last=False)
    scope = plan.Scope([], {}, {})
    loop = plan.Loop({}, scope, item, ("", " "), separator, plans.NOBODY, "tags", chosen=True)
    group = plan.Nested(plan.Literal("[", " "), plan.Block([loop]), plan.Literal("]", ""))
    row = plan.Line(plans.NOBODY, plans.NOBODY, [plan.Literal("x", "\n"), group], ())
    found = emit.text(emit.pieces(plan.Block([row, line("\n")])), emit.DELIMITERS[0])
    values = {"tags": [{"key": "a"}, {"key": "b"}]}
    assert expressions.render(found, values, None, where=expressions.Where("t")) == "\nx [a, b]\n"
    assert found.count("\n") == 2


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x = 1", "{{"),
        ("dict = {1: {}}", "{{"),
        ("style={{ a: 1 }}", "[["),
        ("run: ${{ matrix.os }}", "[["),
        ("{% extends 'base.html' %}", "[["),
        ("{# a note #}", "[["),
        ("[[tool]] ${{ x }}", "<<"),
        ("[[ -f x ]] && cat <<EOF {{ y }}", "@{{"),
    ],
)
def test_the_delimiters_are_such_as_the_text_does_not_hold(text, start):
    pieces = [emit.Piece("text", text + " "), emit.Piece("expression", "name")]
    assert emit.delimiters(pieces).variable[0] == start
    assert rendered(pieces, {"name": "User"}) == f"{text} User"


def test_an_expression_right_behind_a_brace_is_not_mistaken():
    pieces = [emit.Piece("text", "{"), emit.Piece("expression", "name"), emit.Piece("text", "}")]
    assert rendered(pieces, {"name": "User"}) == "{User}"
