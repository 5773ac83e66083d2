"""Times: what doing a task took, by hand or with a tool; what somebody is at; what tools took to build."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from jigsmith.store.factory import ledger_tables, rows

table, timers, builds = ledger_tables.time, ledger_tables.timer, ledger_tables.build


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """One time that a task was done."""

    task: int
    started: datetime
    seconds: float  # active
    source: str  # timer, hand, wakatime, activitywatch, git, mined
    key: str  # within its source
    tool: str = ""  # it was done with; empty: by hand
    wall: float | None = None  # seconds; None: not measured
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """What somebody is at."""

    who: str
    task: int
    tool: str
    started: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What went into a tool: building it, keeping it working, reviewing it."""

    tool: str
    kind: str  # build, maintain, review
    at: datetime
    seconds: float  # active, of people
    source: str  # hand, ticket, job
    key: str
    cost: float | None = None  # US dollars, of models; None: not measured
    tokens: int | None = None
    who: str = ""


def add(connection: sa.Connection, new: Iterable[Time]) -> int:
    """Add times; those that are there already (task, source, key) are left out. Return how many were new."""
    done = 0
    for each in new:
        statement = rows.insert(connection, table).values(**asdict(each)).on_conflict_do_nothing().returning(table.c.id)
        done += connection.execute(statement).first() is not None
    return done


def those(
    connection: sa.Connection, *, task: int | None = None, since: datetime | None = None
) -> dict[int, list[Time]]:
    """Return times by task, oldest first."""
    wanted = sa.select(*rows.columns(table, Time)).order_by(table.c.started, table.c.id)
    if task is not None:
        wanted = wanted.where(table.c.task == task)
    if since is not None:
        wanted = wanted.where(table.c.started >= since)
    found: dict[int, list[Time]] = defaultdict(list)
    for each in rows.read(Time, connection.execute(wanted)):
        found[each.task].append(each)
    return dict(found)


def remove(connection: sa.Connection, task: int, *, source: str, key: str) -> bool:
    """Delete one time; False: it is not there."""
    where = (table.c.task == task, table.c.source == source, table.c.key == key)
    return connection.execute(sa.delete(table).where(*where)).rowcount == 1


def start(connection: sa.Connection, new: Timer) -> bool:
    """Begin a task; False when that person is at something already."""
    statement = rows.insert(connection, timers).values(**asdict(new)).on_conflict_do_nothing().returning(timers.c.who)
    return connection.execute(statement).first() is not None


def running(connection: sa.Connection, who: str) -> Timer | None:
    """Return what somebody is at; None: at nothing."""
    found = rows.read(Timer, connection.execute(sa.select(*rows.columns(timers, Timer)).where(timers.c.who == who)))
    return found[0] if found else None


def stop(connection: sa.Connection, timer: Timer) -> bool:
    """End what somebody is at; False when that has ended already."""
    where = (timers.c.who == timer.who, timers.c.started == timer.started)
    return connection.execute(sa.delete(timers).where(*where)).rowcount == 1


def build(connection: sa.Connection, new: Build) -> bool:
    """Write what went into a tool; False: it is there already (tool, source, key)."""
    statement = rows.insert(connection, builds).values(**asdict(new)).on_conflict_do_nothing().returning(builds.c.id)
    return connection.execute(statement).first() is not None


def built(connection: sa.Connection, *, tool: str = "", since: datetime | None = None) -> dict[str, list[Build]]:
    """Return what went into tools, by tool, oldest first."""
    wanted = sa.select(*rows.columns(builds, Build)).order_by(builds.c.at, builds.c.id)
    if tool:
        wanted = wanted.where(builds.c.tool == tool)
    if since is not None:
        wanted = wanted.where(builds.c.at >= since)
    found: dict[str, list[Build]] = defaultdict(list)
    for each in rows.read(Build, connection.execute(wanted)):
        found[each.tool].append(each)
    return dict(found)
