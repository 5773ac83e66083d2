"""Sentinels: what stands for what, and which values explain what is read."""

import re
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.loop.build.templates import P, rows

from jigsmith.engines.templates import names
from jigsmith.loop.build.fitting import sentinels

PIECE = st.text(alphabet="ab ", max_size=3)


@pytest.mark.parametrize("style", [s for s in names.STYLES if s not in ("plural", "singular")])
def test_a_place_tells_the_style_it_puts_on_a_value(style):
    marks = sentinels.Sentinels()
    text = names.apply(marks.value("x", P()), [style])
    assert marks.find(f"a {text} b") == [(("x",), style)]


def test_a_list_has_two_items_with_a_place_for_each_field():
    marks = sentinels.Sentinels()
    first, second = marks.value("xs", rows(key=P(), on=P(type="boolean"), ys=P(type="list")))
    assert first == second
    assert marks.find(f"{first['key']} {first['ys'][0]}") == [(("xs", "key"), "raw"), (("xs", "ys", ""), "raw")]


@given(st.lists(PIECE, min_size=2, max_size=5), st.data())
def test_what_is_filled_in_between_pieces_gives_the_text_again(pieces, data):
    values = data.draw(st.lists(PIECE, min_size=len(pieces) - 1, max_size=len(pieces) - 1))
    real = pieces[0] + "".join(v + p for v, p in zip(values, pieces[1:], strict=True))
    found = sentinels.filled(pieces, real)
    assert found is not None
    assert pieces[0] + "".join(v + p for v, p in zip(found, pieces[1:], strict=True)) == real


@given(st.lists(PIECE, min_size=1, max_size=5), st.text(alphabet="ab ", max_size=12))
def test_pieces_are_found_in_a_text_just_when_a_pattern_finds_them(pieces, real):
    pattern = "(.*?)".join(map(re.escape, pieces))
    assert (sentinels.filled(pieces, real) is None) == (re.fullmatch(pattern, real) is None)


def test_many_places_in_a_long_text_are_found_in_bounded_time():
    started = time.process_time()
    assert sentinels.filled(["", *[" "] * 30, "x"], "a " * 50_000) is None
    assert sentinels.filled(["", *[" a"] * 30, ""], " b" * 50_000) is None
    assert time.process_time() - started < 1


def test_the_values_that_explain_most_readings_come_first():
    read = Counter({("raw", "user_role"): 1, ("const", "USER_ROLE"): 3, ("pascal", "UserRole"): 2})
    assert sentinels.candidates(read)[0] == "user_role"
    assert sentinels.candidates(Counter({("raw", "one"): 2, ("raw", "two"): 3})) == ["two", "one"]
    assert names.apply(sentinels.candidates(Counter({("const", "USER_ROLE"): 1}))[0], ["const"]) == "USER_ROLE"
