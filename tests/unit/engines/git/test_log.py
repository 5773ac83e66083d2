"""The log: commits with what they added and renamed."""

import subprocess

import pytest

from jigsmith.base import errors
from jigsmith.engines.git import log

GIT = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@localhost", "-c", "commit.gpgsign=false"]


def git(root, *words):
    subprocess.run([*GIT, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    git(tmp_path, "init", "-q")
    for number, words in enumerate((["add"], ["change"], ["rename"])):
        if words == ["add"]:
            (tmp_path / "a b.py").write_text("one\ntwo\n")
            (tmp_path / "c.py").write_text("c\n")
        elif words == ["change"]:
            (tmp_path / "c.py").write_text("cc\n")
        else:
            git(tmp_path, "mv", "a b.py", "é.py")
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-qm", words[0], "--date", f"2026-01-0{number + 1}T12:00:00Z")
    return tmp_path


def test_every_commit_is_told_newest_first_with_what_it_added_and_renamed(repository):
    commits = log.ask(repository).answer()
    assert [(commit.author, commit.added, commit.renamed) for commit in commits] == [
        ("Ada", (), (("a b.py", "é.py"),)),
        ("Ada", (), ()),
        ("Ada", ("a b.py", "c.py"), ()),
    ]
    assert commits[0].when - commits[1].when == 86_400


def test_only_what_is_newer_than_a_commit_is_told_when_that_is_asked(repository):
    newest, older, _ = log.ask(repository).answer()
    assert log.ask(repository, since=older.id).answer() == [newest]
    assert log.is_ancestor(repository, older.id)
    assert not log.is_ancestor(repository, "0" * 40)


def test_a_repository_without_a_commit_is_an_error_with_gits_words(tmp_path):
    git(tmp_path, "init", "-q")
    with pytest.raises(errors.GitFailed, match="does not have any commits"):
        log.ask(tmp_path).answer()


def test_fewer_commits_are_looked_at_where_there_are_many_files():
    assert log.most(100) == log.MOST and log.most(10**9) == log.FEWEST
