"""What mining wrote, by the source it came from: it goes when somebody takes back that the source may be read."""

from collections.abc import Sequence

import sqlalchemy as sa

from jigsmith.store.factory import ledger_tables

tasks, proofs, times, links = ledger_tables.task, ledger_tables.evidence, ledger_tables.time, ledger_tables.task_tool
MINED = "mined"


def key(source: str, who: str, rest: str) -> str:
    """Return the key of evidence or of a time: whose it is stands in it, since others may share the database."""
    return f"{source}:{who}:{rest}"


def forget(connection: sa.Connection, sources: Sequence[str], *, who: str) -> int:
    """Delete somebody's evidence and times from these sources, then mined tasks that nobody touched and nothing is
    left of. Return how many tasks are gone.
    """
    for source in sources:
        begins = key(source, who, "")
        connection.execute(sa.delete(proofs).where(proofs.c.key.startswith(begins, autoescape=True)))
        own = times.c.key.startswith(begins, autoescape=True)
        connection.execute(sa.delete(times).where(times.c.source == MINED, own))
    rest = [sa.exists().where(each.c.task == tasks.c.id) for each in (proofs, times, links)]
    untouched = (tasks.c.origin == MINED, tasks.c.per_week.is_(None), tasks.c.minutes.is_(None))
    alone = sa.delete(tasks).where(*untouched, *(~each for each in rest))
    return connection.execute(alone).rowcount
