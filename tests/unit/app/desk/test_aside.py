"""Work in a process of its own: what comes back, what goes wrong, and that none is left behind."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests import dashboard

from jigsmith.app.desk import aside, figures
from jigsmith.base import errors
from jigsmith.store.factory import database


def test_the_work_is_done_in_another_process_and_what_prints_is_no_answer():
    assert aside.run(os.getpid) not in {None, os.getpid()}
    assert aside.run(print, "no answer") is None


def test_an_error_comes_back_as_what_it_is(jig_home: Path):
    asked = figures.Asked(what="figures", repository="gone", now=datetime.now(UTC))
    with pytest.raises(errors.RepositoryMissing, match="gone"):
        aside.run(figures.reckon_aside, database.address(jig_home), jig_home, asked)
    with pytest.raises(errors.StoreFailed, match="ZeroDivisionError"):
        aside.run(divmod, 1, 0)


def test_a_process_that_ends_too_soon_is_an_error_that_says_so():
    with pytest.raises(errors.StoreFailed, match="without an answer"):
        aside.run(os._exit, 3)


def test_one_that_comes_to_no_end_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(aside, "LONGEST", 1.0)
    with pytest.raises(errors.StoreFailed):
        aside.run(time.sleep, 60)


def test_it_ends_when_the_one_that_waits_is_killed():
    until = time.monotonic() + 30
    waits = "import time\nfrom jigsmith.app.desk import aside\naside.run(time.sleep, 60)"
    with subprocess.Popen([sys.executable, "-c", waits]) as server:
        below = Path(f"/proc/{server.pid}/task/{server.pid}/children")
        while not (found := below.read_text().split()) and time.monotonic() < until:
            time.sleep(0.02)
        server.kill()
    while Path(f"/proc/{found[0]}").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(f"/proc/{found[0]}").exists()


def test_nothing_of_the_folder_it_is_started_in_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("pickle", "signal", "runpy", "threading", "jigsmith"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'was-run')!r}, 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    assert aside.run(divmod, 7, 2) == (3, 1)
    assert not (tmp_path / "was-run").exists()


def test_figures_are_the_same_wherever_they_are_reckoned(
    tmp_path: Path, jig_home: Path, monkeypatch: pytest.MonkeyPatch
):
    moment = datetime.now(UTC)
    with dashboard.ground(tmp_path, jig_home) as ground:
        floor = ground.desk.floor
        for asked in (
            figures.Asked(what="figures", now=moment),
            figures.Asked(what="metrics", repository="web-shop", weeks=3, now=moment),
            figures.Asked(what="forecast", weeks=5, now=moment),
        ):
            there = aside.run(figures.reckon_aside, floor.url, floor.home, asked)
            assert there == figures.reckon(floor, asked)
        monkeypatch.setattr(figures, "MANY", 0)
        found = figures.figures(ground.desk, patience=60)
        assert found is not None and found.returns
