"""Merging text: what comes out is what git makes of it, and line ends are the user's business."""

import random
import subprocess
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jigsmith.engines.templates.merging import diff, markers, text, three

LABELS = ("yours", "before", "template 1.2.0")
CODE = "def get_N(x):\n    y = x\n    if y > N:\n        return y\n    return None\n\n"
few_lines = st.lists(st.sampled_from("abcdefgh"), max_size=12).map(lambda lines: "".join(f"{x}\n" for x in lines))
any_text = st.text(st.sampled_from("ab \n\r\ufeff"), max_size=24)
slow_git = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def lines(words):
    return "".join(f"{word}\n" for word in words.split())


def merge(base, ours, theirs):
    return text.merge(base, ours, theirs, labels=LABELS)


def by_git(folder, *texts):
    names = ("base", "ours", "theirs")
    for name, content in zip(names, texts, strict=True):
        (folder / name).write_text(content, encoding="utf-8", newline="")
    labels = [word for label in LABELS for word in ("-L", label)]
    command = ["git", "merge-file", "-p", "--zdiff3", *labels, "ours", "base", "theirs"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode < 128, done.stderr
    return text.Merged(text=done.stdout.decode(), conflicts=done.returncode)


@st.composite
def three_sides(draw):
    """A base of different lines, and two sides that each replaced, deleted and added some."""
    base = [f"line {number}" for number in range(draw(st.integers(0, 12)))]

    def edited(who):
        found = []
        for line in base:
            found += draw(st.sampled_from([[line]] * 6 + [[], [f"{who} {line}"], [f"{who} new", line], ["both", line]]))
        return [*found, *draw(st.sampled_from([[], [], [f"{who} end"], ["both end"]]))]

    return tuple("".join(f"{each}\n" for each in side) for side in (base, edited("ours"), edited("theirs")))


def test_edits_in_different_places_are_both_there():
    assert merge(lines("a b c d e"), lines("A b c d e"), lines("a b c d E")) == text.Merged(text=lines("A b c d E"))


def test_a_line_that_both_changed_stands_between_markers_with_what_it_was_before():
    merged = merge(lines("a b c"), lines("a mine c"), lines("a new c"))
    assert merged.text == ("a\n<<<<<<< yours\nmine\n||||||| before\nb\n=======\nnew\n>>>>>>> template 1.2.0\nc\n")
    assert merged.conflicts == 1


def test_what_both_sides_of_a_conflict_begin_and_end_with_stands_outside_of_it():
    merged = merge(lines("a z"), lines("a same mine end z"), lines("a same new end z"))
    assert merged.text == (
        "a\nsame\n<<<<<<< yours\nmine\n||||||| before\n=======\nnew\n>>>>>>> template 1.2.0\nend\nz\n"
    )


def test_the_same_lines_added_on_both_sides_are_there_once():
    assert merge(lines("a b"), lines("a new b"), lines("a new b x")).text == lines("a new b x")


def test_a_line_the_user_deleted_stays_deleted():
    assert merge(lines("a b c d e"), lines("a c d e"), lines("a b c d E")).text == lines("a c d E")


def test_edits_of_adjacent_lines_are_a_conflict_as_with_git():
    assert merge(lines("a b"), lines("A b"), lines("a B")).conflicts == 1


def test_two_conflicts_are_counted_and_what_is_between_them_is_merged():
    merged = merge(lines("a b c d e"), lines("1 b c d 2"), lines("3 b C d 4"))
    assert merged.conflicts == 2
    assert "\nb\nC\nd\n" in merged.text


def test_a_file_with_windows_line_ends_merges_with_a_template_that_has_none():
    base, ours, theirs = lines("a b c d"), "A\r\nb\r\nc\r\nd\r\n", lines("a b c D e")
    assert merge(base, ours, theirs).text == "A\r\nb\r\nc\r\nD\r\ne\r\n"


def test_a_conflict_in_a_file_with_windows_line_ends_has_them_in_its_markers_too():
    merged = merge("a\n", "mine\r\n", "new\n")
    assert merged.text.count("\r\n") == merged.text.count("\n") == 7


def test_line_ends_of_both_kinds_in_the_users_file_stay_where_they_are():
    assert merge(lines("a b c d"), "a\r\nB\nc\nd\n", lines("a b c D")).text == "a\r\nB\nc\nD\n"


def test_a_file_without_any_line_end_gets_those_of_the_template():
    assert merge("a", "", "a\r\nb\r\n").text.count("\r\n") > 2


def test_a_byte_order_mark_stays():
    assert merge("a\nb\nc\n", "\ufeffA\nb\nc\n", "a\nb\nC\n").text == "\ufeffA\nb\nC\n"


def test_a_byte_order_mark_that_the_template_newly_has_is_taken():
    assert merge("a\nb\nc\n", "A\nb\nc\n", "\ufeffa\nb\nc\n").text == "\ufeffA\nb\nc\n"


def test_a_missing_newline_at_the_end_is_no_conflict_with_lines_added_there():
    assert merge("a\nb\n", "a\nb", "a\nb\nc\n").text == "a\nb\nc"


def test_a_newline_that_the_template_adds_at_the_end_is_taken():
    assert merge("a\nb\nc", "A\nb\nc", "a\nb\nc\n").text == "A\nb\nc\n"


def test_the_last_marker_ends_its_line_even_without_a_newline_at_the_end():
    assert merge("a", "b", "c").text.endswith(">>>>>>> template 1.2.0\n")


def test_form_feeds_and_line_separators_of_unicode_do_not_cut_lines():
    assert (
        merge("a\x0cb\u2028c\nx\ny\n", "a\x0cb\u2028c\nx\nY\n", "a\x0cB\u2028c\nx\ny\n").text == "a\x0cB\u2028c\nx\nY\n"
    )


@given(any_text, any_text)
def test_who_changed_nothing_takes_what_the_other_has(base, other):
    assert merge(base, other, base) == text.Merged(text=other)
    assert merge(base, base, other) == text.Merged(text=other)
    assert merge(base, other, other) == text.Merged(text=other)


@given(few_lines, few_lines, few_lines)
def test_no_line_of_the_user_and_none_that_the_template_added_is_lost(base, ours, theirs):
    merged = merge(base, ours, theirs)
    there = set(merged.text.splitlines())
    assert set(ours.splitlines()) - set(base.splitlines()) <= there
    assert set(theirs.splitlines()) - set(base.splitlines()) <= there


@given(few_lines, few_lines, few_lines)
def test_markers_are_there_exactly_when_conflicts_are_reported(base, ours, theirs):
    merged = merge(base, ours, theirs)
    assert (markers.unresolved(merged.text.encode()) is not None) == bool(merged.conflicts)
    assert merged.text.count("<<<<<<< yours\n") == merged.conflicts


@given(few_lines, few_lines)
def test_changes_turn_one_text_into_the_other(before, after):
    a, b = before.splitlines(), after.splitlines()
    built, at = [], 0
    for change in diff.changes(a, b):
        built += [*a[at : change.start], *b[change.new_start : change.new_end]]
        at = change.end
    assert [*built, *a[at:]] == b


@given(few_lines, few_lines, few_lines)
def test_regions_cover_all_three_sides_in_order(base, ours, theirs):
    sides = [each.splitlines() for each in (base, ours, theirs)]
    found = list(three.regions(*sides))
    for number, name in enumerate(("base", "ours", "theirs")):
        spans = [getattr(region, name) for region in found]
        assert [x for span in spans for x in sides[number][slice(*span)]] == sides[number]


@slow_git
@given(three_sides())
def test_what_git_merges_cleanly_comes_out_the_same(tmp_path, sides):
    ours = merge(*sides)
    git = by_git(tmp_path, *sides)
    assert bool(ours.conflicts) <= bool(git.conflicts)
    if not git.conflicts:
        assert ours.text == git.text


def edited(rng, code, pool):
    code = list(code)
    for _ in range(rng.randint(1, 4)):
        at, size = rng.randint(0, len(code)), rng.randint(0, 3)
        code[at : at + rng.choice((0, size))] = rng.sample(pool, rng.randint(0, 3))
    return "".join(code)


@pytest.mark.parametrize("seed", range(3))
def test_code_with_repeated_lines_that_git_merges_cleanly_comes_out_the_same(tmp_path, seed):
    rng = random.Random(seed)
    corpus = [f"{line}\n" for number in range(30) for line in CODE.replace("N", str(number)).split("\n")]
    clean = 0
    for _ in range(25):
        start = rng.randrange(len(corpus) - 80)
        base, pool = corpus[start : start + 50], corpus[start : start + 80]
        sides = "".join(base), edited(rng, base, pool), edited(rng, base, pool)
        git = by_git(tmp_path, *sides)
        if not git.conflicts:
            clean += 1
            assert merge(*sides) == git
    assert clean > 5


@pytest.mark.parametrize("shape", ["other words", "shuffled", "two words"])
def test_large_files_that_differ_nearly_everywhere_take_seconds_at_most(shape):
    rng = random.Random(1)
    base = [f"line {number}" for number in range(4000)]
    if shape == "two words":
        base = [rng.choice("ab") for _ in range(4000)]
    ours, theirs = ([rng.choice("ab") for _ in base] if shape == "two words" else list(base) for _ in range(2))
    if shape == "shuffled":
        rng.shuffle(ours)
        rng.shuffle(theirs)
    if shape == "other words":
        ours, theirs = [f"my {line}" for line in base], [f"new {line}" for line in base]
    start = time.perf_counter()
    merge(*("\n".join(each) for each in (base, ours, theirs)))
    assert time.perf_counter() - start < 15
