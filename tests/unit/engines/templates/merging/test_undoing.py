"""Undoing: what a generation did goes, what was done since stays."""

from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates.merging import undoing

BEFORE = b"import a\n\nROUTES = [\n    a,\n]\n\n\ndef main():\n    pass\n"
AFTER = BEFORE.replace(b"    a,\n", b"    a,\n    b,\n").replace(b"import a\n", b"import a\nimport b\n")
contents = st.lists(st.sampled_from("abcdef"), max_size=8).map(lambda lines: "".join(f"{x}\n" for x in lines).encode())


def data_of(found):
    assert found.file
    return found.file.data


def test_what_was_injected_goes_and_a_later_edit_elsewhere_stays():
    now = AFTER.replace(b"pass", b"return 1")
    found = undoing.take_back(BEFORE, AFTER, now, path="app.py")
    assert found.action == "merged"
    assert data_of(found) == BEFORE.replace(b"pass", b"return 1")


def test_a_file_that_nobody_edited_since_is_as_it_was_before():
    assert data_of(undoing.take_back(BEFORE, AFTER, AFTER)) == BEFORE


def test_an_edit_of_what_was_injected_is_a_conflict():
    found = undoing.take_back(BEFORE, AFTER, AFTER.replace(b"    b,", b"    b.mine,"))
    assert found.action == "conflict"
    assert b"b.mine" in data_of(found)
    assert b"||||||| generated\n" in data_of(found)


def test_a_generated_file_is_removed():
    found = undoing.take_back(None, AFTER, AFTER, path="app.py")
    assert (found.action, found.was) == ("remove", "app.py")


def test_a_generated_file_with_edits_stays_and_is_reported():
    found = undoing.take_back(None, AFTER, AFTER + b"mine\n")
    assert found.action == "keep"
    assert found.reason


def test_a_file_that_was_deleted_since_is_not_made_again_without_a_word():
    assert undoing.take_back(BEFORE, AFTER, None).action == "conflict"
    assert undoing.take_back(None, AFTER, None).action == "deleted"


def test_what_is_undone_already_stays_as_it_is():
    assert undoing.take_back(BEFORE, AFTER, BEFORE).action == "keep"


def test_a_file_that_is_made_once_is_taken_back_like_any_other():
    assert undoing.take_back(None, AFTER, AFTER, policy="once").action == "remove"


@given(contents, contents)
def test_undone_at_once_everything_is_as_before(before, after):
    found = undoing.take_back(before, after, after)
    assert (found.file.data if found.file else after) == before
