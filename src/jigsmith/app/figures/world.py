"""The world of figures: tasks, what went into tools, and who used them how, as the ledger has them now."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from jigsmith.app import tasks as desks
from jigsmith.ledger import gather, metrics, returns, review, spread, tasks
from jigsmith.ledger.figures import Figure, unknown
from jigsmith.ledger.returns import HOUR, Returns
from jigsmith.store.factory import database, rollups, times

SPAN = timedelta(weeks=4)
WEEK = timedelta(weeks=1)
EVER = timedelta(days=36_500)
P95 = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What figures are made from."""

    views: Sequence[tasks.View]
    built: Mapping[str, Sequence[times.Build]]
    users: Mapping[str, Mapping[str, int]]
    now: datetime
    repository: str
    told: dict[int, Returns | None] = field(default_factory=dict)  # returns by task, as they are asked for

    @property
    def facts(self) -> metrics.Facts:
        """What metrics are made from."""
        return metrics.Facts(views=self.views, built=self.built, users=self.users)

    @property
    def building(self) -> Figure:
        """Hours that building a tool took, in the middle; three tools at least."""
        hours = [sum(b.seconds for b in parts if b.kind == "build") / HOUR for parts in self.built.values()]
        known = sorted(value for value in hours if value > 0)
        if len(known) < tasks.ENOUGH:
            return unknown("of fewer than three tools is recorded what building took", n=len(known))
        middle, low, high = known[len(known) // 2], known[0], known[-1]
        formula = "median of the tools built so far; the interval is that of all of them"
        return Figure(round(middle, 2), "measured", len(known), round(low, 2), round(high, 2), formula)

    def returns(self, view: tasks.View) -> Returns | None:
        """Return what the tools of a task have brought; None: it has none. It is reckoned once."""
        if view.task.id not in self.told:
            self.told[view.task.id] = returns.returns(view, self.built, now=self.now)
        return self.told[view.task.id]


@contextmanager
def opened(start: Path, *, everywhere: bool = False) -> Iterator[tuple[World, sa.Connection]]:
    """Take in what is new and read the world of a folder's repository, or of all. Raises StoreFailed, ConfigInvalid."""
    with desks.opened(start) as desk:
        gather.gather(desk.floor.store, desk.floor.home, now=desk.now)
        repository = "" if everywhere else desk.repository
        with database.reading(desk.floor.store) as connection:
            yield read(connection, now=desk.now, repository=repository), connection


def read(connection: sa.Connection, *, now: datetime, repository: str = "") -> World:
    """Read the world of a repository, by its name in the ledger, or of all."""
    first, last = (now - EVER).date(), now.date()
    return World(
        views=tasks.views(connection, now=now, repository=repository),
        built=times.built(connection),
        users=rollups.people(connection, since=max(first, rollups.FIRST), until=last),
        now=now,
        repository=repository,
    )


def used(connection: sa.Connection, world: World, *, until: datetime) -> dict[str, review.Use]:
    """Return how the tools of the world were used in the four weeks before a day."""
    day, start, earlier = until.date(), (until - SPAN).date(), (until - 2 * SPAN).date()
    tools = {link.tool for view in world.views for link in view.tools}
    now, before, ever = (
        {each.tool: each for each in rollups.tools(connection, since=since, until=end)}
        for since, end in ((start, day), (earlier, start - timedelta(days=1)), (rollups.FIRST, day))
    )
    lengths = rollups.lengths(connection, since=start, until=day)
    found = {}
    for tool in tools:
        here, past, all_of_it = now.get(tool), before.get(tool), ever.get(tool)
        found[tool] = review.Use(
            uses=here.sums.uses if here else 0,
            failed=here.sums.failed if here else 0,
            before=past.sums.uses if past else 0,
            last=all_of_it.last if all_of_it else None,
            p95=_p95(lengths.get(tool, {})),
        )
    return found


def _p95(lengths: Mapping[int, int]) -> Figure:
    count = sum(lengths.values())
    value = spread.percentile(lengths, P95)
    if value is None or count < review.FEW:
        return unknown(f"fewer than {review.FEW} uses in four weeks", n=count)
    return Figure(round(value, 2), "measured", count, formula="95 of 100 uses took no longer, four weeks")
