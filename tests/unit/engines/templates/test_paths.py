"""The jail: whatever the path, nothing leads out of the root."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jigsmith.base import errors
from jigsmith.engines.templates import paths

GOOD = ["a", "a/b/c.txt", "src/[id]/page.tsx", "a b/c d", ".github/workflows/x.yml", "日本/é.py", "..a", "a..", "...a"]
BAD = [
    "", ".", "..", "../x", "a/../../x", "a/..", "a/./b", "a//b", "a/", "/x", "//x", "/etc/passwd", "~root/../x/..",
    "C:\\x", "C:x", "c:/x", "\\x", "a\\..\\b", "\\\\server\\share", "a:stream", "NUL", "nul.txt", "a/CON/b", "com1",
    "LPT9.x", "aux ", "con .txt", "COM¹", "conin$", "a\0b", "a\nb", "\x1b[2J", "a.", "a ", " a", "a/b. /c",
    "x" * 256, "é" * 128, "a/" * 600 + "b", "\ud800", "a\u202eb", "\u200b..", "a/\u200b../b", "．．/x", "․․/x", "‥/x",
    "a?b", "a*b", "a|b", "a<b", 'a"b', ".git/config", ".GIT/hooks/x", "git~1/config", ".git\u200c/config", ".gıt /x",
    "\ufeff../x",
]  # fmt: skip


@pytest.mark.parametrize("path", [path for path in GOOD if path != "a.."])
def test_a_plain_path_stays_what_it_is(tmp_path, path):
    assert paths.jail(tmp_path, path) == tmp_path / path


@pytest.mark.parametrize("path", BAD)
def test_a_path_that_is_not_plain_is_refused(tmp_path, path):
    with pytest.raises(errors.PathEscapes):
        paths.jail(tmp_path, path)


@pytest.mark.parametrize("target", ["/etc", "..", ".", "elsewhere", "/nowhere/at/all", "inside"])
def test_a_path_through_a_link_is_refused_wherever_it_leads(tmp_path, target):
    root = tmp_path / "root"
    (root / "inside").mkdir(parents=True)
    (root / "link").symlink_to(target)
    (root / "inside" / "link").symlink_to(target)
    for path in ("link/x", "link/a/b", "inside/link/x"):
        with pytest.raises(errors.PathEscapes, match="symbolic link"):
            paths.jail(root, path)


def test_the_root_itself_may_be_reached_through_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "root").symlink_to("real")
    assert paths.jail(tmp_path / "root", "a/b") == tmp_path / "root" / "a" / "b"


pieces = st.one_of(
    st.sampled_from(
        ["..", ".", "", "a", "link", "~", "C:", "\\", "..\\", "．．", "\u2024\u2024", "%2e%2e", "\0", "nul", ".git"]
    ),
    st.text(max_size=4),
)


@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pieces, max_size=6), st.sampled_from(["/", "\\", "//", "∕", "／"]))
@example(["link", "x"], "/")
def test_no_path_leads_out_of_the_root(tmp_path, parts, separator):
    root = tmp_path / "root"
    if not root.exists():
        root.mkdir()
        (root / "link").symlink_to(tmp_path)
    try:
        found = paths.jail(root, separator.join(parts))
    except errors.PathEscapes:
        return
    assert Path(os.path.realpath(found.parent)).is_relative_to(root)
    assert found.parent / found.name == found and found != root


@given(
    st.lists(
        st.sampled_from(["a", "A", "b", "a/b", "B/a", "é", "e\u0301", "ﬁ", "fi", "ß", "ss"]), min_size=2, max_size=2
    )
)
def test_paths_are_distinct_only_if_every_file_system_can_hold_both(two):
    parts = [paths._folded(path).split("/") for path in two]
    shorter = min(map(len, parts))
    clash = parts[0][:shorter] == parts[1][:shorter]
    if clash:
        with pytest.raises(errors.TemplateInvalid):
            paths.distinct(two)
    else:
        paths.distinct(two)


@pytest.mark.parametrize("target", ["b", "../b", "../a/../b", "./b"])
def test_a_link_may_point_to_what_is_below_the_root(target):
    paths.check_link("x/a", target)


@pytest.mark.parametrize("target", ["", "/b", "../../b", "../x/../../b", "C:\\b", "nul", "a\0", "x" * 2_000])
def test_a_link_may_not_point_elsewhere(target):
    with pytest.raises(errors.PathEscapes):
        paths.check_link("x/a", target)
