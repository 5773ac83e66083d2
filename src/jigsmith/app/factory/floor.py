"""The floor: the factory's database, the repositories that it works for, and each one's world."""

import dataclasses
import getpass
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from jigsmith.app import projects
from jigsmith.app.factory import hands
from jigsmith.base import clock, durations, errors, places, settings
from jigsmith.engines.forge import local
from jigsmith.engines.forge.github import connect
from jigsmith.engines.forge.records import Forge
from jigsmith.flows.tickets.records import World
from jigsmith.store.factory import database, repositories

DATABASE = "JIG_DATABASE_URL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """An open factory."""

    store: sa.Engine
    url: str
    home: Path
    worker: str
    runs_at_once: int = 2  # runs of jobs, at all workers together
    keep_uses: timedelta = timedelta(days=90)  # single ones; their sums are kept for ever
    keep_runs: timedelta = timedelta(days=90)  # and flows, once they have ended
    elsewhere: connect.Opened = dataclasses.field(default_factory=connect.Opened)  # forges on other machines

    def world(self, repository: Path) -> World:
        """Return what the flows of one repository may reach; its jig.toml is read anew. Raises ConfigInvalid."""
        configured = settings.load(repository)
        return World(
            store=self.store,
            clock=clock.now,
            repository=repository,
            home=self.home,
            worker=self.worker,
            settings=configured.tickets,
            gates=configured.gates,
            forge=forge_of(self, repository, configured),
            boxes=hands.Hands(repository=repository, settings=configured),
            tell=hands.teller(configured),
        )

    def at(self, worker: str) -> "Floor":
        """Return the same floor as a worker sees it."""
        return dataclasses.replace(self, worker=worker)

    def repositories(self) -> list[Path]:
        """Return the repositories that the factory works for and that are there."""
        with database.reading(self.store) as connection:
            return [path for each in repositories.all_of(connection) if (path := Path(each)).is_dir()]

    def add(self, repository: Path) -> None:
        """Let the factory work for a repository."""
        with database.begin(self.store) as connection:
            repositories.add(connection, str(repository), name=repository.name, now=clock.now())


@contextmanager
def opened(root: Path | None = None, *, worker: str = "") -> Iterator[Floor]:
    """Open the factory, as the jig.toml of `root` or $JIG_DATABASE_URL says. Raises StoreFailed, ConfigInvalid."""
    configured = settings.load(root) if root else settings.Settings()
    home = places.home()
    url = database.address(home, os.environ.get(DATABASE) or configured.store.url)
    store = database.opened(url)
    floor = Floor(
        store=store,
        url=url,
        home=home,
        worker=worker or f"{socket.gethostname()}:{os.getpid()}",
        runs_at_once=configured.store.runs_at_once,
        keep_uses=timedelta(seconds=durations.seconds(configured.store.keep_uses)),
        keep_runs=timedelta(seconds=durations.seconds(configured.store.keep_runs)),
    )
    try:
        yield floor
    finally:
        floor.elsewhere.close()
        store.dispose()


def repository_of(path: Path) -> Path:
    """Return the repository that a folder is in. Raises GitFailed when it is in none."""
    root = projects.root_of(path)
    if not (root / ".git").exists():
        raise errors.GitFailed(f"{root} is no git repository", do="Run it in a repository, or `git init` first.")
    return root.resolve()


def forge_of(floor: Floor, repository: Path, configured: settings.Settings) -> Forge:
    """Return the forge that the repository's jig.toml names. Raises ConfigInvalid."""
    if configured.forge.kind == "github":
        return floor.elsewhere.forge(configured.forge, os.environ)
    return local.Local(floor.store, repository, me=me(), now=clock.now)


def me() -> str:
    """Return what the person at this machine is called."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", getpass.getuser()) or "somebody"
