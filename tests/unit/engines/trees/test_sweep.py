"""The sweep: lines of files as hashes, costs and flags."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jigsmith.engines.trees import bytetokens, classes, sweep

texts = st.text(alphabet=st.sampled_from("ab_Z9 \t\n\"'`\\.,;:(){}[]#/*@=é-self def import "), max_size=200)


def lines(text):
    return sweep.sweep([text.encode()])[0]


def shapes(*rows):
    return [int(lines(row)[0]["shape"]) for row in rows]


@given(st.binary(max_size=400))
def test_any_bytes_are_swept_and_each_line_is_there(data):
    assert len(sweep.sweep([data])[0]) == len(data.split(b"\n")) - data.endswith(b"\n")


@given(st.lists(texts, min_size=1, max_size=6))
def test_a_file_is_read_the_same_alone_and_among_others(files):
    data = [text.encode() for text in files]
    for together, alone in zip(sweep.sweep(data), data, strict=True):
        assert together.tobytes() == sweep.sweep([alone])[0].tobytes()


@settings(max_examples=30)
@given(st.lists(texts, min_size=2, max_size=12), st.integers(8, 64))
def test_where_chunks_end_makes_no_difference(files, chunk):
    data = [text.encode() for text in files]
    whole = sweep.sweep(data)
    before, sweep.CHUNK = sweep.CHUNK, chunk
    try:
        assert [part.tobytes() for part in sweep.sweep(data)] == [part.tobytes() for part in whole]
    finally:
        sweep.CHUNK = before


@given(texts, texts)
def test_two_lines_have_the_same_text_hash_when_they_are_the_same_but_for_white_space_around(one, other):
    strip = " \t\r\f\v\0"
    a, b = one.split("\n")[0], other.split("\n")[0]
    hashes = [int(lines(row + "\n")[0]["text"]) for row in (a, b)]
    assert (hashes[0] == hashes[1]) == (a.strip(strip) == b.strip(strip))


@given(texts)
def test_a_blank_line_and_only_a_blank_line_has_no_shape(text):
    for row, line in zip(text.split("\n"), lines(text), strict=False):
        assert bool(line["shape"]) == bool(row.strip(" \t\r\f\v\0"))


@given(texts)
def test_tokens_lie_in_their_order_and_never_overlap(text):
    data = np.frombuffer((text + "\n").encode(), dtype=np.uint8)
    tokens = bytetokens.cut(data)
    assert (np.diff(tokens.start) > 0).all()
    assert (tokens.last >= tokens.first).all() and tokens.last[-1] == len(tokens.start)


def test_names_numbers_strings_and_lists_of_them_do_not_change_the_shape():
    alike = ["def load(path):", "def store(path, data, how):", "def x(a.b.c):", 'def f("a, b"):', "def g(1, 2.5):"]
    assert len(set(shapes(*alike))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("def f(x):", "class f(x):"), ("a = b", "a == (b)"), ("return x", "raise x"), ("f(x)", "f[x]"), ("x;", "x")],
)
def test_reserved_words_and_punctuation_change_it(one, other):
    assert len(set(shapes(one, other))) == 2


def test_what_is_in_a_string_is_one_hole_up_to_its_end():
    assert len(set(shapes('f("a(b)")', "f('x')", 'f("it\'s (fine)")', 'f("say \\"hi\\"")'))) == 1
    assert len(set(shapes('f("a") + g(b)', 'f("a + g(b)")'))) == 2


@pytest.mark.parametrize(
    ("row", "same"),
    [('name: "x"', "name: y"), ('"name": 1', '"name": 2'), ("self.name = 1", "self.name = 2"), ("name(1)", "name(a)")],
)
def test_the_word_that_a_line_begins_with_is_its_key(row, same):
    keys = {int(lines(text)[0]["key"]) for text in (row, same)}
    assert len(keys) == 1 and 0 not in keys


@pytest.mark.parametrize("row", ["def name():", "return name", "2010: (1, 2)", "}", "", "   "])
def test_a_reserved_word_a_number_and_a_bracket_are_no_key(row):
    assert int(lines(row + "\n")[0]["key"]) == 0


@pytest.mark.parametrize(
    ("row", "flag"),
    [
        ("import x", classes.IMPORT),
        ("from x import y", classes.IMPORT),
        ("# said", classes.COMMENT),
        ("// said", classes.COMMENT),
        ("/* said", classes.COMMENT),
        ("} else {", classes.CLOSER),
        ("end", classes.CLOSER),
        ("@route('/')", classes.PREFIX),
        ("if x:", classes.CONTROL),
        ("async def f():", classes.FUNCTION),
        ("export function f() {", classes.FUNCTION),
        ("<div>", classes.NAMELESS),
        ("{", classes.NAMELESS),
    ],
)
def test_what_a_line_begins_with_is_flagged(row, flag):
    assert int(lines(row)[0]["flags"]) & flag


@pytest.mark.parametrize(
    ("row", "flag"), [("it('x', function () {", classes.FUNCTION), ("/re/.test(x)", classes.COMMENT), ("name", 255)]
)
def test_what_only_looks_like_it_is_not(row, flag):
    assert not int(lines(row)[0]["flags"]) & flag


def test_a_licence_is_the_comment_at_the_head_that_speaks_of_one():
    flags = lines("# Copyright 2020 A\n# All rights\n\nx = 1\n# license\n")["flags"] & classes.LICENCE
    assert flags.tolist() == [classes.LICENCE] * 3 + [0, 0]
    assert not (lines("# A module\nx = 'license'\n")["flags"] & classes.LICENCE).any()
    both = sweep.sweep([b"# said\nx\n", b"# SPDX: MIT\ny\n"])
    assert [bool((part["flags"] & classes.LICENCE).any()) for part in both] == [False, True]


def test_longer_names_cost_more_and_shapes_cost_by_their_tokens():
    short, long, complex_ = (lines(row)[0] for row in ("a = b", "a_long_name = b", "a = [b] + {c}"))
    assert short["names"] < long["names"] and short["bits"] == long["bits"] < complex_["bits"]


def test_it_is_told_how_much_of_a_line_is_strings_and_numbers():
    code, half, data = (int(lines(row)[0]["literal"]) for row in ("a(b)", "abc('abc')", "(1, 'x')"))
    assert code == 0 and 0 < half < 255 and data > half


def test_indentation_is_counted_in_characters():
    assert lines("a\n  b\n\tc\n" + " " * 300 + "d\n")["indent"].tolist() == [0, 2, 1, 255]
