"""A merge on this machine disturbs nobody's work, runs nobody's hooks, and goes on after a crash at any step."""

import signal
import subprocess
import sys
import textwrap

import pytest
from tests.contract import grounds

from jigsmith.base import errors
from jigsmith.engines.forge import branches
from jigsmith.store.factory import local_forge as rows


@pytest.fixture
def ground(tmp_path):
    with grounds.on_this_machine(tmp_path, f"sqlite:///{tmp_path / 'factory.db'}") as made:
        yield made


@pytest.fixture
def pull(ground):
    forge = ground.begin()
    sha = ground.commit({"new.txt": "new\n"})
    forge.push(ground.clone, sha=sha, branch="jig/7")
    return forge.open_pull(head="jig/7", base="main", title="New", body="", key="7")


def status(ground):
    return grounds.git(ground.repository, "status", "--porcelain")


def test_a_clean_work_tree_is_carried_along(ground, pull):
    ground.begin().merge_pull(pull.number, sha=pull.head_sha)
    assert (ground.repository / "new.txt").read_text() == "new\n"
    assert status(ground) == ""


def test_a_merge_into_a_branch_that_nobody_has_checked_out_touches_no_file(ground, pull):
    grounds.git(ground.repository, "checkout", "-q", "-b", "mine")
    (ground.repository / "README").write_text("my work\n")
    before = status(ground)
    ground.begin().merge_pull(pull.number, sha=pull.head_sha)
    assert status(ground) == before
    assert not (ground.repository / "new.txt").exists()
    assert ground.shown("main", "new.txt") == "new"


@pytest.mark.parametrize("staged", [True, False])
def test_a_work_tree_with_changes_makes_the_merge_refused_and_stays(ground, pull, staged):
    (ground.repository / "README").write_text("my work\n")
    if staged:
        grounds.git(ground.repository, "add", "README")
    before = ground.tip("main"), status(ground)
    with pytest.raises(errors.MergeRefused) as raised:
        ground.begin().merge_pull(pull.number, sha=pull.head_sha)
    assert raised.value.why == "checked-out"
    assert (ground.tip("main"), status(ground)) == before
    grounds.git(ground.repository, "checkout", "-q", "HEAD", "--", "README")
    assert ground.begin().merge_pull(pull.number, sha=pull.head_sha).state == "merged"


def test_a_file_of_the_user_in_the_way_is_not_overwritten(ground, pull):
    (ground.repository / "new.txt").write_text("precious\n")
    before = ground.tip("main")
    with pytest.raises(errors.MergeRefused) as raised:
        ground.begin().merge_pull(pull.number, sha=pull.head_sha)
    assert raised.value.why == "checked-out"
    assert (ground.repository / "new.txt").read_text() == "precious\n"
    assert ground.tip("main") == before


def test_a_linked_work_tree_is_carried_along_as_well(ground, pull, tmp_path):
    grounds.git(ground.repository, "checkout", "-q", "-b", "mine")
    linked = tmp_path / "linked tree"
    grounds.git(ground.repository, "worktree", "add", "-q", str(linked), "main")
    ground.begin().merge_pull(pull.number, sha=pull.head_sha)
    assert (linked / "new.txt").read_text() == "new\n"
    assert not (ground.repository / "new.txt").exists()


def test_no_hook_runs(ground, pull, tmp_path):
    hooks = ground.repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in (
        "post-merge",
        "pre-merge-commit",
        "reference-transaction",
        "post-checkout",
        "commit-msg",
        "pre-commit",
    ):
        (hooks / name).write_text(f"#!/bin/sh\necho {name} >> {tmp_path / 'ran'}\n")
        (hooks / name).chmod(0o755)
    forge = ground.begin()
    forge.push(ground.clone, sha=ground.commit({"x": "1"}), branch="jig/x")
    forge.merge_pull(pull.number, sha=pull.head_sha)
    forge.delete_branch("jig/x", sha=ground.tip("jig/x"))
    assert not (tmp_path / "ran").exists()
    grounds.git(ground.repository, "branch", "by-hand")
    assert (tmp_path / "ran").exists()  # they would have


def test_what_was_merged_by_hand_is_found_merged(ground, pull):
    grounds.git(ground.repository, *grounds.WHO, "merge", "-q", "--no-ff", "-m", "By hand", "jig/7")
    tip = ground.tip("main")
    merged = ground.begin().merge_pull(pull.number, sha=pull.head_sha)
    assert (merged.state, ground.tip("main")) == ("merged", tip)


class Died(BaseException):
    """Stands for a process that is gone: nothing catches it."""


@pytest.mark.parametrize("method", ["merge", "squash"])
@pytest.mark.parametrize("step", [(rows, "intend"), (branches, "move"), (rows, "merged")])
@pytest.mark.parametrize("after", [True, False])
def test_a_merge_that_died_at_any_step_is_finished_by_the_next_one(ground, pull, monkeypatch, *, method, step, after):
    module, name = step
    real = getattr(module, name)

    def dying(*given, **named):
        if after:
            real(*given, **named)
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(module, name, dying)
        with pytest.raises(Died):
            ground.begin().merge_pull(pull.number, sha=pull.head_sha, method=method)
    ground.begin().merge_pull(pull.number, sha=pull.head_sha, method=method)
    merged = ground.begin().merge_pull(pull.number, sha=pull.head_sha, method=method)
    assert (merged.state, merged.head_sha) == ("merged", pull.head_sha)
    assert grounds.git(ground.repository, "rev-list", "--count", "--first-parent", "main") == "2"
    assert merged.merged_sha == ground.tip("main")


def test_a_merge_killed_in_a_process_of_its_own_is_finished_by_the_next_one(ground, pull, tmp_path):
    script = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from jigsmith.engines.forge import branches, local
        from jigsmith.store.factory import database
        real = branches.move
        def move(*given, **named):
            real(*given, **named)
            os.kill(os.getpid(), signal.SIGKILL)
        branches.move = move
        forge = local.local(database.opened(sys.argv[1]), Path(sys.argv[2]))
        forge.merge_pull(int(sys.argv[3]), sha=sys.argv[4], method="squash")
    """)
    words = [f"sqlite:///{tmp_path / 'factory.db'}", str(ground.repository), str(pull.number), pull.head_sha]
    done = subprocess.run([sys.executable, "-c", script, *words], check=False)
    assert done.returncode == -signal.SIGKILL
    tip = ground.tip("main")
    assert ground.shown("main", "new.txt") == "new"
    merged = ground.begin().merge_pull(pull.number, sha=pull.head_sha, method="squash")
    assert (merged.merged_sha, ground.tip("main")) == (tip, tip)


def test_a_merge_that_was_noted_for_a_base_that_has_moved_is_made_anew(ground, pull, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(branches, "move", lambda *_, **__: (_ for _ in ()).throw(Died()))
        with pytest.raises(Died):
            ground.begin().merge_pull(pull.number, sha=pull.head_sha)
    forge = ground.begin()
    other = ground.commit({"other.txt": "other\n"})
    forge.push(ground.clone, sha=other, branch="main")
    merged = forge.merge_pull(pull.number, sha=pull.head_sha)
    assert merged.merged_sha == ground.tip("main")
    assert ground.holds(other) and ground.holds(pull.head_sha)


def test_a_commit_has_a_name_on_it_where_git_knows_nobody(ground, pull, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nobody"))
    ground.begin().merge_pull(pull.number, sha=pull.head_sha)
    name = grounds.git(ground.repository, "log", "-1", "--format=%cn <%ce>", "main")
    assert name and "<" in name
