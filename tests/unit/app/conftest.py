"""What the tests of packs need: a repository of somebody else, and a project."""

import pytest
from tests.unit.app.packing import FIRST, NOTE, commit, git, lay


@pytest.fixture
def theirs(tmp_path):
    """A repository with a pack at version 1.0.0."""
    files = {
        "pack.yaml": "name: acme\ndescription: Notes of all kinds.\n",
        "CHANGELOG.md": FIRST,
        "templates/note/template.yaml": NOTE.format(version="1.0.0", line="first"),
        "tests/test_it.py": "raise SystemExit\n",
        ".github/workflows/ci.yml": "on: push\n",
    }
    folder = lay(tmp_path / "theirs", files)
    commit(folder, "v1.0.0")
    return folder


@pytest.fixture
def root(tmp_path):
    """A project."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder
