"""The desk itself: an open factory, the repositories in it by short names, and the queue that work goes into."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jigsmith.app.desk import keeping
from jigsmith.app.factory import floor as floors
from jigsmith.app.factory import nightly, serving
from jigsmith.base import clock, errors
from jigsmith.engines.runner import client

Put = nightly.Put
Floor = floors.Floor


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every page reads from."""

    floor: Floor
    put: Put
    now: Callable[[], datetime] = clock.now
    kept: keeping.Kept = field(default_factory=keeping.Kept)  # figures that take longer than a page may wait

    def repositories(self) -> Mapping[str, Path]:
        """Return the repositories by the names that stand in addresses; two of one name are told apart by a mark."""
        paths = self.floor.repositories()
        names = [path.name for path in paths]
        return {path.name if names.count(path.name) == 1 else f"{path.name}-{mark(path)}": path for path in paths}

    def repository(self, name: str) -> Path:
        """Return one by its name. Raises RepositoryMissing."""
        found = self.repositories().get(name)
        if found is None:
            raise errors.RepositoryMissing(f"the factory works for no repository '{name}'")
        return found

    def chosen(self, name: str) -> Mapping[str, Path]:
        """Return the one of that name, or all of them for an empty name. Raises RepositoryMissing."""
        return {name: self.repository(name)} if name else self.repositories()

    def name_of(self, path: str) -> str:
        """Return what a repository is called in addresses; one that is gone by its folder's name."""
        return next((name for name, each in self.repositories().items() if str(each) == path), Path(path).name)


def mark(path: Path) -> str:
    """Return a few characters that tell this path from others."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:6]


def working(worker: serving.Worker, floor: Floor) -> Desk:
    """Return the desk beside a worker: what is asked for goes into its queue."""
    return Desk(floor=floor, put=worker.engine.enqueue)


def watching(floor: Floor) -> Desk:
    """Return the desk of a process that does not work: other workers take what is put into the queue."""
    outside = client.Client(client.address(floor.home, "" if floor.url.startswith("sqlite") else floor.url))
    return Desk(floor=floor, put=outside.enqueue)
