"""The sample project of the tour is honest: it works, and it has the history it tells."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from jigsmith.app import tour
from jigsmith.base import errors

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def project(tmp_path):
    tour.begin(tmp_path / "workshop", now=NOW)
    return tmp_path / "workshop"


def test_its_own_tests_pass(project):
    done = subprocess.run([sys.executable, "-m", "unittest"], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_endpoint_came_with_a_commit_of_its_own(project):
    log = subprocess.run(
        ["git", "log", "--format=commit %aI %s", "--name-only"], cwd=project, capture_output=True, text=True, check=True
    ).stdout
    commits = [entry.splitlines() for entry in log.split("commit ")[1:]]
    endpoints = [entry for entry in commits if any("workshop/routes/" in line and "__" not in line for line in entry)]
    assert len(endpoints) == 5
    assert all(len([line for line in entry[1:] if line]) == 4 for entry in endpoints)
    assert all(datetime.fromisoformat(entry[0].split()[0]) < NOW for entry in commits)
    assert all(datetime.fromisoformat(entry[0].split()[0]).weekday() < 5 for entry in commits)


def test_all_files_of_the_sample_are_in_it(project):
    sample = {path for path in (tour.DATA / "project").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert len(tour.project_files(project)) == len(sample)


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(errors.WouldOverwrite):
        tour.begin(tmp_path, now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
