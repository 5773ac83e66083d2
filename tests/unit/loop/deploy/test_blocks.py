"""Blocks in a text file: taken out in any order, they leave the text of others as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.loop.deploy import blocks, records

LINES = st.lists(st.sampled_from(["# Title", "", "text", "- item", "  more", "<!-- a comment -->"]), max_size=6)


@st.composite
def texts(draw):
    """A text file with or without a line end at its end, as any system writes it."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return (newline.join(draw(LINES)) + draw(st.sampled_from(["", newline, newline * 2]))).encode()


def wanted(content="Do it."):
    return records.Wanted(target="agents", path="AGENTS.md", content=content)


def put(data, name, known=None):
    """The file with a block, and its piece; as planning does it, a block right after another inherits its glue."""
    above = (known or {}).get(blocks.last(data or b""))
    after, marks = blocks.put(data, wanted(f"About {name}."), name)
    marks = {**marks, "glue": above.glue} if above else marks
    digest = blocks.digest(f"About {name}.")
    return after, records.Piece(target="agents", path="AGENTS.md", sha256=digest, **marks)


@given(texts())
def test_taking_out_what_was_put_in_leaves_every_byte(before):
    after, piece = put(before, "note")
    assert blocks.take(after, piece, "note") == before


@given(texts(), st.permutations(["a", "b", "c"]))
def test_several_blocks_can_be_taken_out_in_any_order(before, order):
    data: bytes | None = before
    known: dict[str, records.Piece] = {}
    for name in ("a", "b", "c"):
        data, known[name] = put(data, name, known)
    for name in order:
        data = blocks.take(data or b"", known[name], name)
    assert data == before


@given(texts(), texts())
def test_what_others_append_is_kept(before, more):
    after, piece = put(before, "note")
    left = unix(blocks.take(after + more, piece, "note") or b"")
    if left != unix(before + more):  # a line of theirs is never glued to one that had no end
        assert not before.endswith(b"\n")
        assert left == unix(before) + b"\n" + unix(more)


def unix(data):
    return data.replace(b"\r\n", b"\n")


@given(texts(), texts())
def test_what_others_put_before_is_kept(before, more):
    after, piece = put(before, "note")
    assert blocks.take(more + after, piece, "note") == more + before


def test_a_text_that_others_put_right_before_the_block_keeps_its_line_ends():
    after, piece = put(b"abc\n", "note")
    start = after.index(blocks.begin("note").encode())
    theirs = after[:start] + b"more\n" + after[start:]
    assert blocks.take(theirs, piece, "note") == b"abc\n\nmore\n"


def test_a_block_is_parted_from_the_text_by_an_empty_line():
    after, _ = put(b"abc", "note")
    assert after == b"abc\n\n<!-- jigsmith:begin note -->\nAbout note.\n<!-- jigsmith:end note -->\n"


def test_a_file_that_was_made_goes_with_its_last_block():
    data, first = put(None, "a")
    data, second = put(data, "b", {"a": first})
    second = records.Piece(target="agents", path="AGENTS.md", sha256=second.sha256, made=True, glue=second.glue)
    left = blocks.take(data, first, "a")
    assert left is not None
    assert blocks.take(left, second, "b") is None


def test_an_edit_of_the_block_shows_in_its_hash():
    after, piece = put(b"abc\n", "note")
    assert blocks.state(after, "AGENTS.md", "note") == piece.sha256
    assert blocks.state(after.replace(b"\n", b"\r\n"), "AGENTS.md", "note") == piece.sha256
    assert blocks.state(after.replace(b"About", b"Never"), "AGENTS.md", "note") != piece.sha256
    assert blocks.state(after, "AGENTS.md", "not") is None


def test_a_change_of_the_block_leaves_the_rest():
    after, piece = put(b"abc\r\n", "note")
    changed = blocks.update(after + b"more\r\n", wanted("Two\nlines."), "note")
    assert b"begin note -->\r\nTwo\r\nlines.\r\n<!-- jigsmith:end note -->\r\nmore\r\n" in changed
    assert blocks.take(changed, piece, "note") == b"abc\r\nmore\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "<!-- jigsmith:begin note -->\n",
        "<!-- jigsmith:end note -->\n<!-- jigsmith:begin note -->\n",
        "<!-- jigsmith:begin note --><!-- jigsmith:end note -->" * 2,
    ],
)
def test_marks_that_are_no_pair_are_said_to_be_none(text):
    with pytest.raises(errors.DeployConflict, match="no pair"):
        blocks.state(text.encode(), "AGENTS.md", "note")


def test_what_is_not_text_is_said_so():
    with pytest.raises(errors.DeployConflict, match="UTF-8"):
        blocks.state(b"\xff\xfe", "AGENTS.md", "note")
