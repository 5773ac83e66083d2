"""What pages show of the ledger at a glance: sums by week, and whether anything that figures are made from changed.

Nothing here reads single uses: all of it comes from sums, which do not grow with them.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from jigsmith.store.factory import ledger_tables as tables
from jigsmith.store.factory import rollups, rows, tasks
from jigsmith.store.factory.times import Time

day, spread = tables.day, tables.spread
MONDAY = rollups.monday_column(day.c.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The uses of a tool in a week."""

    monday: date
    uses: int
    failed: int


def weeks(
    connection: sa.Connection, *, since: date, until: date, tool: str = "", repository: str = ""
) -> dict[str, list[Week]]:
    """Return by tool the weeks that had uses, oldest first, of the days from one to another, both included.

    Of one repository, of the weeks that reach into that span.
    """
    first, last = (since - rollups.FIRST).days, (until - rollups.FIRST).days
    table, at = (tables.week, tables.week.c.week) if repository else (day, day.c.day)
    monday = at if repository else MONDAY
    first = rollups.monday(first) if repository else first
    asked = sa.select(table.c.tool, monday, sa.func.sum(table.c.uses), sa.func.sum(table.c.failed))
    asked = asked.where(at >= first, at <= last).group_by(table.c.tool, monday).order_by(monday)
    if tool:
        asked = asked.where(table.c.tool == tool)
    if repository:
        asked = asked.where(table.c.repository == repository)
    found: dict[str, list[Week]] = defaultdict(list)
    for name, monday, uses, failed in connection.execute(asked):
        found[name].append(Week(monday=rollups.to_date(int(monday)), uses=int(uses), failed=int(failed)))
    return dict(found)


def lengths(connection: sa.Connection, tool: str, *, since: date, until: date) -> dict[date, dict[int, int]]:
    """Return by week how many uses of a tool were of which length (`folding.bucket`)."""
    first, last = rollups.monday((since - rollups.FIRST).days), (until - rollups.FIRST).days
    asked = sa.select(spread.c.week, spread.c.bucket, spread.c.uses).order_by(spread.c.week)
    asked = asked.where(spread.c.tool == tool, spread.c.week >= first, spread.c.week <= last)
    found: dict[date, dict[int, int]] = defaultdict(dict)
    for monday, length, count in connection.execute(asked):
        found[rollups.to_date(int(monday))][int(length)] = int(count)
    return dict(found)


def last(connection: sa.Connection) -> dict[str, date]:
    """Return by tool the day of its last use."""
    asked = sa.select(day.c.tool, sa.func.max(day.c.day)).group_by(day.c.tool)
    return {tool: rollups.to_date(int(at)) for tool, at in connection.execute(asked)}


def task(connection: sa.Connection, number: int) -> tasks.Task | None:
    """Return a task by its number; None: it is not there."""
    if not rows.is_number(number):
        return None
    wanted = sa.select(*tasks.COLUMNS).where(tables.task.c.id == number)
    found = rows.read(tasks.Task, connection.execute(wanted))
    return found[0] if found else None


def latest_times(connection: sa.Connection, number: int, *, limit: int) -> list[Time]:
    """Return the times of a task that were recorded last, the latest first."""
    table = tables.time
    wanted = sa.select(*rows.columns(table, Time)).where(table.c.task == number)
    return rows.read(Time, connection.execute(wanted.order_by(table.c.started.desc()).limit(limit)))


def stamp(connection: sa.Connection) -> tuple[object, ...]:
    """Return something that is another one when what figures are made from has changed; none of it is a scan of uses.
    What comes from runs of jobs alone is not seen.
    """
    task_, time, link, proof, build = tables.task, tables.time, tables.task_tool, tables.evidence, tables.build
    count, most = sa.func.count(), sa.func.max
    asked = (
        sa.select(sa.func.sum(tables.gathered.c.uses), sa.func.sum(tables.gathered.c.verdicts)),
        sa.select(count, most(task_.c.updated)),
        sa.select(count, most(link.c.since), sa.func.sum(link.c.share)),
        sa.select(count, most(time.c.id)),
        sa.select(count, most(proof.c.id), sa.func.sum(proof.c.times)),
        sa.select(count, most(build.c.id)),
    )
    return tuple(tuple(connection.execute(each).one()) for each in asked)


def timers(connection: sa.Connection) -> tuple[tuple[str, int, datetime], ...]:
    """Return who is at which task, and since when."""
    timer = tables.timer
    found = connection.execute(sa.select(timer.c.who, timer.c.task, timer.c.started).order_by(timer.c.who))
    return tuple((str(who), int(task), started) for who, task, started in found)
