"""Sums of uses by day, by week and length, by week and person: written when uses are gathered, kept for ever.

Whoever writes holds `uses.lock`. A day is a number: days since 1970, in UTC; a week is the number of its Monday.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from jigsmith.store.factory import ledger_tables, rows, uses

day, spread, person = ledger_tables.day, ledger_tables.spread, ledger_tables.person
FIRST = date(1970, 1, 1)
SUMS = [column.name for column in day.columns if not column.primary_key]
PARTED = {"seconds", "active", "cost"}
LATER = ("kept", "edited", "reverted")
Key = tuple[Any, ...]


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


def to_date(of: int) -> date:
    """Return the date of a day."""
    return FIRST + timedelta(days=of)


def bucket(seconds: float) -> int:
    """Return the class of a length: four to each doubling, from a millisecond on."""
    return math.floor(4 * math.log2(max(seconds, 0.0) * 1000 + 1))


def fold(connection: sa.Connection, new: Iterable[uses.Use]) -> None:
    """Add uses to the sums."""
    days: dict[Key, list[float]] = defaultdict(lambda: [0] * len(SUMS))
    lengths: Counter[Key] = Counter()
    people: Counter[Key] = Counter()
    for use in new:
        at = number(use.started)
        sums = days[at, use.tool, use.surface, use.repository]
        for place, value in enumerate(_sums(use)):
            sums[place] += value
        lengths[monday(at), use.tool, bucket(use.seconds)] += 1
        if use.who:
            people[monday(at), use.tool, use.who] += 1
    _add(connection, day, days)
    _add(connection, spread, {key: [count] for key, count in lengths.items()})
    _add(connection, person, {key: [count] for key, count in people.items()})


def judge(connection: sa.Connection, judged: Iterable[uses.Use]) -> None:
    """Add what became of uses to the sums in which they are already."""
    days: dict[Key, list[float]] = defaultdict(lambda: [0] * len(SUMS))
    for use in judged:
        if use.later in LATER:
            days[number(use.started), use.tool, use.surface, use.repository][SUMS.index(use.later)] += 1
    _add(connection, day, days)


def rebuild(connection: sa.Connection, *, since: datetime) -> int:
    """Make the sums from a Monday on anew from the uses, and return how many these were."""
    first, done = monday(number(since)), 0
    connection.execute(sa.delete(day).where(day.c.day >= first))
    connection.execute(sa.delete(spread).where(spread.c.week >= first))
    connection.execute(sa.delete(person).where(person.c.week >= first))
    for part in uses.parts(uses.those(connection, since=since)):
        fold(connection, part)
        done += len(part)
    return done


def tools(
    connection: sa.Connection, *, since: date, until: date, tool: str = "", surface: str = "", repository: str = ""
) -> list[Tool]:
    """Return the sums of each tool from one day to another, both included; the most used first."""
    chosen = _chosen(since, until, tool=tool, surface=surface, repository=repository)
    asked = sa.select(day.c.tool, sa.func.min(day.c.day), sa.func.max(day.c.day), *_summed()).where(*chosen)
    found = connection.execute(asked.group_by(day.c.tool).order_by(sa.func.sum(day.c.uses).desc(), day.c.tool))
    return [Tool(tool=row[0], first=to_date(row[1]), last=to_date(row[2]), sums=_read(row[3:])) for row in found]


def days(
    connection: sa.Connection, *, since: date, until: date, tool: str = "", surface: str = "", repository: str = ""
) -> list[tuple[date, Sums]]:
    """Return the sums of each day that had uses, from one day to another, both included."""
    chosen = _chosen(since, until, tool=tool, surface=surface, repository=repository)
    found = connection.execute(sa.select(day.c.day, *_summed()).where(*chosen).group_by(day.c.day).order_by(day.c.day))
    return [(to_date(row[0]), _read(row[1:])) for row in found]


def by(connection: sa.Connection, what: str, *, since: date, until: date, tool: str = "") -> list[tuple[str, Sums]]:
    """Return the sums by "surface" or by "repository", the most used first."""
    column = day.c[what]
    asked = sa.select(column, *_summed()).where(*_chosen(since, until, tool=tool))
    found = connection.execute(asked.group_by(column).order_by(sa.func.sum(day.c.uses).desc(), column))
    return [(row[0], _read(row[1:])) for row in found]


def lengths(connection: sa.Connection, *, since: date, until: date, tool: str = "") -> dict[str, dict[int, int]]:
    """Return by tool how many uses were of which length (`bucket`), of the weeks that reach into a span of days."""
    chosen = [spread.c.week >= monday((since - FIRST).days), spread.c.week <= (until - FIRST).days]
    if tool:
        chosen.append(spread.c.tool == tool)
    asked = sa.select(spread.c.tool, spread.c.bucket, sa.func.sum(spread.c.uses)).where(*chosen)
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for name, length, count in connection.execute(asked.group_by(spread.c.tool, spread.c.bucket)):
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


def _sums(use: uses.Use) -> tuple[float, ...]:
    """Return one use as the columns of `SUMS`."""
    failed = use.outcome in ("failed", "crashed")
    return (
        1, use.outcome == "ok", failed, use.outcome == "interrupted",
        use.seconds, use.active or 0.0, use.active is not None,
        use.files, use.lines, use.tokens or 0, use.cost or 0.0, use.cost is not None,
        *(use.later == name for name in LATER),
    )  # fmt: skip


def _add(connection: sa.Connection, table: sa.Table, counted: Mapping[Key, Sequence[float]]) -> None:
    if not counted:
        return
    keys = [column.name for column in table.primary_key.columns]
    names = [column.name for column in table.columns if not column.primary_key]
    statement = rows.insert(connection, table)
    summed = {name: table.c[name] + statement.excluded[name] for name in names}
    values = [dict(zip((*keys, *names), (*key, *sums), strict=True)) for key, sums in sorted(counted.items())]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=summed), values)


def _chosen(since: date, until: date, **wanted: str) -> list[sa.ColumnElement[bool]]:
    chosen = [day.c.day >= (since - FIRST).days, day.c.day <= (until - FIRST).days]
    return chosen + [day.c[name] == value for name, value in wanted.items() if value]


def _summed() -> list[sa.ColumnElement[Any]]:
    return [sa.func.sum(day.c[name]) for name in SUMS]


def _read(row: Sequence[Any]) -> Sums:
    named = dict(zip(SUMS, row, strict=True))
    values: dict[str, Any] = {name: (float if name in PARTED else int)(value) for name, value in named.items()}
    return Sums(**values)
