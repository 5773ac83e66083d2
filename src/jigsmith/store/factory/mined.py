"""What mining wrote, by the source it came from: it goes when somebody takes back that the source may be read."""

from collections.abc import Sequence

import sqlalchemy as sa

from jigsmith.store.factory import ledger_tables

tasks, proofs, times, links = ledger_tables.task, ledger_tables.evidence, ledger_tables.time, ledger_tables.task_tool
MINED = "mined"


def forget(connection: sa.Connection, sources: Sequence[str]) -> int:
    """Delete evidence and times from these sources, then the mined tasks that nothing is left of; return how many."""
    for source in sources:
        connection.execute(sa.delete(proofs).where(proofs.c.key.startswith(f"{source}:", autoescape=True)))
        own = times.c.key.startswith(f"{source}:", autoescape=True)
        connection.execute(sa.delete(times).where(times.c.source == MINED, own))
    rest = [sa.exists().where(each.c.task == tasks.c.id) for each in (proofs, times, links)]
    alone = sa.delete(tasks).where(tasks.c.origin == MINED, *(~each for each in rest))
    return connection.execute(alone).rowcount
