"""Which deliveries of a forge's webhook were taken: each one counts once, however often it is sent."""

from datetime import datetime

import sqlalchemy as sa

from jigsmith.store.factory import tables

PREFIX = "delivery:"


def first(connection: sa.Connection, delivery: str, *, now: datetime) -> bool:
    """Note a delivery; False: it was noted before."""
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(tables.effect).values(key=PREFIX + delivery, result="", at=now))
    except sa.exc.IntegrityError:
        return False
    return True


def forget(connection: sa.Connection, *, before: datetime) -> int:
    """Forget deliveries that were noted before a time; return how many. A forge sends none again after days."""
    old = sa.delete(tables.effect).where(tables.effect.c.key.startswith(PREFIX), tables.effect.c.at < before)
    return connection.execute(old).rowcount
