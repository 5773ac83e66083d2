"""Tasks: work that recurs, which tools do it, and what shows that it recurs."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jigsmith.store.factory import ledger_tables, rows

table, links, proofs = ledger_tables.task, ledger_tables.task_tool, ledger_tables.evidence
OPEN, DISMISSED = "open", "dismissed"
HAND, MINED = "hand", "mined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work that recurs."""

    id: int
    repository: str  # its name; empty: of no single one
    name: str
    what: str  # in a sentence
    origin: str  # hand, mined
    state: str  # open, dismissed
    per_week: float | None  # how often, as somebody said; None: nobody did
    minutes: float | None  # how long each, as somebody said
    proposal: str  # JSON: the tool that mining proposes; "{}": none
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A tool that does a task."""

    task: int
    tool: str
    since: datetime
    share: float | None = None  # of the task that it does, 0 to 1; None: not measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What shows that a task recurs, as mining found it."""

    kind: str  # shell, transcript, git
    key: str  # of the pattern
    text: str  # the pattern, redacted
    times: int
    sessions: int = 0
    days: int = 0
    seconds: float | None = None  # the usual time of one; None: not measured
    first: datetime | None = None
    last: datetime | None = None
    data: str = "{}"  # JSON


COLUMNS = rows.columns(table, Task)


def put(
    connection: sa.Connection, name: str, *, now: datetime, repository: str = "", origin: str = HAND, **what: Any
) -> tuple[int, bool]:
    """Add a task, or change the one of that name; return its id, and whether it is new."""
    new = {"repository": repository, "name": name, "origin": origin, "created": now, "updated": now, **what}
    add = rows.insert(connection, table).values(**new).on_conflict_do_nothing().returning(table.c.id)
    made = connection.execute(add).first()
    if made:
        return int(made[0]), True
    where = (table.c.repository == repository, table.c.name == name)
    if what:
        connection.execute(sa.update(table).where(*where).values(updated=now, **what))
    return int(connection.execute(sa.select(table.c.id).where(*where)).scalar_one()), False


def get(connection: sa.Connection, name: str, *, repository: str = "") -> Task | None:
    """Return a task by its name: of this repository, else the one of no single repository."""
    where = (table.c.name == name, table.c.repository.in_({repository, ""}))
    found = rows.read(Task, connection.execute(sa.select(*COLUMNS).where(*where).order_by(table.c.repository.desc())))
    return found[0] if found else None


def name(connection: sa.Connection, task: int) -> str | None:
    """Return the name of a task; None: it is not there."""
    found: str | None = connection.scalar(sa.select(table.c.name).where(table.c.id == task))
    return found


def those(connection: sa.Connection, *, repository: str = "", states: Collection[str] = (OPEN,)) -> list[Task]:
    """Return tasks by name: of a repository and of none, or of all (`repository` empty)."""
    wanted = sa.select(*COLUMNS).where(table.c.state.in_(states)).order_by(table.c.name, table.c.id)
    if repository:
        wanted = wanted.where(table.c.repository.in_({repository, ""}))
    return rows.read(Task, connection.execute(wanted))


def change(connection: sa.Connection, task: int, *, now: datetime, **what: Any) -> bool:
    """Write columns of a task; False: it is not there."""
    return connection.execute(sa.update(table).where(table.c.id == task).values(updated=now, **what)).rowcount == 1


def remove(connection: sa.Connection, task: int) -> bool:
    """Delete a task with its evidence, links and times; False: it is not there."""
    return connection.execute(sa.delete(table).where(table.c.id == task)).rowcount == 1


def link(connection: sa.Connection, new: Link) -> bool:
    """Say that a tool does a task; linked again, only the share is written. True: it is new."""
    add = rows.insert(connection, links).values(**asdict(new)).on_conflict_do_nothing().returning(links.c.task)
    if connection.execute(add).first():
        return True
    where = (links.c.task == new.task, links.c.tool == new.tool)
    if new.share is not None:
        connection.execute(sa.update(links).where(*where).values(share=new.share))
    return False


def unlink(connection: sa.Connection, task: int, tool: str) -> bool:
    """Say that a tool does not do a task; False: it was not linked."""
    where = (links.c.task == task, links.c.tool == tool)
    return connection.execute(sa.delete(links).where(*where)).rowcount == 1


def linked(connection: sa.Connection, *, tool: str = "") -> dict[int, list[Link]]:
    """Return the links by task, the oldest first; those of one tool, or all."""
    wanted = sa.select(*rows.columns(links, Link)).order_by(links.c.since, links.c.tool)
    if tool:
        wanted = wanted.where(links.c.tool == tool)
    found: dict[int, list[Link]] = defaultdict(list)
    for each in rows.read(Link, connection.execute(wanted)):
        found[each.task].append(each)
    return dict(found)


def prove(connection: sa.Connection, task: int, evidence: Evidence) -> None:
    """Write what shows that a task recurs; what was written of the same pattern is replaced."""
    values = asdict(evidence)
    add = rows.insert(connection, proofs).values(task=task, **values)
    connection.execute(add.on_conflict_do_update(index_elements=["task", "kind", "key"], set_=values))


def proven_by(connection: sa.Connection, *, kind: str, key: str) -> int | None:
    """Return the task that a pattern is evidence of; None: of none yet."""
    found: int | None = connection.scalar(sa.select(proofs.c.task).where(proofs.c.kind == kind, proofs.c.key == key))
    return found


def evidence(connection: sa.Connection, *, task: int | None = None) -> dict[int, list[Evidence]]:
    """Return the evidence by task, the most frequent first."""
    wanted = sa.select(proofs.c.task, *rows.columns(proofs, Evidence)).order_by(proofs.c.times.desc(), proofs.c.id)
    if task is not None:
        wanted = wanted.where(proofs.c.task == task)
    found: dict[int, list[Evidence]] = defaultdict(list)
    names = [field.name for field in fields(Evidence)]
    for row in connection.execute(wanted):
        found[row[0]].append(Evidence(**dict(zip(names, row[1:], strict=True))))
    return dict(found)
