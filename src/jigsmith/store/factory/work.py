"""What happened to tickets: their timeline, the attempts of agents with what these cost, and the verdicts of gates."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jigsmith.store.factory import rows, tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A line of a ticket's timeline."""

    id: int
    ticket: int
    at: datetime
    kind: str  # moved, said, tool, verdict, asked, answered, pinged, error, ...
    text: str
    data: str  # JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One run of an agent for a ticket."""

    id: str  # TICKET.NUMBER.ROLE: the same run has the same id, also when it is begun again after a crash
    ticket: int
    repository: str
    role: str
    agent: str
    session: str
    isolation: str
    started: datetime
    ended: datetime | None = None
    outcome: str = ""  # empty: running
    reason: str = ""
    cost: float = 0.0  # US dollars
    tokens_in: int = 0
    tokens_out: int = 0
    turns: int = 0
    log: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a gate said of a commit."""

    ticket: int
    sha: str  # what was judged: the merged result, or the head itself for a review
    head: str
    gate: str
    outcome: str  # passed, failed, needs-person, not-run
    why: str
    at: datetime
    findings: str = "[]"  # JSON
    required: bool = True
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Spent:
    """What attempts cost together."""

    cost: float = 0.0
    tokens: int = 0
    attempts: int = field(default=0)


def note(
    connection: sa.Connection,
    ticket: int,
    kind: str,
    text: str,
    *,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the timeline."""
    values = {"ticket": ticket, "at": now, "kind": kind, "text": text, "data": json.dumps(data or {})}
    connection.execute(sa.insert(tables.happening).values(values))


def timeline(connection: sa.Connection, ticket: int, *, after: int = 0, limit: int = 500) -> list[Happening]:
    """Return the timeline, oldest first; `after` a line's id goes on from there."""
    table = tables.happening
    wanted = sa.select(*rows.columns(table, Happening)).where(table.c.ticket == ticket, table.c.id > after)
    return rows.read(Happening, connection.execute(wanted.order_by(table.c.id).limit(limit)))


def troubles(connection: sa.Connection, ticket: int, *, since: datetime) -> list[Happening]:
    """Return what went wrong since then and was to be tried again, oldest first."""
    table = tables.happening
    wanted = sa.select(*rows.columns(table, Happening)).where(table.c.ticket == ticket, table.c.at >= since)
    return rows.read(Happening, connection.execute(wanted.where(table.c.kind == "error").order_by(table.c.id)))


def recent(connection: sa.Connection, ticket: int, *, limit: int = 200) -> list[Happening]:
    """Return the end of the timeline, oldest first."""
    table = tables.happening
    wanted = sa.select(*rows.columns(table, Happening)).where(table.c.ticket == ticket).order_by(table.c.id.desc())
    return rows.read(Happening, connection.execute(wanted.limit(limit)))[::-1]


def moves(connection: sa.Connection, *, after: int, limit: int = 500) -> list[Happening]:
    """Return how tickets of all repositories moved since a line of the timelines, oldest first."""
    table = tables.happening
    wanted = sa.select(*rows.columns(table, Happening)).where(table.c.id > after, table.c.kind == "moved")
    return rows.read(Happening, connection.execute(wanted.order_by(table.c.id).limit(limit)))


def newest(connection: sa.Connection) -> int:
    """Return the id of the last line of all timelines; 0: there is none."""
    return int(connection.scalar(sa.select(sa.func.max(tables.happening.c.id))) or 0)


def begin(connection: sa.Connection, attempt: Attempt) -> bool:
    """Say that an agent begins; False when this attempt had begun before: after a crash it goes on."""
    table = tables.attempt
    if connection.scalar(sa.select(table.c.id).where(table.c.id == attempt.id)):
        return False
    connection.execute(sa.insert(table).values(asdict(attempt)))
    return True


def progress(connection: sa.Connection, attempt: str, **costs: float) -> None:
    """Add to what a running attempt has cost so far."""
    table = tables.attempt
    more = {name: table.c[name] + value for name, value in costs.items()}
    if more:
        connection.execute(sa.update(table).where(table.c.id == attempt, table.c.outcome == "").values(**more))


def end(connection: sa.Connection, attempt: str, *, now: datetime, **what: Any) -> bool:
    """Write how an attempt ended; False when that was written before."""
    table = tables.attempt
    where = (table.c.id == attempt, table.c.outcome == "")
    return connection.execute(sa.update(table).where(*where).values(ended=now, **what)).rowcount == 1


def attempts(connection: sa.Connection, ticket: int) -> list[Attempt]:
    """Return the attempts of a ticket, oldest first."""
    table = tables.attempt
    wanted = sa.select(*rows.columns(table, Attempt)).where(table.c.ticket == ticket).order_by(table.c.started)
    return rows.read(Attempt, connection.execute(wanted))


def attempt(connection: sa.Connection, name: str) -> Attempt | None:
    """Return one attempt by its id."""
    table = tables.attempt
    found = rows.read(Attempt, connection.execute(sa.select(*rows.columns(table, Attempt)).where(table.c.id == name)))
    return found[0] if found else None


def spent(
    connection: sa.Connection, *, since: datetime | None = None, repository: str = "", ticket: int | None = None
) -> Spent:
    """Return what attempts cost: since a time, of one repository, of one ticket."""
    table = tables.attempt
    tokens = sa.func.coalesce(sa.func.sum(table.c.tokens_in + table.c.tokens_out), 0)
    wanted = sa.select(sa.func.coalesce(sa.func.sum(table.c.cost), 0.0), tokens, sa.func.count())
    if since is not None:
        wanted = wanted.where(table.c.started >= since)
    if repository:
        wanted = wanted.where(table.c.repository == repository)
    if ticket is not None:
        wanted = wanted.where(table.c.ticket == ticket)
    cost, number, count = connection.execute(wanted).one()
    return Spent(float(cost), int(number), int(count))


def judge(connection: sa.Connection, judged: Iterable[Judged]) -> None:
    """Write verdicts; one on the same commit by the same gate is replaced."""
    table = tables.verdict
    for each in judged:
        same = (table.c.ticket == each.ticket, table.c.sha == each.sha, table.c.gate == each.gate)
        connection.execute(sa.delete(table).where(*same))
        connection.execute(sa.insert(table).values(asdict(each)))


def verdicts(connection: sa.Connection, ticket: int, *, sha: str = "", head: str = "") -> list[Judged]:
    """Return verdicts in the order in which they were given: all, or those on one commit."""
    table = tables.verdict
    wanted = sa.select(*rows.columns(table, Judged)).where(table.c.ticket == ticket).order_by(table.c.id)
    if sha:
        wanted = wanted.where(table.c.sha == sha)
    if head:
        wanted = wanted.where(table.c.head == head)
    return rows.read(Judged, connection.execute(wanted))
