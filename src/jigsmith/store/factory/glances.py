"""What pages show at a glance, each by one statement on an index: the last runs of a job, tickets with their costs."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from jigsmith.store.factory import rows, runs, tables, tickets, work
from jigsmith.store.factory.tickets import Ticket
from jigsmith.store.factory.work import Attempt, Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A run without what it said."""

    id: str
    state: str
    trigger: str
    due: datetime
    queued: datetime
    started: datetime | None = None
    ended: datetime | None = None

    @property
    def seconds(self) -> float | None:
        """How long it took; None: it has not ended."""
        return (self.ended - self.started).total_seconds() if self.ended and self.started else None


_BARS = sa.select(*rows.columns(tables.run, Bar)).order_by(tables.run.c.queued.desc()).limit(sa.bindparam("most"))
LAST_RUNS = _BARS.where(tables.run.c.repository == sa.bindparam("of"), tables.run.c.job == sa.bindparam("job"))
"""Made once: to put it together takes longer than to run it."""


def last_runs(connection: sa.Connection, repository: str, job: str, *, limit: int) -> list[Bar]:
    """Return the last runs of a job, the latest first."""
    return rows.read(Bar, connection.execute(LAST_RUNS, {"of": repository, "job": job, "most": limit}))


def jobs(connection: sa.Connection, repository: str) -> dict[str, runs.Job]:
    """Return what is known of the jobs of a repository between their runs, by name."""
    table = tables.job_state
    wanted = sa.select(table.c.job, *rows.columns(table, runs.Job)).where(table.c.repository == repository)
    names = [field.name for field in fields(runs.Job)]
    return {str(job): runs.Job(**dict(zip(names, known, strict=True))) for job, *known in connection.execute(wanted)}


def ended_tickets(connection: sa.Connection, repository: str, states: Collection[str], *, limit: int) -> list[Ticket]:
    """Return the tickets that ended last, the latest first."""
    table = tables.ticket
    wanted = sa.select(*tickets.COLUMNS).where(table.c.repository == repository, table.c.state.in_(states))
    return rows.read(Ticket, connection.execute(wanted.order_by(table.c.id.desc()).limit(limit)))


def spent(connection: sa.Connection, numbers: Collection[int]) -> dict[int, Spent]:
    """Return what the attempts of some tickets cost."""
    table = tables.attempt
    tokens = sa.func.sum(table.c.tokens_in + table.c.tokens_out)
    wanted = sa.select(table.c.ticket, sa.func.sum(table.c.cost), tokens, sa.func.count()).group_by(table.c.ticket)
    found = connection.execute(wanted.where(table.c.ticket.in_(numbers)))
    return {int(ticket): Spent(float(cost), int(used), int(count)) for ticket, cost, used, count in found}


def open_attempts(connection: sa.Connection, numbers: Collection[int]) -> dict[int, Attempt]:
    """Return the attempts that run now, by their tickets."""
    table = tables.attempt
    wanted = sa.select(*rows.columns(table, Attempt)).where(table.c.ticket.in_(numbers), table.c.outcome == "")
    return {each.ticket: each for each in rows.read(Attempt, connection.execute(wanted))}


def find_tickets(connection: sa.Connection, words: str, *, limit: int) -> list[Ticket]:
    """Return the newest tickets in whose title or text these words stand, or whose number they are."""
    table = tables.ticket
    like = f"%{words.replace(chr(92), chr(92) * 2).replace('%', chr(92) + '%').replace('_', chr(92) + '_')}%"
    where = sa.or_(table.c.title.ilike(like, escape="\\"), table.c.body.ilike(like, escape="\\"))
    if words.isdigit() and len(words) < 18:
        where = sa.or_(where, table.c.id == int(words))
    wanted = sa.select(*tickets.COLUMNS).where(where).order_by(table.c.id.desc()).limit(limit)
    return rows.read(Ticket, connection.execute(wanted))


def happenings(connection: sa.Connection, ticket: int, *, limit: int) -> list[work.Happening]:
    """Return the end of a ticket's timeline, oldest first."""
    table = tables.happening
    wanted = sa.select(*rows.columns(table, work.Happening)).where(table.c.ticket == ticket)
    return rows.read(work.Happening, connection.execute(wanted.order_by(table.c.id.desc()).limit(limit)))[::-1]


def stamp(connection: sa.Connection) -> tuple[object, ...]:
    """Return something that is another one when runs, tickets or pauses have changed; each part comes by an index."""
    run, ticket, known = tables.run, tables.ticket, tables.job_state
    open_runs = sa.select(run.c.id, run.c.state, run.c.cancel).where(run.c.state.in_(("queued", "running")))
    attempt = tables.attempt
    costs = sa.select(sa.func.sum(attempt.c.cost), sa.func.count()).where(attempt.c.ended.is_(None))
    return (
        connection.scalar(sa.select(sa.func.max(run.c.queued))),
        tuple(map(tuple, connection.execute(open_runs))),
        tuple(connection.execute(sa.select(sa.func.max(ticket.c.updated), sa.func.count())).one()),
        connection.scalar(sa.select(sa.func.max(tables.happening.c.id))),
        connection.scalar(sa.select(sa.func.max(tables.verdict.c.id))),
        tuple(connection.execute(costs).one()),
        tuple(map(tuple, connection.execute(sa.select(known.c.job, known.c.paused, known.c.failing_since_run)))),
    )
