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


def step(*words):
    return tour.Step(says="", words=words, real=words)


def test_the_report_of_the_tests_is_on_stdout_with_the_rest(project, capfd):
    assert tour.Tour(project, set()).run(step(sys.executable, "-c", "import sys; sys.stderr.write('report')")) == 0
    assert capfd.readouterr() == ("report", "")


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}])
def test_the_log_has_colours_only_where_they_are_wanted(project, capfd, monkeypatch, environment):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    subprocess.run(["git", "config", "color.ui", "always"], cwd=project, check=True)
    begun = tour.Tour(project, set())
    assert begun.run(next(tour.steps(begun))) == 0
    assert ("\x1b" in capfd.readouterr().out) == (not environment)


def test_ctrl_c_waits_for_the_command_which_gets_it_as_well(project):
    script = (
        "import os, signal, sys, time\n"
        "signal.signal(signal.SIGINT, lambda *_: sys.exit('told once'))\n"
        "os.kill(os.getppid(), signal.SIGINT); os.kill(os.getpid(), signal.SIGINT); time.sleep(20)\n"
    )
    assert tour.Tour(project, set()).run(step(sys.executable, "-c", script)) == tour.INTERRUPTED


def test_all_files_of_the_sample_are_in_it(project):
    sample = {path for path in (tour.DATA / "project").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert len(tour.project_files(project)) == len(sample)


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(errors.WouldOverwrite):
        tour.begin(tmp_path, now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
