"""Workers that are killed in the middle of a run: it ends once, with one pull request, one issue, one message."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from tests import postgres

from jigsmith.app.factory import floor, jobs, nightly
from jigsmith.base import clock
from jigsmith.flows.jobs import ticking, workspaces
from jigsmith.store.factory import database, runs

TOP = Path(__file__).resolve().parents[4]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def kind(request, monkeypatch):
    if request.param == "sqlite":
        monkeypatch.delenv(floor.DATABASE, raising=False)
        yield "sqlite"
        return
    with postgres.cluster() as cluster:
        monkeypatch.setenv(floor.DATABASE, cluster.create_database(f"t{secrets.token_hex(4)}"))
        yield "postgres"


class Floor:
    """Workers of one repository, each a process."""

    def __init__(self, root):
        self.root, self.processes = root, []

    def start(self):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.flows.jobs.worker", str(self.root)],
            cwd=TOP, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": f"{TOP}:{TOP / 'src'}"},
        )  # fmt: skip
        self.processes.append(process)
        assert process.stdout
        assert process.stdout.readline().strip()
        return process

    def kill(self, process):
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)


@pytest.fixture
def workers(bench):
    made = Floor(bench.root)
    with contextlib.closing(contextlib.ExitStack()) as closing:
        closing.callback(made.stop)
        yield made


def configured(bench, text):
    (bench.root / "jig.toml").write_text(text)
    bench.commit()


def queue(opened, bench, name):
    """Make a run as the scheduler does, for now."""
    now = clock.now()
    identity = ticking.identity(nightly.world(opened, bench.root), name, now)
    run = runs.Run(
        id=identity, repository=str(bench.root), job=name, trigger="schedule", due=now, state=runs.QUEUED,
        queued=now - timedelta(minutes=5),
    )  # fmt: skip
    opened.add(bench.root)
    with database.begin(opened.store) as connection:
        runs.add(connection, run)
    return identity


def until(seconds, question):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = question()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")


def ended(opened, name):
    found = jobs.get(opened, name)
    known = json.loads(found.results).get("hooks", {})
    clean = not workspaces.folder(opened.home, name).exists()
    return found if found.state not in runs.OPEN and "save-report" in known and clean else None


@pytest.mark.parametrize("times", [1, 2])
def test_a_run_goes_on_after_its_worker_was_killed_in_the_command(kind, bench, workers, tmp_path, times):
    beats = tmp_path / "beats"
    configured(
        bench,
        f"""
[[jobs]]
name = "long"
command = "echo begun >> {beats}; sleep 4; echo changed > new.txt"
on_success = ["create-pr", "save-report"]
""",
    )
    with floor.opened(bench.root) as opened:
        name = queue(opened, bench, "long")
        for number in range(times):
            victim = workers.start()
            until(60, lambda number=number: beats.exists() and len(beats.read_text().splitlines()) > number)
            workers.kill(victim)
        workers.start()
        workers.start()
        run = until(90, lambda: ended(opened, name))
        assert run.state == "succeeded"
        forge = nightly.world(opened, bench.root).forge
        assert [(pull.head, pull.state) for pull in forge.pulls(state="all")] == [(run.branch, "open")]
        assert len(beats.read_text().splitlines()) == times + 1
        assert bench.git("rev-list", "--count", "jig/reports") == "1"
        assert bench.git("for-each-ref", "--format=%(refname)", "refs/jigsmith") == ""


@pytest.mark.parametrize("hook", ["create-issue", "save-report"])
def test_a_run_goes_on_after_its_worker_was_killed_at_a_hook(kind, bench, workers, monkeypatch, tmp_path, hook):
    configured(
        bench,
        """
[[jobs]]
name = "bad"
command = "echo no disk; exit 1"
on_failure = ["create-issue", "save-report"]
""",
    )
    with floor.opened(bench.root) as opened:
        name = queue(opened, bench, "bad")
        victim = workers.start()

        def at_the_hook():
            found = jobs.get(opened, name)
            return found.state == "failed" and (
                hook == "create-issue" or "create-issue" in json.loads(found.results).get("hooks", {})
            )

        until(60, at_the_hook)
        workers.kill(victim)
        workers.start()
        run = until(90, lambda: ended(opened, name))
        assert run.state == "failed"
        forge = nightly.world(opened, bench.root).forge
        assert forge.issue(1).title == "Nightly job bad failed"
        with pytest.raises(Exception, match="there is no issue 2"):
            forge.issue(2)
        assert not forge.comments(1)
        assert bench.git("rev-list", "--count", "jig/reports") == "1"


def test_schedulers_in_many_processes_make_one_run_of_a_due_time(kind, bench, workers, tmp_path):
    configured(
        bench,
        f"""
[[jobs]]
name = "often"
schedule = "* * * * *"
overlap = "queue"
command = "echo $JIG_RUN >> {tmp_path}/ran"
""",
    )
    with floor.opened(bench.root) as opened:
        opened.add(bench.root)
        now = clock.now()
        with database.begin(opened.store) as connection:
            runs.look(connection, str(bench.root), "often", was=None, until=now - timedelta(minutes=2))
        for _ in range(3):
            workers.start()

        def ended():
            states = [run.state for run in jobs.history(opened, bench.root)]
            return states.count("succeeded") >= 2 and not set(states) & set(runs.OPEN)

        until(120, ended)
        time.sleep(1)
        found = jobs.history(opened, bench.root)
        lines = (tmp_path / "ran").read_text().split()
    assert len(lines) == len(set(lines)) == len([run for run in found if run.state == "succeeded"])
    assert len({run.due for run in found}) == len(found) >= 2
