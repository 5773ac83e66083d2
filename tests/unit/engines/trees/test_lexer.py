"""The lexer: whatever the text is, its tokens joined are the text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jigsmith.engines.trees import lexer, rows

BOUND = 2.0  # seconds; what is linear takes a twentieth of a second
ODD = st.text(
    st.one_of(
        st.sampled_from("\0\r\n\t\f\v\x1c\x85\xa0\u2028\u2029\ufeff\u200d\u0301\ud800\udfff\ue000 ()[]{}'\"`\\,;@=+"),
        st.characters(),  # lone surrogates too
    ),
    max_size=150,
)


@settings(max_examples=300, deadline=1000)
@given(ODD)
def test_the_tokens_and_the_rows_of_odd_text_joined_are_the_text(text):
    assert "".join(t.space + t.text for t in lexer.tokens(text)) == text
    assert rows.text_of([rows.parse(text)]) == text


@settings(max_examples=100, deadline=1000)
@given(ODD, st.integers(2, 60))
def test_what_is_there_many_times_is_read_many_times_as_fast(text, times):
    started = time.process_time()
    assert rows.text_of([rows.parse(text * times)]) == text * times
    assert time.process_time() - started < BOUND


@settings(max_examples=300, deadline=1000)
@given(ODD)
def test_partners_are_of_one_kind_and_go_both_ways(text):
    stream = lexer.tokens(text)
    pairs, quoted = lexer.partners(stream)
    for here, there in pairs.items():
        first, last = sorted((here, there))
        assert pairs[there] == here
        assert lexer.PAIRS[stream[first].text] == stream[last].text
        assert not quoted & {first, last}


@pytest.mark.parametrize(
    "text",
    [
        "\ud800" * 50_000,
        "\0" * 50_000,
        "\r" * 50_000 + "x",
        "e\u0301" * 30_000,
        "(" * 20_000 + "\r" + ")" * 20_000,
        "{[(" * 7_000 + "\n" + ")]}" * 7_000,
        "'\n(\"`" * 2_000,
        "x" * 200_000,
        "\u2028 " * 50_000,
    ],
    ids=["surrogates", "nuls", "returns", "accents", "nested", "mixed", "quotes", "word", "separators"],
)
def test_a_great_many_odd_characters_are_read_in_bounded_time(text):
    started = time.process_time()
    assert rows.text_of([rows.parse(text)]) == text
    assert time.process_time() - started < BOUND
