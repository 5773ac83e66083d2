"""A real repository, a real database and the forge on this machine, for jobs."""

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jigsmith.base import settings
from jigsmith.engines.forge import local
from jigsmith.flows.jobs import running, ticking
from jigsmith.flows.jobs.records import Direct, World
from jigsmith.store.factory import database, runs

START = datetime(2026, 6, 10, 1, 0, tzinfo=UTC)
WHO = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@x", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@x"}


class Bench:
    """A repository with jobs, and a clock that is set by hand."""

    def __init__(self, root, home):
        self.root, self.now = root, START
        self.told: list = []
        self.shown: list = []
        self.put_there: dict = {}
        self.git("init", "-q", "-b", "main")
        self.write("README.md", "hello\n")
        self.commit()
        store = database.opened(database.address(home))
        self.world = World(
            store=store,
            clock=lambda: self.now,
            repository=root,
            home=home,
            worker=f"elsewhere:{os.getpid()}:x",
            settings=settings.Settings(),
            forge=local.local(store, root, now=lambda: self.now),
            tell=lambda *message: self.told.append(message),
            machine=dict(os.environ) | {"PLAIN": "s3cret-value"},
            echo=self.shown.append,
        )

    def git(self, *words):
        done = subprocess.run(
            ["git", *words], cwd=self.root, capture_output=True, text=True, env=os.environ | WHO, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "more")

    def jobs(self, text):
        text += '\n[notify]\ntargets = { slack = "json://127.0.0.1" }\n'
        self.world = replace(self.world, settings=settings.parse(text, where="jig.toml"))

    def run(self, name, *, due=None):
        """Make a run of a job and bring it to its end."""
        self.now += timedelta(minutes=1)
        moment = due or self.now
        run = runs.Run(
            id=ticking.identity(self.world, name, moment), repository=str(self.root), job=name, trigger="schedule",
            due=moment, state=runs.QUEUED, queued=self.now,
        )  # fmt: skip
        with database.begin(self.world.store) as connection:
            runs.add(connection, run)
        running.run(self.world, Direct(), run.id)
        return self.get(run.id)

    def get(self, name):
        with database.reading(self.world.store) as connection:
            return runs.get(connection, name)

    def all(self):
        with database.reading(self.world.store) as connection:
            return runs.those(connection, oldest_first=True)

    def put(self, flow, *args, id, queue, key=None, delay=0.0):  # noqa: A002
        there = id in self.put_there
        self.put_there.setdefault(id, (flow, args, queue, key, delay))
        return not there

    def tick(self, *, later=timedelta(), known=lambda _: None):
        self.now += later
        return ticking.tick(self.world, self.put, known=known, now=self.now)

    def open_pulls(self):
        return self.world.forge.pulls(state="open")


@pytest.fixture
def bench(tmp_path, jig_home):
    root = tmp_path / "project"
    root.mkdir()
    made = Bench(root.resolve(), jig_home)
    yield made
    made.world.store.dispose()
