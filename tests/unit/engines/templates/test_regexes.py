"""Regular expressions of templates end in time, and mean what they mean in Python."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates import regexes

HOSTILE = [
    ("(a+)+$", "a" * 40 + "b"),
    ("(a|aa)+$", "a" * 60 + "b"),
    ("a?" * 30 + "a" * 30, "a" * 30),
    (r"(?:(\w+)\1?)+x", "a" * 40),
    (".*" * 12 + "x", "a" * 500),
]


@pytest.mark.parametrize(("pattern", "text"), HOSTILE)
def test_an_expression_that_would_take_forever_is_ended(pattern, text):
    for ask in (lambda: regexes.whole(pattern, text), lambda: regexes.lines(pattern, [text])):
        began = time.monotonic()
        with pytest.raises(regexes.Exceeded, match="longer than 1 seconds"):
            ask()
        assert time.monotonic() - began < 5


@given(
    st.lists(st.sampled_from(["a", "[b-d]", "x*", "y+", "(a|b)", "(?:c)?", r"\d", "z{2,3}", "(q-)*", "."]), max_size=6),
    st.text("abcdxyzq-1", max_size=8),
)
def test_they_say_what_python_says(parts, text):
    pattern = "".join(parts)
    assert regexes.whole(pattern, text) == bool(re.fullmatch(pattern, text))
    given_lines = [text, text[::-1], ""]
    assert regexes.lines(pattern, given_lines) == [i for i, line in enumerate(given_lines) if re.search(pattern, line)]
