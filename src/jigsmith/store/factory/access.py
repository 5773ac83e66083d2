"""Tokens of the dashboard: who may come in from elsewhere, and as what. Only their digests are kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from jigsmith.store.factory import rows
from jigsmith.store.factory.tables import access as table

SELDOM = timedelta(days=1)  # so often is written down that a token is in use


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Who a token is for."""

    name: str
    role: str
    created: datetime
    used: datetime | None = None  # None: never


def add(connection: sa.Connection, *, name: str, role: str, digest: str, now: datetime) -> None:
    """Keep a token's digest; an older one of that name goes."""
    remove(connection, name)
    connection.execute(sa.insert(table).values(name=name, role=role, digest=digest, created=now))


def remove(connection: sa.Connection, name: str) -> bool:
    """Take a token away; False: there is none of that name."""
    return connection.execute(sa.delete(table).where(table.c.name == name)).rowcount == 1


def all_of(connection: sa.Connection) -> list[Token]:
    """Return them by name."""
    return rows.read(Token, connection.execute(sa.select(*rows.columns(table, Token)).order_by(table.c.name)))


def find(connection: sa.Connection, digest: str) -> Token | None:
    """Return whose token has this digest."""
    wanted = sa.select(*rows.columns(table, Token)).where(table.c.digest == digest)
    return next(iter(rows.read(Token, connection.execute(wanted))), None)


def use(connection: sa.Connection, name: str, *, now: datetime) -> None:
    """Write down that a token is in use."""
    connection.execute(sa.update(table).where(table.c.name == name).values(used=now))
