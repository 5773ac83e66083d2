"""Tasks: the list of work that recurs, what does it, and what is known of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from jigsmith.app import projects
from jigsmith.app.factory import floor as floors
from jigsmith.app.factory.floor import Floor
from jigsmith.base import clock, errors
from jigsmith.ledger import names, tasks, where, who
from jigsmith.store.factory import database
from jigsmith.store.factory import tasks as table

View = tasks.View
Task = table.Task
OWN = ("start", "stop", "build", "import", "git", "show")  # what `jig log` has verbs for
NAME = re.compile(r"[^\s\-][^\n\t]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where somebody looks at tasks: the open factory, who they are, and in which repository."""

    floor: Floor
    repository: str  # its name; empty: in none
    who: str
    now: datetime


@contextmanager
def opened(start: Path) -> Iterator[Desk]:
    """Open the desk for a folder. Raises StoreFailed, ConfigInvalid."""
    root = projects.root_of(start)
    with floors.opened(root) as floor:
        place = where.find(str(start.absolute()))
        yield Desk(floor=floor, repository=names.of(place.repository), who=who.known(floor.home).name, now=clock.now())


def listed(desk: Desk, *, everywhere: bool = False, dismissed: bool = False) -> list[View]:
    """Return the tasks of this repository and of none, or all; those that were dismissed are left out."""
    states = (table.OPEN, table.DISMISSED) if dismissed else (table.OPEN,)
    with database.reading(desk.floor.store) as connection:
        found = "" if everywhere else desk.repository
        return tasks.views(connection, now=desk.now, repository=found, states=states)


def show(desk: Desk, name: str) -> View:
    """Return one task. Raises TaskMissing."""
    with database.reading(desk.floor.store) as connection:
        return tasks.view(connection, find(connection, desk, name), now=desk.now)


def add(
    desk: Desk,
    name: str,
    *,
    what: str = "",
    per_week: float | None = None,
    minutes: float | None = None,
    anywhere: bool = False,
) -> bool:
    """Add a task, or change what is said of it; True: it is new. `anywhere`: it is of no single repository.

    Raises ParameterInvalid for what is no name.
    """
    said = {"what": what, "per_week": per_week, "minutes": minutes}
    given: dict[str, Any] = {key: value for key, value in said.items() if value not in ("", None)}
    with database.begin(desk.floor.store) as connection:
        _, new = table.put(
            connection, checked(name), now=desk.now, repository="" if anywhere else desk.repository, **given
        )
    return new


def link(desk: Desk, name: str, tool: str, *, share: float | None = None) -> bool:
    """Say that a tool does a task from now on; True: that is new. Raises TaskMissing."""
    with database.begin(desk.floor.store) as connection:
        task = find(connection, desk, name)
        return table.link(connection, table.Link(task=task.id, tool=tool, since=desk.now, share=share))


def unlink(desk: Desk, name: str, tool: str) -> bool:
    """Say that a tool does not do a task; False: it was not linked. Raises TaskMissing."""
    with database.begin(desk.floor.store) as connection:
        return table.unlink(connection, find(connection, desk, name).id, tool)


def dismiss(desk: Desk, name: str, *, dismissed: bool) -> None:
    """Take a task from the list without forgetting it, or put it back. Raises TaskMissing."""
    with database.begin(desk.floor.store) as connection:
        task = find(connection, desk, name)
        table.change(connection, task.id, now=desk.now, state=table.DISMISSED if dismissed else table.OPEN)


def remove(desk: Desk, name: str) -> None:
    """Delete a task with its times and its evidence. Raises TaskMissing."""
    with database.begin(desk.floor.store) as connection:
        table.remove(connection, find(connection, desk, name).id)


def find(connection: sa.Connection, desk: Desk, name: str) -> Task:
    """Return a task by its name. Raises TaskMissing, which says which is like it."""
    found = table.get(connection, name, repository=desk.repository)
    if found is None:
        raise errors.TaskMissing(f"there is no task '{name}'", where=desk.repository or None)
    return found


def checked(name: str) -> str:
    """Return a name that a task can have. Raises ParameterInvalid."""
    if name in OWN or not NAME.fullmatch(name) or not name.isprintable():
        raise errors.ParameterInvalid(
            f"'{name}' cannot be the name of a task", do="Take 1 to 100 characters, and no word that `jig log` has."
        )
    return name
