"""The repositories that the factory works for."""

from datetime import datetime

import sqlalchemy as sa

from jigsmith.store.factory.tables import repository as table


def add(connection: sa.Connection, path: str, *, name: str, now: datetime) -> bool:
    """Add a repository; False when it is there already."""
    if connection.scalar(sa.select(table.c.path).where(table.c.path == path)):
        return False
    connection.execute(sa.insert(table).values(path=path, name=name, added=now))
    return True


def remove(connection: sa.Connection, path: str) -> bool:
    """Take a repository away; what was recorded of it stays. False when it is not there."""
    return connection.execute(sa.delete(table).where(table.c.path == path)).rowcount == 1


def all_of(connection: sa.Connection) -> list[str]:
    """Return their paths, in the order in which they were added."""
    return [str(path) for path in connection.scalars(sa.select(table.c.path).order_by(table.c.added, table.c.path))]
