"""Alignment of many sequences: rows keep their order, and what most have in common is found."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.trees import snippets

from jigsmith.engines.trees import align

MANY = st.lists(snippets.CODES, min_size=1, max_size=9)


def longest_common(one, other):
    """The length of the longest common subsequence, by the book."""
    before = [0] * (len(other) + 1)
    for a in one:
        here = [0]
        for j, b in enumerate(other):
            here.append(before[j] + 1 if a == b else max(before[j + 1], here[j]))
        before = here
    return before[-1]


def in_order(codes, first, second):
    return first in codes and second in codes[codes.index(first) + 1 :]


@settings(max_examples=50)
@given(snippets.SEQUENCES)
def test_every_row_is_in_exactly_one_column(sequences):
    found = [(s, r) for column in align.row_columns(sequences) for s, r in column.rows.items()]
    assert sorted(found) == [(s, r) for s, shapes in enumerate(sequences) for r in range(len(shapes))]


@settings(max_examples=50)
@given(snippets.SEQUENCES)
def test_the_columns_keep_the_order_of_every_sequence(sequences):
    columns = align.row_columns(sequences)
    for index in range(len(sequences)):
        mine = [c.rows[index] for c in columns if index in c.rows]
        assert mine == sorted(mine)


@settings(max_examples=50)
@given(st.lists(snippets.shapes(), min_size=1, max_size=7), st.integers(2, 5))
def test_sequences_that_are_the_same_share_all_columns(shapes, times):
    columns = align.row_columns([shapes] * times)
    long = [r for r, shape in enumerate(shapes) if len(shape.whole) > 0]
    assert [c.rows for c in columns] == [dict.fromkeys(range(times), r) for r in long]


@settings(max_examples=50)
@given(snippets.SEQUENCES)
def test_the_columns_are_the_same_every_time(sequences):
    assert align.row_columns(sequences) == align.row_columns(sequences)


def test_a_row_with_nothing_alike_is_a_column_of_its_own():
    alike, other = align.Shape("abcdef", "abcdef", True, "w=w"), align.Shape("uvwxyz", "uvwxyz", True, "w(s)")
    columns = align.row_columns([[alike], [other, alike], [alike]])
    assert sorted((c.rows for c in columns), key=len) == [{1: 0}, {0: 0, 1: 1, 2: 0}]


@given(MANY)
def test_the_indices_are_ordered_each_once(sequences):
    assert sorted(align.order(sequences)) == list(range(len(sequences)))


@given(snippets.CODES, snippets.CODES)
def test_the_consensus_of_two_is_a_longest_common_subsequence(one, other):
    found = align.consensus([one, other])
    assert len(found) == longest_common(one, other)
    assert longest_common(found, one) == longest_common(found, other) == len(found)


@given(MANY)
def test_each_code_of_the_consensus_is_in_more_than_half_of_the_sequences(sequences):
    for code in align.consensus(sequences):
        assert 2 * sum(code in s for s in sequences) > len(sequences)


@given(MANY)
def test_any_two_codes_of_the_consensus_follow_each_other_in_some_sequence(sequences):
    found = align.consensus(sequences)
    for at, first in enumerate(found):
        for second in found[at + 1 :]:
            assert any(in_order(s, first, second) for s in sequences)


@given(snippets.CODES, st.lists(snippets.CODES, max_size=3))
def test_what_most_sequences_are_is_the_consensus(most, others):
    assert align.consensus([most] * (len(others) + 5) + others) == most


def test_of_very_many_sequences_a_sample_decides():
    assert align.consensus(["abcd"] * 900 + ["xyz"] * 100) == "abcd"


@given(snippets.CODES, snippets.CODES)
def test_places_are_in_order_hold_the_code_and_are_as_many_as_there_can_be(pattern, codes):
    found = align.places(pattern, codes)
    there = [p for p in found if p is not None]
    assert len(found) == len(pattern)
    assert there == sorted(set(there))
    assert all(p is None or codes[p] == code for p, code in zip(found, pattern, strict=True))
    assert len(there) == longest_common(pattern, codes)


@given(st.lists(st.one_of(st.text(max_size=5), st.tuples(st.text(max_size=3), st.integers())), max_size=60))
def test_a_key_has_one_code_and_a_code_one_key(keys):
    interner = align.Interner()
    codes = [interner.code(key) for key in keys]
    assert [interner.key(code) for code in codes] == keys
    assert all(len(code) == 1 for code in codes)
    assert len(set(codes)) == len(set(keys))


def test_more_keys_than_there_are_characters_before_the_surrogates_have_codes_that_can_be_compared():
    count = 60_000
    interner = align.Interner()
    codes = "".join(interner.code(n) for n in range(count))
    assert len(set(codes)) == count
    assert codes.encode("utf-8")
    assert align.places(codes[-3:], codes) == [count - 3, count - 2, count - 1]
