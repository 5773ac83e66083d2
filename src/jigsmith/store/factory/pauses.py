"""Pauses: what waits until a time, such as an agent whose provider has a limit."""

from datetime import datetime

import sqlalchemy as sa

from jigsmith.store.factory.tables import pause as table


def pause(connection: sa.Connection, scope: str, *, until: datetime, reason: str) -> None:
    """Let everything of this scope wait; a longer pause that is there stays."""
    found = connection.execute(sa.select(table.c.until).where(table.c.scope == scope)).scalar()
    if found is None:
        connection.execute(sa.insert(table).values(scope=scope, until=until, reason=reason))
    elif found < until:
        connection.execute(sa.update(table).where(table.c.scope == scope).values(until=until, reason=reason))


def paused(connection: sa.Connection, scope: str, *, now: datetime) -> datetime | None:
    """Return until when this scope waits; None: it does not."""
    found: datetime | None = connection.execute(sa.select(table.c.until).where(table.c.scope == scope)).scalar()
    return found if found is not None and found > now else None


def all_paused(connection: sa.Connection, *, now: datetime) -> dict[str, tuple[datetime, str]]:
    """Return what waits, with until when and why."""
    found = connection.execute(sa.select(table.c.scope, table.c.until, table.c.reason).where(table.c.until > now))
    return {str(scope): (until, str(reason)) for scope, until, reason in found}


def go_on(connection: sa.Connection, scope: str) -> None:
    """End a pause."""
    connection.execute(sa.delete(table).where(table.c.scope == scope))
