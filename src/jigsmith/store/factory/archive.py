"""All rows of the database out of it, and in again: the same on SQLite and on Postgres, so that one becomes the other.

Rows are lists of what JSON holds: numbers, texts, truth and None; moments are microseconds, as in the tables. Leases
and beats of workers are left out: they say who works here and now.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from jigsmith.store.factory import database, ledger_tables, runs, tables
from jigsmith.store.factory.columns import Moment

BATCH = 5_000  # rows
PATIENCE = "30s"  # that Postgres waits for whoever reads a table that is to be replaced
HERE = {tables.lease, tables.beat}
TABLES = {str(table.name): table for table in ledger_tables.use.metadata.sorted_tables if table not in HERE}
"""By name, in an order in which each comes after those that it refers to."""
Row = Sequence[Any]


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Read everything as it is at one moment, however long that takes; nobody who writes waits. Raises StoreFailed."""
    with database.reading(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        yield connection


def revision(connection: sa.Connection) -> str:
    """Return the schema that the database has."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def newest() -> str:
    """Return the schema that this version of jigsmith has."""
    return ScriptDirectory.from_config(database.configuration()).get_current_head() or ""


def is_known(wanted: str) -> bool:
    """Tell whether a database of this schema can be brought up to date."""
    try:
        return ScriptDirectory.from_config(database.configuration()).get_revision(wanted) is not None
    except CommandError:
        return False


def counts(connection: sa.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    return {name: count(connection, table) for name, table in TABLES.items()}


def count(connection: sa.Connection, table: sa.Table) -> int:
    """Return how many rows a table has."""
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def rows(connection: sa.Connection, table: sa.Table) -> Iterator[list[Row]]:
    """Yield the rows of a table, many at once."""
    plain = [sa.type_coerce(each, sa.BigInteger) if isinstance(each.type, Moment) else each for each in table.columns]
    found = connection.execute(sa.select(*plain), execution_options={"yield_per": BATCH})
    for part in found.partitions():
        yield [tuple(row) for row in part]


@contextmanager
def alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Do everything or nothing, however long it takes, while nobody else migrates. Raises StoreFailed."""
    with database.begin(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            connection.execute(sa.text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": database.LOCK})
        yield connection


def clear(connection: sa.Connection, to: str) -> None:
    """Make all tables anew, empty, as the schema `to` has them."""
    ledger_tables.use.metadata.drop_all(connection)
    connection.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))
    upgrade(connection, to)


def fits(connection: sa.Connection, table: str, columns: Sequence[str]) -> bool:
    """Tell whether the schema that the database has now has such a table with these columns."""
    found = sa.inspect(connection)
    return found.has_table(table) and set(columns) <= {each["name"] for each in found.get_columns(table)}


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Run migrations in the present transaction."""
    config = database.configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def fill(connection: sa.Connection, table: str, columns: Sequence[str], parts: Iterable[list[Row]]) -> int:
    """Put rows into a table, and return how many these were. Raises StoreFailed."""
    quote = connection.dialect.identifier_preparer.quote
    into, marks = f"{quote(table)} ({', '.join(map(quote, columns))})", ", ".join("?" * len(columns))
    done, raw = 0, connection.connection.cursor()
    try:
        for part in parts:
            if connection.dialect.name == "postgresql":
                _copy(raw, into, part)
            else:
                raw.executemany(f"INSERT INTO {into} VALUES ({marks})", part)  # noqa: S608 - quoted
            done += len(part)
    except (sqlite3.Error, psycopg.Error) as error:
        raise database.explain(error, str(connection.engine.url)) from error
    finally:
        raw.close()
    return done


def _copy(raw: Any, into: str, part: Iterable[Row]) -> None:
    with raw.copy(f"COPY {into} FROM STDIN") as copy:
        for row in part:
            copy.write_row(_without_nul(row))


def counted_on(connection: sa.Connection) -> None:
    """Let new rows be numbered after those that are there; SQLite does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for name, table in TABLES.items():
        counted = table.autoincrement_column
        if counted is not None:
            last = sa.select(sa.func.coalesce(sa.func.max(counted), 0) + 1).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(f'"{name}"', counted.name)
            connection.execute(sa.select(sa.func.setval(sequence, last, sa.literal(value=False))))


def interrupted(
    connection: sa.Connection, *, at_work: Collection[str], made: datetime, now: datetime
) -> tuple[int, int]:
    """End what was under way when the rows were copied out, and return how many runs and tickets that were; `at_work`
    are the states of tickets in which somebody works.

    Its durable flows are not here. A run is lost, since nobody knows how it ended, and due times up to now are decided:
    they had their runs where the rows come from. A ticket keeps its state and begins what it was in anew.
    """
    run, job, ticket = tables.run, tables.job_state, tables.ticket
    said = "it was under way when the backup was made that was restored"
    lost = sa.update(run).where(run.c.state.in_(runs.OPEN)).values(state=runs.LOST, ended=made, said=said)
    ended = connection.execute(lost).rowcount
    connection.execute(sa.update(job).where(job.c.looked_until < now).values(looked_until=now))
    again = connection.scalar(sa.select(sa.func.count()).where(ticket.c.state.in_(at_work)))
    connection.execute(sa.update(ticket).where(ticket.c.flow != "").values(flow="", worker=""))
    return ended, int(again or 0)


def _without_nul(row: Row) -> Row:
    """Return a row as Postgres takes it: its texts hold no NUL."""
    return [each.replace("\0", "\ufffd") if isinstance(each, str) and "\0" in each else each for each in row]
