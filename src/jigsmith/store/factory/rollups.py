"""Sums of uses, by day and by week: written by `folding` when uses are gathered, kept for ever, read by pages.

Whoever writes holds `uses.lock`. A day is a number: days since 1970, in UTC; a week is the number of its Monday.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from jigsmith.store.factory import ledger_tables

day, week, spread, spread_long = (
    ledger_tables.day, ledger_tables.week, ledger_tables.spread, ledger_tables.spread_long,
)  # fmt: skip
person, known, template = ledger_tables.person, ledger_tables.known, ledger_tables.template
way = ledger_tables.way
FIRST = date(1970, 1, 1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONG = timedelta(days=150)  # a span from which on lengths are read by four weeks
SUMS = [column.name for column in day.columns if not column.primary_key]
PARTED = {"seconds", "active", "cost"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What uses come to. `active` and `cost` are of the `active_of` and `cost_of` uses of which they were measured."""

    uses: int
    ok: int
    failed: int
    stopped: int
    seconds: float  # wall
    active: float  # seconds of people
    active_of: int
    files: int
    lines: int
    tokens: int
    cost: float  # US dollars
    cost_of: int
    kept: int  # uses whose files were as they were written a day later
    edited: int
    reverted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """What the uses of a tool come to in a span of days."""

    tool: str
    first: date
    last: date
    sums: Sums


def number(moment: datetime) -> int:
    """Return the day of a time."""
    return (moment.astimezone(UTC).date() - FIRST).days


def monday(of: int) -> int:
    """Return the first day of the week that a day is in; 1970 began on a Thursday."""
    return of - (of + 3) % 7


def monday_column(of: sa.Column[int]) -> sa.ColumnElement[int]:
    """Return the same of a column; without parameters, since it is grouped by."""
    three, seven = sa.literal_column("3", sa.Integer), sa.literal_column("7", sa.Integer)
    return of - (of + three) % seven


def monday_of(moment: datetime) -> datetime:
    """Return when the week of a moment began, in UTC."""
    return EPOCH + timedelta(days=monday(number(moment)))


def first_of_four(of: int) -> int:
    """Return the first day of the four weeks that a day is in."""
    return of - (of + 3) % 28


def to_date(of: int) -> date:
    """Return the date of a day."""
    return FIRST + timedelta(days=of)


def tools(
    connection: sa.Connection, *, since: date, until: date, tool: str = "", surface: str = "", repository: str = ""
) -> list[Tool]:
    """Return the sums of each tool from one day to another, both included; the most used first.

    With `surface` or `repository`, of the weeks that reach into that span.
    """
    table, at = _table(surface, repository)
    chosen = _chosen(table, since, until, tool=tool, surface=surface, repository=repository)
    asked = sa.select(table.c.tool, sa.func.min(at), sa.func.max(at), *_summed(table)).where(*chosen)
    found = connection.execute(asked.group_by(table.c.tool).order_by(sa.func.sum(table.c.uses).desc(), table.c.tool))
    return [Tool(tool=row[0], first=to_date(row[1]), last=to_date(row[2]), sums=_read(row[3:])) for row in found]


def days(
    connection: sa.Connection, *, since: date, until: date, tool: str = "", surface: str = "", repository: str = ""
) -> list[tuple[date, Sums]]:
    """Return the sums of each day that had uses, from one day to another, both included.

    With `surface` or `repository`, of each week, under the date of its Monday.
    """
    table, at = _table(surface, repository)
    if table is week and not tool:
        table, at = way, way.c.week
    chosen = _chosen(table, since, until, tool=tool, surface=surface, repository=repository)
    found = connection.execute(sa.select(at, *_summed(table)).where(*chosen).group_by(at).order_by(at))
    return [(to_date(row[0]), _read(row[1:])) for row in found]


def weekly(
    connection: sa.Connection, tools: Sequence[str], *, since: datetime, until: datetime, repository: str = ""
) -> list[tuple[datetime, int, int]]:
    """Return by week, under the time it began, how often any of some tools was used, and how often that failed or was
    reverted: from the week of one time to the one before that of another.
    """
    table, at = _table("", repository)
    begun = monday_column(at)
    lost = sa.func.sum(table.c.uses - table.c.ok + table.c.reverted)
    asked = sa.select(begun, sa.func.sum(table.c.uses), lost).group_by(begun).order_by(begun)
    chosen = [table.c.tool.in_(tools), at >= monday(number(since)), at < monday(number(until))]
    if repository:
        chosen.append(table.c.repository == repository)
    found = connection.execute(asked.where(*chosen))
    return [(EPOCH + timedelta(days=int(day)), int(uses), int(failed)) for day, uses, failed in found]


def shares(connection: sa.Connection, *, since: date, until: date, tool: str = "") -> list[tuple[str, str, int, int]]:
    """Return by surface and repository how many uses and failures, of the weeks that reach into a span."""
    table = week if tool else way
    told = (table.c.surface, table.c.repository)
    asked = sa.select(*told, sa.func.sum(table.c.uses), sa.func.sum(table.c.failed)).group_by(*told).order_by(*told)
    found = connection.execute(asked.where(*_chosen(table, since, until, tool=tool)))
    return [(surface, repository, int(uses), int(failed)) for surface, repository, uses, failed in found]


def templates(connection: sa.Connection, *, since: date, until: date) -> list[tuple[str, Sums]]:
    """Return the sums by template, the most used first, of the weeks that reach into a span of days."""
    name, most = template.c.template, sa.func.sum(template.c.uses).desc()
    asked = sa.select(name, *_summed(template)).where(*_chosen(template, since, until)).group_by(name)
    return [(row[0], _read(row[1:])) for row in connection.execute(asked.order_by(most, name))]


def lengths(connection: sa.Connection, *, since: date, until: date, tool: str = "") -> dict[str, dict[int, int]]:
    """Return by tool how many uses were of which length (`bucket`), of the weeks that reach into a span of days; of a
    long one, by four weeks.
    """
    first, last = (since - FIRST).days, (until - FIRST).days
    table, first = (spread_long, first_of_four(first)) if until - since >= LONG else (spread, monday(first))
    at = next(iter(table.primary_key.columns))
    asked = sa.select(table.c.tool, table.c.bucket, sa.func.sum(table.c.uses)).where(at >= first, at <= last)
    if tool:
        asked = asked.where(table.c.tool == tool)
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for name, length, count in connection.execute(asked.group_by(table.c.tool, table.c.bucket)):
        found[name][int(length)] = int(count)
    return dict(found)


def people(connection: sa.Connection, *, since: date, until: date, tool: str = "") -> dict[str, dict[str, int]]:
    """Return by tool how often whom used it, by pseudonym: to count heads, never to show them one by one."""
    chosen = [person.c.week >= monday((since - FIRST).days), person.c.week <= (until - FIRST).days]
    if tool:
        chosen.append(person.c.tool == tool)
    asked = sa.select(person.c.tool, person.c.who, sa.func.sum(person.c.uses)).where(*chosen)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, who, count in connection.execute(asked.group_by(person.c.tool, person.c.who)):
        found[name][who] = int(count)
    return dict(found)


def heads(connection: sa.Connection, *, since: date = FIRST) -> dict[str, int]:
    """Return by tool how many people have used it from a week on until now."""
    first = monday((since - FIRST).days)
    asked = sa.select(known.c.tool, sa.func.count()).where(known.c.last >= first).group_by(known.c.tool)
    return {name: int(count) for name, count in connection.execute(asked)}


def _table(surface: str, repository: str) -> tuple[sa.Table, sa.Column[int]]:
    """Return the table that tells apart what is asked for, and its column of time."""
    return (week, week.c.week) if surface or repository else (day, day.c.day)


def _chosen(table: sa.Table, since: date, until: date, **wanted: str) -> list[sa.ColumnElement[bool]]:
    first, last, at = (since - FIRST).days, (until - FIRST).days, next(iter(table.primary_key.columns))
    chosen = [at >= (first if table is day else monday(first)), at <= last]
    return chosen + [table.c[name] == value for name, value in wanted.items() if value]


def _summed(table: sa.Table) -> list[sa.ColumnElement[Any]]:
    return [sa.func.sum(table.c[name]) for name in SUMS]


def _read(row: Sequence[Any]) -> Sums:
    named = dict(zip(SUMS, row, strict=True))
    values: dict[str, Any] = {name: (float if name in PARTED else int)(value) for name, value in named.items()}
    return Sums(**values)
