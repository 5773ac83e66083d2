"""What was done once, by its key, with what came of it."""

from datetime import datetime

import sqlalchemy as sa

from jigsmith.store.factory.tables import effect as table


def result(connection: sa.Connection, key: str) -> str | None:
    """Return what came of it; None: it was not done."""
    return connection.scalar(sa.select(table.c.result).where(table.c.key == key))


def keep(connection: sa.Connection, key: str, result: str, *, now: datetime) -> bool:
    """Say that it is done; False when it was before, and what came of it then stays."""
    if connection.scalar(sa.select(table.c.key).where(table.c.key == key)) is not None:
        return False
    connection.execute(sa.insert(table).values(key=key, result=result, at=now))
    return True
