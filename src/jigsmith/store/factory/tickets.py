"""Tickets: made once for each source, read, and moved by guarded statements alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from jigsmith.base.ids import TicketId
from jigsmith.store.factory import rows
from jigsmith.store.factory.tables import ticket as table


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket as it is now. The columns are said in `tables`."""

    id: TicketId
    repository: str
    source: str
    title: str
    body: str
    author: str
    labelled_by: str
    state: str
    goes_on: str
    worker: str
    since: datetime
    created: datetime
    updated: datetime
    ended: datetime | None
    priority: int
    agent: str
    attempt: int
    repairs: int
    base: str
    base_sha: str
    branch: str
    head_sha: str
    merged_sha: str
    pull: str
    comment: str
    session: str
    workspace: str
    ports: int
    approved_sha: str
    approved_by: str
    blocked_on: str
    question: str
    answer: str
    todo: str
    pinged: datetime | None
    cancel: bool
    flow: str


COLUMNS = rows.columns(table, Ticket)


def add(connection: sa.Connection, *, repository: str, source: str, state: str, now: datetime, **what: Any) -> TicketId:
    """Make a ticket, or return the one that this source has already."""
    found = connection.scalar(sa.select(table.c.id).where(table.c.repository == repository, table.c.source == source))
    if found is None:
        values = {"repository": repository, "source": source, "state": state, **what}
        statement = sa.insert(table).values(since=now, created=now, updated=now, **values).returning(table.c.id)
        found = connection.scalar(statement)
    return TicketId(int(found or 0))


def get(connection: sa.Connection, number: int) -> Ticket | None:
    """Return the ticket of this number."""
    if not rows.is_number(number):
        return None
    found = rows.read(Ticket, connection.execute(sa.select(*COLUMNS).where(table.c.id == number)))
    return found[0] if found else None


def by_source(connection: sa.Connection, repository: str, source: str) -> Ticket | None:
    """Return the ticket that was made of an issue."""
    wanted = (table.c.repository == repository, table.c.source == source)
    found = rows.read(Ticket, connection.execute(sa.select(*COLUMNS).where(*wanted)))
    return found[0] if found else None


def those(
    connection: sa.Connection,
    *,
    repository: str = "",
    states: Collection[str] = (),
    but: Collection[str] = (),
    limit: int = 1000,
) -> list[Ticket]:
    """Return tickets, the most urgent first: of one repository, in or not in some states."""
    wanted = sa.select(*COLUMNS).order_by(table.c.priority, table.c.id).limit(limit)
    if repository:
        wanted = wanted.where(table.c.repository == repository)
    if states:
        wanted = wanted.where(table.c.state.in_(states))
    if but:
        wanted = wanted.where(table.c.state.not_in(but))
    return rows.read(Ticket, connection.execute(wanted))


def claim(connection: sa.Connection, number: int, *, flow: str, worker: str) -> bool:
    """Say that this worker goes on with the ticket in this flow; False when the flow is no longer the ticket's."""
    statement = sa.update(table).where(table.c.id == number, table.c.flow == flow).values(worker=worker)
    return connection.execute(statement).rowcount == 1


def move(
    connection: sa.Connection, number: int, *, was: str, to: str, now: datetime, worker: str | None = None, **what: Any
) -> bool:
    """Move a ticket on; False when it is no longer in `was`, or another worker has it (`worker` None: whoever)."""
    where = [table.c.id == number, table.c.state == was]
    if worker is not None:
        where.append(table.c.worker == worker)
    values = {"state": to, "updated": now, **what} | ({} if was == to else {"since": now})
    return connection.execute(sa.update(table).where(*where).values(**values)).rowcount == 1


def change(connection: sa.Connection, number: int, *, now: datetime, **what: Any) -> None:
    """Write columns that are no state: a flag, the id of a comment."""
    connection.execute(sa.update(table).where(table.c.id == number).values(updated=now, **what))


def ping(connection: sa.Connection, number: int, *, now: datetime) -> bool:
    """Say that a person was called for the present question; False when another worker did it."""
    where = (table.c.id == number, table.c.state == "blocked", table.c.pinged.is_(None))
    return connection.execute(sa.update(table).where(*where).values(pinged=now)).rowcount == 1


def ports_in_use(connection: sa.Connection, ended: Collection[str]) -> set[int]:
    """Return the first ports of the blocks that living tickets have."""
    statement = sa.select(table.c.ports).where(table.c.ports > 0, table.c.state.not_in(ended))
    return {int(port) for port in connection.scalars(statement)}


def counts(connection: sa.Connection, repository: str = "") -> dict[str, int]:
    """Return how many tickets there are in each state."""
    statement = sa.select(table.c.state, sa.func.count()).group_by(table.c.state)
    if repository:
        statement = statement.where(table.c.repository == repository)
    return {str(state): int(number) for state, number in connection.execute(statement)}


def rescue(connection: sa.Connection, number: int, *, was: str, flow: str, now: datetime) -> bool:
    """Give a ticket whose flow has ended another one; False when somebody did so before."""
    where = (table.c.id == number, table.c.flow == was)
    return connection.execute(sa.update(table).where(*where).values(flow=flow, updated=now)).rowcount == 1
