"""Output of programs as HTML."""

import re

from hypothesis import given
from hypothesis import strategies as st

from jigsmith.faces.web import ansi

PIECES = st.sampled_from(
    ["\x1b[31m", "\x1b[1;32m", "\x1b[0m", "\x1b[38;5;9m", "\x1b[2K", "\x1b]8;;javascript:x\x07", "\x1b", *'<>&"\r\né']
)


def test_colours_become_classes_and_everything_else_goes():
    assert ansi.html("\x1b[1;31mFAILED\x1b[0m ok") == '<span class="b c1">FAILED</span> ok'
    assert ansi.html("\x1b]0;title\x07\x1b[2J\x1b[Hscreen") == "screen"
    assert ansi.html("10 %\r50 %\r100 %\ndone") == "100 %\ndone"
    assert ansi.html("\x1b[38;2;1;2;3mtrue colour\x1b[m") == "true colour"


@given(st.lists(PIECES | st.text(max_size=5)).map("".join))
def test_no_text_makes_a_tag_of_its_own(text: str):
    html = str(ansi.html(text))
    without = re.sub(r'<span class="[bc0-9dim ]+">|</span>', "", html)
    assert "<" not in without and ">" not in without and "\x1b" not in html
    assert html.count("<span") == html.count("</span>")
