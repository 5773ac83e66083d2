"""All sums made anew from the uses, by the database itself: ten million uses take minutes, not an hour.

What it counts is what `folding` counts as uses come.
"""

import math
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from jigsmith.store.factory import folding, uses
from jigsmith.store.factory.rollups import (
    SUMS,
    day,
    first_of_four,
    known,
    monday,
    number,
    person,
    spread,
    spread_long,
    template,
    way,
    week,
)

use = uses.table
DAY = 86_400_000_000  # microseconds
BUCKETS = 160  # classes of lengths up to 35 years
Column = sa.ColumnElement[Any]


def rebuild(connection: sa.Connection, *, since: datetime) -> int:
    """Make the sums from a Monday on anew, and return of how many uses."""
    first = monday(number(since))
    for table in (day, week, way, template, spread, person):
        connection.execute(sa.delete(table).where(next(iter(table.primary_key.columns)) >= first))
    at = sa.type_coerce(use.c.started, sa.BigInteger) // DAY
    from_monday = at - (at + 3) % 7
    chosen = use.c.started >= since
    sums = summed()
    _make(connection, day, [at, use.c.tool], sums, chosen)
    _make(connection, week, [from_monday, use.c.tool, use.c.surface, use.c.repository], sums, chosen)
    all_of: dict[str, Column] = {name: sa.func.sum(week.c[name]) for name in SUMS}
    _make(connection, way, [week.c.week, week.c.surface, week.c.repository], all_of, week.c.week >= first)
    _make(connection, template, [from_monday, use.c.template], sums, chosen, use.c.template != "")
    one: dict[str, Column] = {"uses": sa.func.count()}
    _make(connection, spread, [from_monday, use.c.tool, bucket(connection, use.c.seconds)], one, chosen)
    _lengthen(connection, since=first_of_four(first))
    _make(connection, person, [from_monday, use.c.tool, use.c.who], one, chosen, use.c.who != "")
    _know(connection)
    return int(connection.scalar(sa.select(sa.func.count()).select_from(use).where(chosen)) or 0)


def summed() -> dict[str, Column]:
    """Return each of `SUMS` as it is made from uses."""
    ends = {"ok": ("ok",), "failed": ("failed", "crashed"), "stopped": ("interrupted",)}
    counted: dict[str, Column] = {name: use.c.outcome.in_(those) for name, those in ends.items()}
    counted |= {name: use.c.later == name for name in folding.LATER}
    counted |= {"active_of": use.c.active.is_not(None), "cost_of": use.c.cost.is_not(None)}
    made: dict[str, Column] = {name: sa.func.sum(sa.case((holds, 1), else_=0)) for name, holds in counted.items()}
    made["uses"] = sa.func.count()
    return {name: made[name] if name in made else sa.func.coalesce(sa.func.sum(use.c[name]), 0) for name in SUMS}


def bucket(connection: sa.Connection, seconds: Column) -> Column:
    """Return the class of a length as `folding.bucket` does."""
    if connection.dialect.name == "postgresql":
        edges = sa.cast(sa.literal([edge(each) for each in range(1, BUCKETS)], postgresql.ARRAY(sa.Double)),
                        postgresql.ARRAY(sa.Double))  # fmt: skip
        return sa.func.width_bucket(seconds, edges)
    raw: Any = connection.connection.driver_connection
    raw.create_function("use_bucket", 1, folding.bucket, deterministic=True)
    return sa.func.use_bucket(seconds, type_=sa.BigInteger)


def edge(of: int) -> float:
    """Return the least length in seconds that is in a class, to the last bit."""
    found: float = (2 ** (of / 4) - 1) / 1000
    while folding.bucket(found) < of:
        found = math.nextafter(found, math.inf)
    while folding.bucket(before := math.nextafter(found, 0.0)) >= of:
        found = before
    return found


def _make(
    connection: sa.Connection, table: sa.Table, keys: list[Column], values: dict[str, Column], *where: Column
) -> None:
    names = [column.name for column in table.primary_key.columns]
    labelled = [key.label(f"key_{name}") for key, name in zip(keys, names, strict=True)]
    made = sa.select(*labelled, *values.values()).where(*where).group_by(*(each.name for each in labelled))
    connection.execute(sa.insert(table).from_select([*names, *values], made))


def _lengthen(connection: sa.Connection, *, since: int) -> None:
    """By four weeks: what the rows by week come to, of those four as well of which no uses are there any more."""
    connection.execute(sa.delete(spread_long).where(spread_long.c.weeks >= since))
    of_four = sa.type_coerce(spread.c.week, sa.BigInteger) - (spread.c.week + 3) % 28
    keys = [of_four, spread.c.tool, spread.c.bucket]
    _make(connection, spread_long, keys, {"uses": sa.func.sum(spread.c.uses)}, spread.c.week >= since)


def _know(connection: sa.Connection) -> None:
    """Who used which tool, from when to when: what the rows by person come to."""
    connection.execute(sa.delete(known))
    found = sa.select(
        person.c.tool, person.c.who, sa.func.min(person.c.week), sa.func.max(person.c.week), sa.func.sum(person.c.uses)
    )
    names = [column.name for column in known.columns]
    connection.execute(sa.insert(known).from_select(names, found.group_by(person.c.tool, person.c.who)))
