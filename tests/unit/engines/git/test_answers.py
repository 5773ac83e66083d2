"""What git says about a folder, and whether that is all about it."""

import subprocess
from pathlib import Path

import pytest

from jigsmith.base import errors
from jigsmith.engines.git import answers, quiet


def git(root, *words):
    names = ["-c", "user.name=Ada", "-c", "user.email=ada@localhost", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / ".gitignore").write_text("ignored\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "all")
    return tmp_path


def ask(root):
    return answers.Question(str(root)).answer()


def test_git_knows_all_of_a_tree_where_nothing_is_new_or_changed(repository):
    (repository / "ignored").write_text("x\n")
    assert ask(repository).knows_all()


@pytest.mark.parametrize("path", ["a.py", "b.py", "C H"])
def test_what_is_new_or_changed_git_does_not_know(repository, path):
    (repository / path).write_text("x = 22\n")
    assert not ask(repository).knows_all()


def test_every_commit_gives_another_answer(repository):
    before = ask(repository)
    git(repository, "commit", "-q", "--allow-empty", "-m", "more")
    after = ask(repository)
    assert (before.listed, before.head) != (after.listed, after.head)
    assert after.head is not None


def test_without_a_commit_there_is_no_head_and_without_a_repository_no_answer(tmp_path):
    assert ask(tmp_path).failed
    git(tmp_path, "init", "-q")
    assert (ask(tmp_path).failed, ask(tmp_path).head, ask(tmp_path).knows_all()) == (False, None, False)


def test_without_git_there_is_no_answer(repository, monkeypatch):
    monkeypatch.setenv("PATH", str(repository / "nowhere"))
    assert ask(repository).failed
    with pytest.raises(errors.GitFailed, match="cannot be started"):
        quiet.Asked(str(repository), "version")


def test_nothing_stays_open(repository):
    before = len(list(Path("/proc/self/fd").iterdir()))
    ask(repository)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
