"""Gather: what was recorded on this machine, and what the factory did, into the database that figures are made from.

Each use is taken exactly once: how far a file was taken moves in the same transaction. On Postgres many machines
gather into one database; what leaves this one is the use (see `store.factory.uses.Use`): no paths but the names of
repositories, no traces. Sums (`store.factory.rollups`) are brought up to date with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from sqlite3 import Connection

import sqlalchemy as sa

from jigsmith.ledger import drops, names, uses
from jigsmith.store import events
from jigsmith.store.event import Event
from jigsmith.store.factory import database, folding, refolding, rollups
from jigsmith.store.factory import uses as shared

BATCH = 5_000
OVERLAP = timedelta(hours=1)  # a run that ended a moment ago may be written down a moment later
GENERATING = frozenset({"generate", "integrate", "apply", "create-app", "create-tool", "template_run"})
MARGIN = timedelta(days=2)  # a use is not deleted before it is judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What was new."""

    uses: int  # of this machine
    factory: int  # runs of jobs and attempts of agents
    verdicts: int  # on what became of what uses wrote


def gather(store: sa.Engine, home: Path, *, now: datetime) -> Gathered:
    """Take in what is new. Raises StoreFailed."""
    called = cache(names.of)
    factory = _factory(store, called, now)
    drops.take(home, now=now)
    if not uses.is_there(home / events.FILE):
        return Gathered(uses=0, factory=factory, verdicts=0)
    taken = judged = 0
    with events.opened(home) as local:
        while True:
            new, verdicts = _batch(store, local, called, now)
            taken, judged = taken + new, judged + verdicts
            if new < BATCH and verdicts < BATCH:
                return Gathered(uses=taken, factory=factory, verdicts=judged)


def prune(store: sa.Engine, home: Path, *, now: datetime, keep: timedelta) -> tuple[int, int]:
    """Delete uses that are older, here and in the database, by whole weeks; return how many these were in each.

    Their sums stay. Raises StoreFailed.
    """
    cut = rollups.monday_of(now - max(keep, MARGIN))
    with database.begin(store) as connection:
        shared.lock(connection, now=now)
        before = shared.mark(connection, shared.PRUNED).at
        done = shared.forget(connection, before=cut)
        shared.set_mark(connection, shared.PRUNED, shared.Mark(at=max(before, cut)))
    if not uses.is_there(home / events.FILE):
        return done, 0
    with events.opened(home) as local:
        with database.reading(store) as connection:
            mark = shared.mark(connection, events.source(local))
        return done, events.forget(local, before=cut, gathered=mark.uses)


def rebuild(store: sa.Engine, *, now: datetime) -> int:
    """Make all sums anew of which the single uses are still here; return how many uses. Raises StoreFailed."""
    with database.begin(store) as connection:
        shared.lock(connection, now=now)
        return refolding.rebuild(connection, since=shared.mark(connection, shared.PRUNED).at)


def tool_of(event: Event) -> str:
    """Return what was used: where a verb generates it is the template, for that is the tool that somebody has built.

    A run that only shows what it would write is a use of the verb.
    """
    made = event.template and event.tool in GENERATING and (event.files_written or event.outcome != "ok")
    return event.template if made else event.tool


def to_use(source: str, number: int, event: Event, repository: str) -> shared.Use:
    """Return a use as it is shared."""
    return shared.Use(
        source=source,
        key=str(number),
        started=event.started,
        seconds=event.seconds,
        tool=tool_of(event),
        version=event.version,
        surface=event.surface,
        outcome=event.outcome,
        error=event.error,
        files=event.files_written,
        lines=event.lines_written,
        template=event.template,
        who=event.who,
        repository=repository,
        active=event.active,
        tokens=event.tokens,
        cost=event.cost,
    )


def _batch(store: sa.Engine, local: Connection, called: names.Called, now: datetime) -> tuple[int, int]:
    """Take in a number of uses and of verdicts, and return how many these were."""
    source = events.source(local)
    with database.begin(store) as connection:
        shared.lock(connection, now=now)
        mark = shared.mark(connection, source)
        new = events.numbered(local, after=mark.uses, limit=BATCH)
        whole = len(new) < BATCH  # a verdict waits for its use
        verdicts = events.judged(local, after=mark.verdicts, limit=BATCH) if whole else []
        if not new and not verdicts:
            return 0, 0
        _add(connection, [to_use(source, number, event, called(event.repository)) for number, event in new])
        judged = [shared.judge(connection, source, str(event), verdict) for _, event, verdict in verdicts]
        folding.judge(connection, [use for use in judged if use])
        reached = shared.Mark(
            uses=new[-1][0] if new else mark.uses, verdicts=verdicts[-1][0] if verdicts else mark.verdicts, at=now
        )
        shared.set_mark(connection, source, reached)
    return len(new), len(verdicts)


def _factory(store: sa.Engine, called: names.Called, now: datetime) -> int:
    """Take in runs of jobs and attempts at tickets that have ended."""
    with database.begin(store) as connection:
        shared.lock(connection, now=now)
        kept = shared.mark(connection, shared.PRUNED).at
        new: list[shared.Use] = []
        for source, read in ((shared.JOB, shared.runs), (shared.ATTEMPT, shared.attempts)):
            after = max(shared.mark(connection, source).at - OVERLAP, kept, shared.EPOCH + shared.LONGEST)
            new += read(connection, after=after, name=called)
            shared.set_mark(connection, source, shared.Mark(at=now))
        _add(connection, [use for use in new if use.started >= kept])
    return len(new)


def _add(connection: sa.Connection, new: Sequence[shared.Use]) -> None:
    shared.add(connection, new)
    folding.fold(connection, new)
