"""Uses folded into the sums that `rollups` reads, as they come; `refolding` does all at once. Whoever writes holds
`uses.lock`.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from jigsmith.store.factory import rows, uses
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

LATER = ("kept", "edited", "reverted")
Key = tuple[Any, ...]


def bucket(seconds: float) -> int:
    """Return the class of a length: four to each doubling, from a millisecond on."""
    return math.floor(4 * math.log2(max(seconds, 0.0) * 1000 + 1))


class Folding:
    """Sums while uses are added up; `write` adds them to those in the database."""

    def __init__(self) -> None:
        self._days: dict[Key, list[float]] = defaultdict(lambda: [0] * len(SUMS))
        self._weeks: dict[Key, list[float]] = defaultdict(lambda: [0] * len(SUMS))
        self._ways: dict[Key, list[float]] = defaultdict(lambda: [0] * len(SUMS))
        self._templates: dict[Key, list[float]] = defaultdict(lambda: [0] * len(SUMS))
        self._lengths: Counter[Key] = Counter()
        self._long: Counter[Key] = Counter()
        self._people: Counter[Key] = Counter()

    def add(self, use: uses.Use) -> None:
        """Add a use."""
        at = number(use.started)
        first = monday(at)
        self._sum(at, use, _sums(use))
        length = bucket(use.seconds)
        self._lengths[first, use.tool, length] += 1
        self._long[first_of_four(at), use.tool, length] += 1
        if use.who:
            self._people[first, use.tool, use.who] += 1

    def judge(self, use: uses.Use) -> None:
        """Add what became of a use that was added before."""
        if use.later in LATER:
            self._sum(number(use.started), use, [name == use.later for name in SUMS])

    def write(self, connection: sa.Connection) -> None:
        """Add the sums to those in the database."""
        _add(connection, day, self._days)
        _add(connection, week, self._weeks)
        _add(connection, way, self._ways)
        _add(connection, template, self._templates)
        for table, counted in ((spread, self._lengths), (spread_long, self._long), (person, self._people)):
            _add(connection, table, {key: [count] for key, count in counted.items()})
        _know(connection, self._people)

    def _sum(self, at: int, use: uses.Use, values: Sequence[float]) -> None:
        first = monday(at)
        told = (use.surface, use.repository)
        sums = [self._days[at, use.tool], self._weeks[first, use.tool, *told], self._ways[first, *told]]
        if use.template:
            sums.append(self._templates[first, use.template])
        for each in sums:
            for place, value in enumerate(values):
                each[place] += value


def fold(connection: sa.Connection, new: Iterable[uses.Use]) -> None:
    """Add uses to the sums."""
    folding = Folding()
    for use in new:
        folding.add(use)
    folding.write(connection)


def judge(connection: sa.Connection, judged: Iterable[uses.Use]) -> None:
    """Add what became of uses to the sums in which they are already."""
    folding = Folding()
    for use in judged:
        folding.judge(use)
    folding.write(connection)


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


def _know(connection: sa.Connection, people: Mapping[Key, int]) -> None:
    """Write down who used which tool, from when to when."""
    found: dict[tuple[str, str], list[int]] = {}
    for (at, tool, who), count in people.items():
        first, last, before = found.get((tool, who), (at, at, 0))
        found[tool, who] = [min(first, at), max(last, at), before + count]
    if not found:
        return
    statement = rows.insert(connection, known)
    fresh = statement.excluded
    changed = {
        "first": sa.case((fresh["first"] < known.c.first, fresh["first"]), else_=known.c.first),
        "last": sa.case((fresh["last"] > known.c.last, fresh["last"]), else_=known.c.last),
        "uses": known.c.uses + fresh["uses"],
    }
    values = [dict(zip(known.c.keys(), (*key, *each), strict=True)) for key, each in sorted(found.items())]
    connection.execute(statement.on_conflict_do_update(index_elements=["tool", "who"], set_=changed), values)
