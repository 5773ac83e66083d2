"""What became of what a use wrote is told from digests, from which no path and no content can be read."""

import subprocess

from jigsmith.ledger import traces
from jigsmith.ledger.traces import GONE, Change

SECRET = b"s" * 16
A, B, OLD = "a" * 12, "b" * 12, "0ld".rjust(12, "1")


def said(*changes, now=None, left=f"p:{A}"):
    history = {"p": [Change(when, "p", before, after) for when, before, after in changes]}
    return traces.verdict(left, started=1000.0, history=history, now=lambda _: now)


def test_a_trace_is_a_digest_of_the_path_and_the_id_that_git_gives_the_content(tmp_path):
    (tmp_path / "secret-name.txt").write_text("content\n")
    found = traces.of([f"{tmp_path}/secret-name.txt", "/etc/hostname"], root=str(tmp_path), secret=SECRET)
    path, content = found.split(":")
    assert path == traces.path_digest("secret-name.txt", SECRET) != traces.path_digest("secret-name.txt", b"x")
    hashed = subprocess.run(
        ["git", "hash-object", tmp_path / "secret-name.txt"], capture_output=True, check=True, text=True
    )
    assert hashed.stdout.startswith(content)


def test_committed_as_it_was_written_is_kept():
    assert said((1100, GONE, A)) == "kept"


def test_committed_otherwise_or_changed_within_the_day_is_edited():
    assert said((1100, GONE, B)) == "edited"
    assert said((1100, GONE, A), (1200, A, B)) == "edited"


def test_what_is_changed_after_a_day_is_kept():
    assert said((1100, GONE, A), (1000 + traces.DAY + 1, A, B)) == "kept"


def test_deleted_or_put_back_is_reverted():
    assert said((1100, GONE, A), (1200, A, GONE)) == "reverted"
    assert said((1100, OLD, A), (1200, A, OLD)) == "reverted"


def test_what_was_not_committed_is_told_from_what_is_there():
    assert said(now="") == "reverted"
    assert said(now=A) == "kept"
    assert said(now=B) == "edited"
    assert said(now=None) == "unknown"
    assert said((10, GONE, A), now=A) == "kept"  # a commit before it says nothing


def test_of_several_files_most_have_to_be_gone():
    history = {"p": [Change(1100, "p", GONE, A), Change(1200, "p", A, GONE)]}
    now = {"q": A, "r": ""}
    assert traces.verdict(f"p:{A} q:{A}", started=1000.0, history=history, now=now.get) == "edited"
    assert traces.verdict(f"p:{A} q:{A} r:{B}", started=1000.0, history=history, now=now.get) == "reverted"


def test_no_more_than_a_number_of_files_is_followed_and_none_that_is_large(tmp_path, monkeypatch):
    paths = [tmp_path / str(n) for n in range(5)]
    for path in paths:
        path.write_text("x")
    (tmp_path / "0").write_bytes(b"x" * (traces.LARGEST + 1))
    monkeypatch.setattr(traces, "MOST", 3)
    assert len(traces.of(map(str, paths), root=str(tmp_path), secret=SECRET).split()) == 3
