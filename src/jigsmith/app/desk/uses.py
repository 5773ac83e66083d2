"""What was used in a span of days, and how it went: read from sums, however many uses these are of."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from jigsmith.app.desk.places import Desk
from jigsmith.ledger import names, spread
from jigsmith.store.factory import database, rollups
from jigsmith.store.factory import uses as shared

WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What the uses of a tool come to, or those that were about a template."""

    name: str
    uses: int
    ok: int
    failed: int
    stopped: int  # by the user: neither well nor failed
    median: float | None  # seconds, of the weeks that reach into the span; None: not measured
    p95: float | None
    files: int
    lines: int
    cost: float | None  # US dollars; None: not measured
    last: date | None  # the day of the last use, UTC; None: not told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of the uses came in one way, or were in one repository."""

    name: str
    uses: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """What was used. With a surface or a repository chosen it is of the weeks that reach into the span."""

    since: date
    until: date
    total: Used | None  # None: nothing was used
    tools: tuple[Used, ...]  # the most used first
    templates: tuple[Used, ...]
    surfaces: tuple[Share, ...]
    repositories: tuple[Share, ...]
    days: tuple[tuple[date, int], ...]  # uses a day, or by week under its Monday; without gaps
    step: int  # days: 1 or 7
    gathered: datetime | None  # up to when uses are in it; None: never


_KNOWN: dict[tuple[object, ...], Uses] = {}
MOST = 64  # that are remembered
_LOCK = threading.Lock()


def uses(desk: Desk, *, days: int, surface: str = "", repository: str = "") -> Uses:
    """Return the uses of the last days, in one surface or repository when these are given. Raises StoreFailed.

    A repository is given by its short name or, since there are uses of other machines' repositories, as the ledger has
    it. It is remembered as long as nobody has gathered anything: whoever changes sums moves that mark.
    """
    until, here = desk.now().date(), desk.repositories().get(repository)
    chosen = {"surface": surface, "repository": names.of(str(here)) if here else repository}
    with database.reading(desk.floor.store) as connection:
        gathered = shared.mark(connection, shared.ROLLUPS).at
        key = (id(desk.floor.store), gathered, until, days, *chosen.values())
        known = _KNOWN.get(key) or _read(connection, until - timedelta(days=days), until, gathered=gathered, **chosen)
    with _LOCK:
        if len(_KNOWN) >= MOST:
            _KNOWN.clear()
        _KNOWN[key] = known
    return known


def _read(
    connection: sa.Connection, since: date, until: date, *, gathered: datetime, surface: str, repository: str
) -> Uses:
    narrow, chosen = bool(surface or repository), {"surface": surface, "repository": repository}
    tools = rollups.tools(connection, since=since, until=until, **chosen)
    by_day = rollups.days(connection, since=since, until=until, **chosen)
    lengths = {} if narrow else rollups.lengths(connection, since=since, until=until)
    templates = [] if narrow else rollups.templates(connection, since=since, until=until)
    shares = rollups.shares(connection, since=since, until=until)
    step = WEEK if narrow else 1
    return Uses(
        since=since,
        until=until,
        total=total([each.sums for each in tools], merged(lengths)) if tools else None,
        tools=tuple(used(each.tool, each.sums, lengths.get(each.tool, {}), last=each.last) for each in tools),
        templates=tuple(used(name, sums, {}) for name, sums in templates),
        surfaces=shared_out((surface, count, bad) for surface, _, count, bad in shares),
        repositories=shared_out((name, count, bad) for _, name, count, bad in shares),
        days=tuple(filled({day: sums.uses for day, sums in by_day}, since, until, step=step)),
        step=step,
        gathered=gathered if gathered > shared.EPOCH else None,
    )


def used(name: str, sums: rollups.Sums, lengths: Mapping[int, int], *, last: date | None = None) -> Used:
    """Return what sums come to."""
    return Used(
        name=name, uses=sums.uses, ok=sums.ok, failed=sums.failed, stopped=sums.stopped, files=sums.files,
        lines=sums.lines, cost=round(sums.cost, 4) if sums.cost_of else None, last=last,
        median=spread.percentile(lengths, 0.5), p95=spread.percentile(lengths, 0.95),
    )  # fmt: skip


def shared_out(counted: Iterable[tuple[str, int, int]]) -> tuple[Share, ...]:
    """Return uses and failures by name, the most used first."""
    found: dict[str, tuple[int, int]] = {}
    for name, count, bad in counted:
        before = found.get(name, (0, 0))
        found[name] = (before[0] + count, before[1] + bad)
    made = [Share(name=name, uses=count, failed=bad) for name, (count, bad) in found.items()]
    return tuple(sorted(made, key=lambda each: (-each.uses, each.name)))


def total(all_of: list[rollups.Sums], lengths: Mapping[int, int]) -> Used:
    """Return what all of them come to together."""
    summed = {name: sum(getattr(each, name) for each in all_of) for name in rollups.SUMS}
    return used("all", rollups.Sums(**summed), lengths)


def merged(lengths: Mapping[str, Mapping[int, int]]) -> dict[int, int]:
    """Return how many uses of any tool were of which length."""
    found: dict[int, int] = {}
    for each in lengths.values():
        for bucket, count in each.items():
            found[bucket] = found.get(bucket, 0) + count
    return found


def filled(counts: Mapping[date, int], since: date, until: date, *, step: int) -> list[tuple[date, int]]:
    """Return the counts by day or by week without gaps."""
    first = since - timedelta(days=since.weekday()) if step == WEEK else since
    days = [first + timedelta(days=at) for at in range(0, (until - first).days + 1, step)]
    return [(day, counts.get(day, 0)) for day in days]
