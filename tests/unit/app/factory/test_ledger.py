"""The ledger asks git what became of what was written, a day later and once."""

import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from jigsmith.app import usage
from jigsmith.app.factory import floor, ledger
from jigsmith.ledger import uses
from jigsmith.store.factory import database, rollups

DAY = timedelta(days=1)


def git(folder, *words, when=""):
    command = ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", *words]
    more = {"GIT_COMMITTER_DATE": when} if when else {}
    subprocess.run(command, check=True, capture_output=True, env=os.environ | more)


@pytest.fixture
def repo(tmp_path, monkeypatch):
    git(tmp_path, "init", "-q", "repo")
    monkeypatch.chdir(tmp_path / "repo")
    (tmp_path / "repo" / "base").write_text("base\n")
    git(tmp_path / "repo", "add", ".")
    git(tmp_path / "repo", "commit", "-qm", "base", when=(datetime.now(UTC) - DAY).isoformat())
    return tmp_path / "repo"


def write(repo, name, text="written\n", tool="generate"):
    """A use that writes a file."""
    with usage.recorded(tool, surface="cli"):
        (repo / name).write_text(text)
        usage.current().wrote(files=1, lines=1, paths=[repo / name])


def told(jig_home, after=DAY + timedelta(minutes=1)):
    now = datetime.now(UTC) + after
    with floor.opened() as opened:
        ledger.bring(opened, now=now)
        with database.reading(opened.store) as connection:
            span = {"since": now.date() - 10 * DAY, "until": now.date()}
            return {each.tool: each.sums for each in rollups.tools(connection, **span)}


def commit(repo):
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "x")


def test_what_was_kept_edited_and_reverted_is_told_from_git(repo, jig_home):
    write(repo, "kept", tool="kept")
    write(repo, "edited", tool="edited")
    write(repo, "reverted", tool="reverted")
    write(repo, "base", tool="put back")
    commit(repo)
    (repo / "edited").write_text("otherwise\n")
    (repo / "reverted").unlink()
    (repo / "base").write_text("base\n")
    commit(repo)
    found = told(jig_home)
    assert [(name, each.kept, each.edited, each.reverted) for name, each in sorted(found.items())] == [
        ("edited", 0, 1, 0), ("kept", 1, 0, 0), ("put back", 0, 0, 1), ("reverted", 0, 0, 1)
    ]  # fmt: skip
    assert told(jig_home) == found


def test_what_was_never_committed_is_told_from_what_is_there(repo, jig_home):
    (repo / ".gitignore").write_text("ignored\n")
    write(repo, "here")
    write(repo, "ignored", tool="ignored")
    write(repo, "gone", tool="gone")
    (repo / "gone").unlink()
    found = told(jig_home)
    assert (found["generate"].kept, found["ignored"].kept, found["gone"].reverted) == (1, 1, 1)


def test_a_commit_on_another_branch_counts(repo, jig_home):
    write(repo, "new")
    git(repo, "checkout", "-qb", "feature")
    commit(repo)
    git(repo, "checkout", "-q", "-")
    assert told(jig_home)["generate"].kept == 1


def test_before_the_day_is_over_nothing_is_said(repo, jig_home):
    write(repo, "new")
    found = told(jig_home, after=timedelta(hours=2))["generate"]
    assert (found.uses, found.kept + found.edited + found.reverted) == (1, 0)


def test_where_the_repository_is_gone_nobody_knows(repo, jig_home, tmp_path, monkeypatch):
    write(repo, "new")
    monkeypatch.chdir(tmp_path)
    repo.rename(tmp_path / "elsewhere")
    found = told(jig_home)["generate"]
    assert (found.uses, found.kept + found.edited + found.reverted) == (1, 0)


def test_a_use_says_who_and_where_and_opts_out_with_its_repository(repo, jig_home, monkeypatch):
    write(repo, "one")
    (event,) = uses.read(jig_home)
    assert event.repository == os.path.realpath(repo)
    assert event.who.startswith("p-")
    assert (event.active, event.tokens, event.cost) == (0.0, 0, 0.0)
    assert "one" not in event.traces
    (repo / "jig.toml").write_text("[ledger]\nrecord = false\n")
    write(repo, "two")
    usage.track("tool", "run", {})
    assert len(uses.read(jig_home)) == 1
    with floor.opened() as opened:
        state = ledger.state(opened)
    assert (state.recording, state.here) == (False, 1)
    assert "jig.toml" in state.why_not


def test_a_job_says_for_which_repository_it_works(repo, jig_home, monkeypatch):
    monkeypatch.setenv("JIG_SURFACE", "job")
    monkeypatch.setenv("JIG_REPOSITORY", "/src/real")
    write(repo, "one")
    usage.track("tool", "run", {"tokens": 5, "cost": 0.25, "active": 1.5})
    first, second = uses.read(jig_home)
    assert (first.surface, first.repository) == (second.surface, second.repository) == ("job", "/src/real")
    assert (second.tokens, second.cost, second.active) == (5, 0.25, 1.5)


def test_what_a_model_took_is_recorded(repo, jig_home):
    with usage.recorded("article", surface="mcp") as run:
        run.spent(tokens=1200, cost=0.03)
    (event,) = uses.read(jig_home)
    assert (event.tokens, event.cost) == (1200, 0.03)
