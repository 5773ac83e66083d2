"""In which repository a use is, and whether that one wants it recorded."""

import subprocess

import pytest

from jigsmith.ledger import names, where


def git(folder, *words):
    subprocess.run(["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True)


@pytest.fixture
def repo(tmp_path):
    git(tmp_path, "init", "-q", "repo")
    return tmp_path / "repo"


def test_a_folder_below_is_in_the_repository(repo):
    (repo / "a" / "b").mkdir(parents=True)
    assert where.find(str(repo / "a" / "b")) == where.Where(str(repo), str(repo), recorded=True)


def test_another_work_tree_is_of_the_same_repository(repo, tmp_path):
    git(repo, "commit", "-q", "--allow-empty", "-m", "x")
    git(repo, "worktree", "add", "-q", str(tmp_path / "other"))
    assert where.find(str(tmp_path / "other")) == where.Where(str(tmp_path / "other"), str(repo), recorded=True)


def test_a_project_without_git_is_its_own(tmp_path):
    (tmp_path / "jig.toml").touch()
    (tmp_path / "a").mkdir()
    assert where.find(str(tmp_path / "a")).repository == str(tmp_path)


@pytest.mark.parametrize(
    ("text", "recorded"),
    [
        ("[ledger]\nrecord = false\n", False),
        ("ledger = { record = false }\n", False),
        ("ledger.record = false\n", False),
        ("[ledger]\nrecord = true\n", True),
        ("# ledger: record = false\n", True),
        ("[ledger\nrecord = false", False),  # nobody can tell: then nothing is recorded
        ("[scan]\nignore = []\n", True),
        ("", True),
    ],
)
def test_a_repository_opts_out_in_its_jig_toml(repo, text, recorded):
    (repo / "jig.toml").write_text(text)
    (repo / "a").mkdir()
    assert where.find(str(repo / "a")).recorded is recorded


def test_a_part_of_a_repository_opts_out_for_itself(repo):
    (repo / "a").mkdir()
    (repo / "a" / "jig.toml").write_text("[ledger]\nrecord = false\n")
    assert not where.find(str(repo / "a")).recorded
    assert where.find(str(repo)).recorded


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://github.com/owner/name.git", "github.com/owner/name"),
        ("https://user:secret@GitHub.com/owner/name", "github.com/owner/name"),
        ("git@github.com:owner/name.git", "github.com/owner/name"),
        ("ssh://git@host.example:2222/group/sub/name.git", "host.example/group/sub/name"),
        ("/srv/git/name.git", ""),
        ("file:///srv/git/name.git", ""),
        ("../name", ""),
    ],
)
def test_a_repository_has_the_same_name_however_one_gets_there(address, name):
    assert names.from_address(address) == name


def test_a_clone_is_called_by_its_origin_and_else_by_its_folder(repo):
    assert names.of(str(repo)) == str(repo)
    git(repo, "remote", "add", "upstream", "https://example.com/other/name")
    assert names.of(str(repo)) == str(repo)
    git(repo, "remote", "add", "origin", "git@example.com:owner/name.git")
    assert names.of(str(repo)) == "example.com/owner/name"
    assert names.of("") == ""
