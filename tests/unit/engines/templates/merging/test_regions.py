"""Protected regions: what the user wrote between the marks stays, whatever the template does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.engines.templates.merging import regions, union

BASE = "def a():\n    # jig:keep body\n    pass\n    # jig:end body\n\n\nend\n"
few_lines = st.lists(st.sampled_from("xyz"), max_size=4).map(lambda lines: "".join(f"{x}\n" for x in lines))


def with_body(body, source=BASE):
    return source.replace("    pass\n", body)


def test_the_body_of_the_user_stays_while_the_rest_follows_the_template():
    theirs = BASE.replace("def a", "async def a")
    merged = regions.merge(BASE, with_body("    return 1\n"), theirs)
    assert merged.text == with_body("    return 1\n", theirs)
    assert not merged.conflicts


def test_the_body_of_the_user_stays_though_the_template_changed_its_own():
    merged = regions.merge(BASE, with_body("    return 1\n"), with_body("    raise NotImplementedError\n"))
    assert merged.text == with_body("    return 1\n")
    assert not merged.conflicts


def test_a_body_that_the_user_never_edited_follows_the_template():
    ours, theirs = BASE.replace("end\n", "END\n"), with_body("    return 2\n")
    assert regions.merge(BASE, ours, theirs).text == theirs.replace("end\n", "END\n")


def test_a_body_goes_where_the_template_moved_its_region():
    region = "# jig:keep a\n# jig:end a\n"
    base, theirs = f"{region}one\ntwo\nthree\n", f"one\ntwo\nthree\n{region}"
    ours = base.replace("keep a\n", "keep a\nmine\n")
    assert regions.merge(base, ours, theirs).text == "one\ntwo\nthree\n# jig:keep a\nmine\n# jig:end a\n"


def test_a_region_that_the_template_has_no_more_is_a_conflict_when_the_user_edited_it():
    merged = regions.merge(BASE, with_body("    return 1\n"), "def a():\n\n\nend\n")
    assert merged.conflicts == 1
    assert "    return 1\n" in merged.text


def test_a_region_that_the_template_has_no_more_is_a_conflict_even_where_it_was_empty_before():
    base = with_body("")
    merged = regions.merge(base, with_body("    return 1\n"), "def a():\n\n\nend\n")
    assert merged.conflicts == 1
    assert "    return 1\n" in merged.text


def test_one_region_gone_from_the_template_is_a_conflict_while_another_one_is_kept():
    base = "# jig:keep a\n# jig:end a\nx\ny\nz\n# jig:keep b\n# jig:end b\n"
    ours = base.replace("keep a\n", "keep a\nmine a\n").replace("keep b\n", "keep b\nmine b\n")
    merged = regions.merge(base, ours, "# jig:keep a\n# jig:end a\nx\ny\nZ\n")
    assert merged.conflicts == 1
    assert "# jig:keep a\nmine a\n# jig:end a\n" in merged.text
    assert "mine b\n" in merged.text


def test_a_region_that_the_template_has_no_more_goes_when_the_user_did_not_edit_it():
    theirs = "def a():\n\n\nend\n"
    ours = BASE.replace("end\n", "END\n").replace("jig:END", "jig:end")
    assert regions.merge(BASE, BASE.replace("\nend\n", "\nEND\n"), theirs).text == theirs.replace("\nend\n", "\nEND\n")
    assert ours


def test_a_region_that_is_new_in_the_template_comes_with_its_body():
    base = "a\nb\nc\n"
    theirs = "a\nb\nc\n# jig:keep new\nx\n# jig:end new\n"
    assert regions.merge(base, "A\nb\nc\n", theirs).text == theirs.replace("a\n", "A\n", 1)


def test_a_region_that_the_user_deleted_with_its_marks_stays_deleted():
    ours = "def a():\n\n\nend\n"
    assert regions.merge(BASE, ours, BASE.replace("\nend\n", "\nEND\n")).text == ours.replace("\nend\n", "\nEND\n")


def test_a_region_that_both_moved_to_different_places_is_a_conflict():
    region = "# jig:keep a\n# jig:end a\n"
    base, theirs = f"{region}1\n2\n3\n4\n5\n", f"1\n2\n3\n4\n5\n{region}"
    merged = regions.merge(base, "1\n2\n# jig:keep a\nmine\n# jig:end a\n3\n4\n5\n", theirs)
    assert merged.conflicts
    assert "mine\n" in merged.text


@pytest.mark.parametrize(
    ("before", "after"), [("// ", ""), ("# ", ""), ("<!-- ", " -->"), ("/* ", " */"), ("-- ", ""), ("{/* ", " */}")]
)
def test_comments_of_all_languages_hold_marks(before, after):
    base = f"{before}jig:keep my-code{after}\n{before}jig:end my-code{after}\nx\ny\n"
    ours = base.replace(f"keep my-code{after}\n", f"keep my-code{after}\nmine\n")
    theirs = base.replace("y\n", "Y\n").replace("m-Y", "m-y").replace("mY-", "my-")
    theirs = theirs.replace("y\n", "Y\n") if not theirs.endswith("Y\n") else theirs
    assert regions.find(ours, origin="f").keys() == {"my-code"}
    assert regions.merge(base, ours, theirs).text == ours[: -len("y\n")] + "Y\n"


def test_the_short_end_closes_whatever_is_open():
    source = "# jig:keep a\n1\n# jig:keep-end\n# jig:keep b\n2\n# jig:keep-end\n"
    assert {key: region.body for key, region in regions.find(source, origin="f").items()} == {
        "a": ("1\n",),
        "b": ("2\n",),
    }


@pytest.mark.parametrize(
    ("source", "what", "where"),
    [
        ("# jig:keep a\n# jig:end a\n\n# jig:keep a\n# jig:end a\n", "on lines 1 and 4", "f:4"),
        ("# jig:keep a\n", "has no jig:end a", "f:1"),
        ("# jig:keep a\n# jig:keep b\n# jig:end b\n# jig:end a\n", "line 2 is within jig:keep a", "f:1"),
        ("x\n# jig:end a\n", "did not begin", "f:2"),
        ("# jig:keep a\n# jig:end b\n", "did not begin", "f:2"),
    ],
)
def test_regions_that_are_not_sound_are_an_error_that_names_the_lines(source, what, where):
    with pytest.raises(errors.ValidationFailed, match=what) as raised:
        regions.find(source, origin="f")
    assert raised.value.where == where


def test_bodies_keep_their_windows_line_ends():
    ours = with_body("    return 1\n").replace("\n", "\r\n")
    merged = regions.merge(BASE, ours, BASE.replace("def a", "async def a"))
    assert merged.text == ours.replace("def a", "async def a")


def test_two_new_regions_in_a_union_keep_both_their_ends():
    theirs = "a\n# jig:keep x\n# jig:keep-end\n# jig:keep y\n# jig:keep-end\n"
    base, ours = "a\n# jig:keep x\n# jig:keep-end\n", "a\nmine\n# jig:keep x\nbody\n# jig:keep-end\n"
    merged = regions.merge(base, ours, theirs, by=union.merge)
    assert merged.text == ours + "# jig:keep y\n# jig:keep-end\n"


@given(few_lines, few_lines, few_lines, st.tuples(few_lines, few_lines, few_lines))
def test_no_line_of_a_body_is_ever_lost(base, ours, theirs, around):
    def source(rest, body):
        return f"{rest}# jig:keep a\n{body}# jig:end a\n{rest}"

    mine = "".join(f"mine {line}\n" for line in ours.splitlines())
    texts = [source(rest, body) for rest, body in zip(around, (base, mine, theirs), strict=True)]
    for other in (texts[2], around[2]):
        merged = regions.merge(texts[0], texts[1], other)
        assert not mine or mine in merged.text or merged.conflicts
        assert set(mine.splitlines()) <= set(merged.text.splitlines())
