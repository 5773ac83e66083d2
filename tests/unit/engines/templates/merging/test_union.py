"""Policy union: lists of lines that both sides add to."""

from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates.merging import union

some_lines = st.lists(st.sampled_from("abcdefgh"), max_size=10, unique=True)


def lines(words):
    return "".join(f"{word}\n" for word in words.split())


def merge(base, ours, theirs):
    merged = union.merge(lines(base), lines(ours), lines(theirs))
    assert not merged.conflicts
    return " ".join(merged.text.split("\n")[:-1])


def test_lines_that_both_sides_add_at_one_place_are_all_there_the_users_first():
    assert merge("a", "a mine", "a new") == "a mine new"


def test_a_line_that_both_added_is_there_once_even_in_different_places():
    assert merge("a b c", "x a b c", "a b c x") == "x a b c"
    assert merge("a b c", "a x b c", "a b x y c") == "a x b y c"


def test_a_line_the_user_deleted_stays_deleted():
    assert merge("a b c", "a c", "a b c d") == "a c d"
    assert merge("a b", "a mine", "a b new") == "a mine new"


def test_a_line_that_the_template_alone_removed_is_gone():
    assert merge("a b c d e", "a b c d mine", "a c d e") == "a c d mine"


def test_brackets_and_empty_lines_may_be_there_more_than_once():
    assert union.merge("a\n", "a\n{\n}\n", "{\n}\n\na\n").text == "{\n}\n\na\n{\n}\n"


@given(some_lines, some_lines, some_lines)
def test_all_that_either_side_added_is_there_once_and_what_the_user_deleted_is_not(base, ours, theirs):
    merged = merge(" ".join(base), " ".join(ours), " ".join(theirs)).split()
    assert len(set(merged)) == len(merged)
    assert set(ours) - set(base) <= set(merged)
    assert set(theirs) - set(base) <= set(merged)


@given(some_lines, some_lines)
def test_who_changed_nothing_takes_what_the_other_has(base, other):
    base, other = " ".join(base), " ".join(other)
    assert merge(base, other, base) == merge(base, base, other) == merge(base, other, other) == other
