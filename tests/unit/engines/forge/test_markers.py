"""A marker gives back the key, and leaves the text as it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.forge import markers

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"))


@given(TEXT, TEXT.filter(bool))
def test_text_and_key_come_back_as_they_were(text, key):
    assert markers.take(markers.put(text, key)) == (text, key)


@given(TEXT.filter(bool))
def test_a_marker_is_one_hidden_comment(key):
    hidden = markers.put("", key).strip()
    assert re.fullmatch(r"<!-- jigsmith:[!-~]+ -->", hidden)
    assert "--" not in hidden[4:-3]


@pytest.mark.parametrize("text", ["", "plain", "<!-- jigsmith:x --> in the middle", "<!-- jigsmith: -->", None])
def test_what_has_no_marker_has_no_key(text):
    assert markers.take(text) == (text or "", "")
