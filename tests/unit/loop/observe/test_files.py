"""Listing files: with git, without git, and with what the user wants left out."""

import subprocess

import pytest

from jigsmith.base import errors
from jigsmith.loop.observe import files

GIT = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@localhost", "-c", "commit.gpgsign=false"]


def git(root, *words):
    return subprocess.run([*GIT, *words], cwd=root, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def tree(tmp_path):
    for path in ("a.py", "src/b.py", "src/c.py", "node_modules/x/y.js", "notes/d.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"{path}\n")
    return tmp_path


@pytest.fixture
def repository(tree):
    git(tree, "init", "-q")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "all")
    return tree


def paths(listing):
    return [source.path for source in listing.sources]


def test_a_folder_without_git_is_walked_and_hashed_as_git_does(tree):
    listing = files.listing(tree, [], {})
    assert paths(listing) == ["a.py", "notes/d.md", "src/b.py", "src/c.py"]
    assert (listing.git, listing.head) == (False, None)
    assert listing.left_out == {"vendored": ("node_modules/",)}
    assert listing.sources[0].blob == git(tree, "hash-object", "a.py").strip()


def test_git_and_the_folders_themselves_give_the_same_files_and_ids(repository, tmp_path_factory):
    copy = tmp_path_factory.mktemp("copy")
    subprocess.run(["cp", "-r", f"{repository}/.", copy], check=True)
    subprocess.run(["rm", "-rf", copy / ".git"], check=True)
    assert files.listing(repository, [], {}).sources == files.listing(copy, [], {}).sources


def test_changed_new_removed_and_ignored_files_are_seen_as_they_are(repository):
    (repository / "a.py").write_text("changed\n")
    (repository / "src/b.py").unlink()
    (repository / "new.py").write_text("new\n")
    (repository / ".gitignore").write_text("ignored.py\n")
    (repository / "ignored.py").write_text("x\n")
    (repository / "link.py").symlink_to("a.py")
    listing = files.listing(repository, [], {})
    assert paths(listing) == [".gitignore", "a.py", "new.py", "notes/d.md", "src/c.py"]
    assert listing.sources[1].blob == git(repository, "hash-object", "a.py").strip()
    assert listing.head == git(repository, "rev-parse", "HEAD").strip()


def test_a_repository_without_a_commit_is_listed(tree):
    git(tree, "init", "-q")
    listing = files.listing(tree, [], {})
    assert (listing.git, listing.head) == (True, None)
    assert "a.py" in paths(listing)


def test_a_folder_within_a_repository_is_listed_by_its_own_paths(repository):
    listing = files.listing(repository / "src", [], {})
    assert (paths(listing), listing.prefix) == (["b.py", "c.py"], "src/")


def test_a_shallow_clone_says_so(repository, tmp_path):
    (repository / "a.py").write_text("2\n")
    git(repository, "commit", "-qam", "two")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    assert files.listing(tmp_path / "shallow", [], {}).shallow


def test_jigignore_and_jig_toml_leave_more_out(repository):
    (repository / ".jigignore").write_text("# mine\nnotes/\n")
    listing = files.listing(repository, ["src/*.py", "!src/c.py"], {})
    assert paths(listing) == [".jigignore", "a.py", "src/c.py"]
    assert listing.left_out["ignored by .jigignore or jig.toml"] == ("notes/d.md", "src/b.py")


def test_the_marks_of_linguist_are_heeded_also_in_folders_and_unmarked_again(repository):
    (repository / ".gitattributes").write_text("*.md linguist-vendored\n*.py text\n")
    (repository / "src/.gitattributes").write_text("*.py linguist-generated=true\nc.py -linguist-generated\n")
    listing = files.listing(repository, [], {})
    assert listing.left_out["marked in .gitattributes"] == ("notes/d.md", "src/b.py")
    assert "src/c.py" in paths(listing)


def test_without_git_the_gitignore_files_are_heeded(tree):
    (tree / ".gitignore").write_text("/notes\n")
    (tree / "src/.gitignore").write_text("*.py\n!b.py\n")
    assert paths(files.listing(tree, [], {})) == [".gitignore", "a.py", "src/.gitignore", "src/b.py"]


def test_a_stamp_saves_reading_a_file_and_a_change_makes_it_read_again(tree, monkeypatch):
    stamps: files.Stamps = {}
    first = files.listing(tree, [], stamps)
    read: list[str] = []
    really = files.read

    def reading(root, path):
        read.append(path)
        return really(root, path)

    monkeypatch.setattr(files, "read", reading)
    assert files.listing(tree, [], stamps) == first and read == []
    (tree / "a.py").write_text("other text\n")
    assert files.listing(tree, [], stamps) != first and read == ["a.py"]


def test_names_that_are_no_unicode_are_left_out_and_others_are_not(tmp_path):
    (tmp_path / b"n\xff.py".decode("utf-8", "surrogateescape")).write_text("x\n")
    (tmp_path / "é 猫.py").write_text("x\n")
    listing = files.listing(tmp_path, [], {})
    assert (paths(listing), listing.left_out) == (["é 猫.py"], {"name is no text": ("n?.py",)})


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(errors.FileUnreadable, match="no such folder"):
        files.listing(tmp_path / "nothing", [], {})
