"""A history that is given becomes a repository with exactly that history."""

import subprocess
from datetime import UTC, datetime, timedelta, timezone

import pytest

from jigsmith.base import errors
from jigsmith.engines.git import replay

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=timezone(timedelta(hours=2)))
ADA = "Ada Lovelace <ada@example.com>"


def git(root, *words):
    return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout


def test_commits_have_their_authors_dates_subjects_and_files(tmp_path):
    commits = [
        replay.Commit(when=NOON, author=ADA, subject="One", files={"a/b.txt": b"one\n", "binary": b"\x00\xff\n\n"}),
        replay.Commit(when=NOON + timedelta(hours=1), author=ADA, subject="Zwei: größer", files={"a/b.txt": b"two"}),
    ]
    replay.replay(tmp_path, commits)
    assert git(tmp_path, "log", "--reverse", "--format=%an|%aI|%cI|%s").splitlines() == [
        "Ada Lovelace|2026-03-04T12:00:00+02:00|2026-03-04T12:00:00+02:00|One",
        "Ada Lovelace|2026-03-04T13:00:00+02:00|2026-03-04T13:00:00+02:00|Zwei: größer",
    ]
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"two"
    assert (tmp_path / "binary").read_bytes() == b"\x00\xff\n\n"
    assert git(tmp_path, "status", "--porcelain") == ""


def test_what_git_refuses_is_told(tmp_path):
    commit = replay.Commit(when=datetime.now(UTC), author="nobody", subject="x", files={"../outside": b""})
    with pytest.raises(errors.GitFailed, match="fast-import"):
        replay.replay(tmp_path, [commit])
