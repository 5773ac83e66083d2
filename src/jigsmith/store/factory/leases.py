"""Leases: which workers live, and how long ago each flow that is at work gave a sign of life."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from jigsmith.store.factory import tables

LIVING: Final = ("alive", "draining")
REAPER: Final = 0x6A69_6701  # advisory lock of Postgres: one reaper at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """What a worker holds as long as it beats."""

    worker: str  # host:pid:random
    host: str
    pid: int
    started: datetime  # aware, UTC, as all times here
    beat: datetime
    ttl: float  # seconds
    state: str = "alive"  # alive, draining, dead, gone

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether it has not beaten for longer than it may."""
        return self.beat + timedelta(seconds=self.ttl) < now


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The last sign of life of a flow."""

    flow: str
    worker: str
    doing: str  # the step it is in; empty: between steps
    at: datetime


def take(connection: sa.Connection, lease: Lease) -> None:
    """Write down that a worker lives from now on. Raises IntegrityError when the name was ever used."""
    row = {name: getattr(lease, name) for name in Lease.__slots__}
    connection.execute(sa.insert(tables.lease).values(row))


def beat(connection: sa.Connection, worker: str, *, now: datetime) -> bool:
    """Say that a worker lives; False: it was declared dead, and what it had is somebody else's now."""
    return _move(connection, worker, was=LIVING, beat=now)


def drain(connection: sa.Connection, worker: str, *, now: datetime) -> bool:
    """Say that a worker takes no new work; False: it does not live."""
    return _move(connection, worker, was=("alive",), state="draining", beat=now)


def leave(connection: sa.Connection, worker: str, *, now: datetime) -> bool:
    """Say that a worker ended in order; False: it does not live."""
    return _move(connection, worker, was=LIVING, state="gone", beat=now)


def living(connection: sa.Connection) -> list[Lease]:
    """Return the leases of all workers that nobody declared dead, the oldest first."""
    table = tables.lease
    rows = connection.execute(sa.select(table).where(table.c.state.in_(LIVING)).order_by(table.c.started))
    return [Lease(**row) for row in rows.mappings()]


def bury(connection: sa.Connection, lease: Lease) -> bool:
    """Declare a worker dead, unless it has beaten since the lease was read: then False."""
    guard = tables.lease.c.beat == lease.beat
    return _move(connection, lease.worker, was=LIVING, guard=guard, state="dead")


def judging(connection: sa.Connection) -> bool:
    """Become the only reaper until the transaction ends; False: another one is at it.

    On SQLite `begin` holds the only write lock already.
    """
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(REAPER))))


def moved(connection: sa.Connection, worker: str, doing: Mapping[str, str], *, now: datetime) -> None:
    """Note that these flows (id to step) are at work at a worker."""
    table = tables.beat
    for flow, step in doing.items():
        row = {"worker": worker, "doing": step, "at": now}
        if not connection.execute(sa.update(table).where(table.c.flow == flow).values(row)).rowcount:
            connection.execute(sa.insert(table).values(flow=flow, **row))


def beats(connection: sa.Connection, flows: Iterable[str]) -> dict[str, Beat]:
    """Return the last signs of life of flows, by flow; those that never gave one are not in it."""
    table = tables.beat
    rows = connection.execute(sa.select(table).where(table.c.flow.in_(list(flows))))
    return {row["flow"]: Beat(**row) for row in rows.mappings()}


def still(connection: sa.Connection, flows: Iterable[str]) -> None:
    """Forget the signs of life of flows that are at work no more."""
    connection.execute(sa.delete(tables.beat).where(tables.beat.c.flow.in_(list(flows))))


def forget(connection: sa.Connection, *, before: datetime) -> int:
    """Delete the leases of workers that ended before a time, and old signs of life; return how many leases."""
    connection.execute(sa.delete(tables.beat).where(tables.beat.c.at < before))
    table = tables.lease
    ended = sa.delete(table).where(table.c.state.in_(("dead", "gone")), table.c.beat < before)
    return connection.execute(ended).rowcount


def _move(
    connection: sa.Connection,
    worker: str,
    *,
    was: tuple[str, ...],
    guard: sa.ColumnElement[bool] | None = None,
    **values: object,
) -> bool:
    table = tables.lease
    statement = sa.update(table).where(table.c.worker == worker, table.c.state.in_(was)).values(**values)
    if guard is not None:
        statement = statement.where(guard)
    return connection.execute(statement).rowcount == 1
