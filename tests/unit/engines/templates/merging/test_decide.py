"""Decide: every row of the table of what becomes of a file that the template made."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.engines.templates.merging import decide, markers

LABELS = ("yours", "before", "template 2.0.0")
POLICIES = ("merge", "once", "owned", "union", "structural")
MERGING = ("merge", "union", "structural")
BINARY = b"\x89PNG\xff\x00"


def side(data, path="a.py", **more):
    return decide.Side(path=path, data=data if isinstance(data, bytes) else data.encode(), **more)


def settle(base, ours, theirs, policy="merge"):
    sides = (each if each is None or isinstance(each, decide.Side) else side(each) for each in (base, ours, theirs))
    return decide.settle(*sides, policy=policy, labels=LABELS)


# ------------------------------------------------------------------------------------------------ nobody, or one side


@pytest.mark.parametrize("policy", POLICIES)
def test_a_file_that_nobody_changed_is_kept(policy):
    assert settle("a\n", "a\n", "a\n", policy) == decide.Outcome(action="keep", path="a.py")


@pytest.mark.parametrize("policy", ["merge", "owned", "union", "structural"])
def test_a_file_that_the_user_left_alone_is_taken_from_the_template(policy):
    assert settle("a\n", "a\n", "b\n", policy) == decide.Outcome(action="take", path="a.py", file=side("b\n"))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_file_that_the_user_alone_changed_is_kept(policy):
    assert settle("a\n", "mine\n", "a\n", policy) == decide.Outcome(action="keep", path="a.py")


@pytest.mark.parametrize("policy", POLICIES)
def test_a_file_that_both_changed_to_the_same_is_kept(policy):
    assert settle("a\n", "b\n", "b\n", policy) == decide.Outcome(action="keep", path="a.py")


def test_line_ends_that_a_checkout_turned_are_no_change_of_the_user():
    assert settle("a\nb\n", "a\r\nb\r\n", None).action == "remove"
    assert settle("a\nb\n", "a\r\nb\r\n", "a\nb\n").action == "keep"
    assert settle("a\nb\n", "a\r\nb\r\n", "a\nB\n", "owned").file == side("a\r\nB\r\n")


# -------------------------------------------------------------------------------------------------------- both changed


def test_edits_of_both_in_different_places_are_merged():
    found = settle("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n")
    assert found == decide.Outcome(action="merged", path="a.py", file=side("A\nb\nC\n"))
    assert found.clean


def test_the_same_line_changed_by_both_is_a_conflict_and_never_success():
    found = settle("a\n", "mine\n", "new\n")
    assert found.action == "conflict"
    assert not found.clean
    assert found.conflicts == 1
    assert found.file == side("<<<<<<< yours\nmine\n||||||| before\na\n=======\nnew\n>>>>>>> template 2.0.0\n")
    assert "changes of yours" in found.reason


def test_a_second_update_over_a_conflict_that_is_not_settled_piles_up_no_markers():
    first = settle("a\n", "mine\n", "new\n")
    again = settle("new\n", first.file, "newer\n")
    assert again.action == "conflict"
    assert again.file is None
    assert "line 1" in again.reason


def test_a_file_that_shows_conflict_markers_on_purpose_can_be_updated():
    base = "<<<<<<< a\n=======\n>>>>>>> b\n1\n2\n3\n"
    assert settle(base, base.replace("1", "one"), base.replace("3", "three")).action == "merged"


def test_a_user_who_has_all_that_the_template_changed_keeps_the_file():
    assert settle("a\nb\nc\n", "A\nb\nC\n", "a\nb\nC\n").action == "keep"


def test_binary_files_that_both_changed_are_a_conflict_without_markers():
    found = settle(BINARY, BINARY + b"1", BINARY + b"2")
    assert (found.action, found.file, found.path) == ("conflict", None, "a.py")
    assert "is no text" in found.reason


def test_binary_files_that_one_side_changed_are_taken_or_kept():
    assert settle(BINARY, BINARY, BINARY + b"2").file == side(BINARY + b"2")
    assert settle(BINARY, BINARY + b"1", BINARY).action == "keep"


def test_line_ends_count_in_binary_files():
    assert settle(b"\xff\n", b"\xff\r\n", None).action == "keep"


def test_a_file_with_two_protected_regions_of_one_name_is_a_conflict_that_names_the_lines():
    twice = "# jig:keep a\n# jig:end a\n" * 2
    found = settle("x\n" + twice, "y\n" + twice, "x\n" + twice + "z\n")
    assert found.action == "conflict"
    assert "lines 2 and 4" in found.reason


# -------------------------------------------------------------------------------------------------- deleted, new, gone


@pytest.mark.parametrize("policy", POLICIES)
def test_a_file_the_user_deleted_stays_deleted(policy):
    assert settle("a\n", None, "a\n", policy) == decide.Outcome(action="deleted", path="a.py")
    assert settle("a\n", None, None, policy) == decide.Outcome(action="deleted", path="a.py")


@pytest.mark.parametrize("policy", ["merge", "owned", "union", "structural"])
def test_a_file_the_user_deleted_and_the_template_changed_is_reported(policy):
    found = settle("a\n", None, "b\n", policy)
    assert (found.action, found.file, found.clean) == ("conflict", None, False)
    assert found.reason == "was deleted by you and changed by the template"


@pytest.mark.parametrize("policy", POLICIES)
def test_a_file_the_template_makes_no_more_is_removed_when_the_user_left_it_alone(policy):
    expected = decide.Outcome(action="remove", path="a.py", was="a.py")
    assert settle("a\n", "a\n", None, policy) == (
        decide.Outcome(action="keep", path="a.py") if policy == "once" else expected
    )


@pytest.mark.parametrize("policy", POLICIES)
def test_a_file_the_template_makes_no_more_stays_and_is_reported_when_the_user_edited_it(policy):
    found = settle("a\n", "mine\n", None, policy)
    assert (found.action, found.file) == ("keep", None)
    assert ("no longer made" in found.reason) == (policy != "once")


@pytest.mark.parametrize("policy", POLICIES)
def test_a_file_the_template_newly_makes_is_created(policy):
    assert settle(None, None, "a\n", policy) == decide.Outcome(action="create", path="a.py", file=side("a\n"))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_new_file_never_overwrites_one_that_is_there(policy):
    found = settle(None, "mine\n", "a\n", policy)
    assert (found.action, found.file, found.clean) == ("create-conflict", None, False)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_new_file_that_is_there_already_with_the_same_content_is_kept(policy):
    assert settle(None, "a\n", "a\n", policy) == decide.Outcome(action="keep", path="a.py")


def test_a_file_that_no_side_of_the_template_knows_is_kept():
    assert settle(None, "a\n", None).action == "keep"


# -------------------------------------------------------------------------------------------------------------- renames


@pytest.mark.parametrize("policy", MERGING)
def test_a_file_the_template_renamed_moves_with_the_edits_of_the_user_in_it(policy):
    found = settle("a\nb\nc\n", "A\nb\nc\n", side("a\nb\nC\n", path="b.py"), policy)
    assert found == decide.Outcome(action="rename", path="b.py", was="a.py", file=side("A\nb\nC\n", path="b.py"))


def test_a_file_the_template_only_renamed_moves_with_the_edits_of_the_user_in_it():
    found = settle("a\n", "mine\n", side("a\n", path="b.py"))
    assert found == decide.Outcome(action="rename", path="b.py", was="a.py", file=side("mine\n", path="b.py"))


def test_a_file_the_user_renamed_stays_there_and_gets_the_edits_of_the_template():
    found = settle("a\nb\nc\n", side("A\nb\nc\n", path="mine.py"), side("a\nb\nC\n", path="b.py"))
    assert found == decide.Outcome(action="merged", path="mine.py", file=side("A\nb\nC\n", path="mine.py"))


def test_a_conflict_in_a_renamed_file_moves_as_well_and_stays_a_conflict():
    found = settle("a\n", "mine\n", side("new\n", path="b.py"))
    assert (found.action, found.path, found.was, found.conflicts) == ("conflict", "b.py", "a.py", 1)
    assert found.file.path == "b.py"


def test_a_renamed_binary_file_that_both_changed_stays_where_it_is():
    found = settle(BINARY, BINARY + b"1", side(BINARY + b"2", path="b.py"))
    assert (found.action, found.path, found.was, found.file) == ("conflict", "a.py", None, None)


def test_a_file_that_both_renamed_to_the_same_is_merged_there():
    found = settle("a\n", side("a\n", path="b.py"), side("x\n", path="b.py"))
    assert (found.action, found.path, found.was) == ("take", "b.py", None)


# ------------------------------------------------------------------------------------------------------ modes and links


def test_a_file_that_the_template_makes_executable_becomes_so_with_the_edits_of_the_user():
    found = settle("a\n", "mine\n", side("a\n", mode=0o755))
    assert found == decide.Outcome(action="merged", path="a.py", file=side("mine\n", mode=0o755))


def test_a_file_that_the_user_made_executable_stays_so():
    found = settle("a\n", side("a\n", mode=0o700), "b\n")
    assert found.file == side("b\n", mode=0o700)


def test_a_link_that_the_user_left_alone_is_taken_and_one_that_both_changed_is_a_conflict():
    link = side("", link="x")
    assert settle(link, link, replace(link, link="y")).file == replace(link, link="y")
    assert settle(link, replace(link, link="mine"), replace(link, link="y")).action == "conflict"
    assert settle(link, replace(link, link="mine"), link).action == "keep"


def test_a_link_where_the_user_now_has_a_file_is_a_conflict():
    link = side("", link="x")
    found = settle(link, "mine\n", replace(link, link="y"))
    assert (found.action, found.file) == ("conflict", None)


def test_a_file_that_becomes_a_link_is_taken_when_the_user_left_it_alone():
    link = side("", link="x")
    assert settle("a\n", "a\n", link).file == link
    assert settle("a\n", "mine\n", link).action == "conflict"


# ------------------------------------------------------------------------------------------------------------- policies


def test_a_file_of_policy_once_is_never_touched_again():
    assert settle("a\n", "a\n", "b\n", "once") == decide.Outcome(action="keep", path="a.py")
    assert settle("a\n", "mine\n", side("b\n", path="b.py"), "once") == decide.Outcome(action="keep", path="a.py")


def test_a_file_of_policy_once_that_was_deleted_is_not_made_again():
    assert settle("a\n", None, "b\n", "once") == decide.Outcome(action="deleted", path="a.py")


def test_an_owned_file_that_the_user_edited_is_refused_not_overwritten():
    found = settle("a\n", "mine\n", "b\n", "owned")
    assert (found.action, found.file, found.clean) == ("conflict", None, False)
    assert found.reason == "belongs to the template, and has changes of yours"


def test_a_union_keeps_the_lines_of_both():
    assert settle("a\n", "a\nmine\n", "a\nnew\n", "union").file == side("a\nmine\nnew\n")


def test_a_structural_file_is_merged_by_keys():
    base, ours, theirs = ('{"x": 1}', '{"x": 1, "mine": 2}', '{"x": 3}')
    found = settle(side(base, "a.json"), side(ours, "a.json"), side(theirs, "a.json"), "structural")
    assert found.file == side('{"x": 3, "mine": 2}', path="a.json")


def test_a_key_that_both_changed_is_named():
    base, ours, theirs = ('{"x": {"y": 1}}', '{"x": {"y": 2}}', '{"x": {"y": 3}}')
    found = settle(side(base, "a.json"), side(ours, "a.json"), side(theirs, "a.json"), "structural")
    assert found.keys == ("x.y",)
    assert found.reason.endswith("(x.y)")
    assert markers.unresolved(found.file.data) == 1


def test_a_structural_file_of_another_format_is_merged_as_text():
    assert settle("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "structural").file == side("A\nb\nC\n")


# -------------------------------------------------------------------------------------------------------------- for all

contents = st.lists(st.sampled_from(["a", "b", "c", "d", "{", "}", "x: 1", "é"]), max_size=6).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)
sides = st.none() | st.builds(
    side,
    contents | st.binary(max_size=3),
    st.sampled_from(["a.py", "a.yaml", "b.json"]),
    mode=st.sampled_from([0o644, 0o755]),
)


@given(sides, sides, sides, st.sampled_from(POLICIES))
def test_whatever_happens_a_line_of_the_user_is_there_or_nothing_is_written(base, ours, theirs, policy):
    found = decide.settle(base, ours, theirs, policy=policy)
    if ours is None or (found.file is None and found.was is None):
        return
    old = base.data.split(b"\n") if base else []
    added = [line for line in ours.data.split(b"\n") if line not in old]
    assert base is not None
    assert found.file is not None or ours.data == base.data
    assert all(line in (found.file.data if found.file else ours.data).split(b"\n") for line in added)


@given(sides, sides, sides, st.sampled_from(POLICIES))
def test_an_outcome_says_what_to_do_and_no_clean_one_has_markers(base, ours, theirs, policy):
    found = decide.settle(base, ours, theirs, policy=policy)
    writes = found.action in ("take", "merged", "create", "rename")
    assert (found.file is not None) >= writes
    assert found.action not in ("keep", "deleted", "remove", "create-conflict") or found.file is None
    assert bool(found.reason) >= (not found.clean)
    if found.clean and found.file:
        assert markers.unresolved(found.file.data) is None
        assert found.file.path == found.path
    if found.was is not None:
        assert ours is not None
        assert found.was == ours.path
        assert found.action == "remove" or found.path != found.was


@given(sides, sides, sides, st.sampled_from(MERGING))
def test_updating_a_second_time_to_the_same_template_changes_nothing_more(base, ours, theirs, policy):
    found = decide.settle(base, ours, theirs, policy=policy)
    if not found.clean or theirs is None or base is None or ours is None:
        return
    now = found.file or ours
    assert decide.settle(theirs, now, theirs, policy=policy).action in ("keep", "rename")
