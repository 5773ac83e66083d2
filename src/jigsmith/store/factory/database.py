"""Opening the factory's database: SQLite in the user's data folder, or Postgres by its address; brought up to date.

Raises StoreFailed with what is wrong and what to do, from here and from inside `begin`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from jigsmith.base import errors

FILE = "factory.db"
WAIT = 30.0  # seconds that a writer waits for another one
IDLE = "-c idle_in_transaction_session_timeout=10000"  # ms, of Postgres: a worker that stands still loses its locks
LOCK = 0x6A6967  # of Postgres: only one process migrates at a time


def address(home: Path, url: str = "") -> str:
    """Return the address as SQLAlchemy wants it: what is configured, or the file in the user's data folder."""
    if url.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    return url or f"sqlite:///{home / FILE}"


def opened(url: str) -> sa.Engine:
    """Return an engine on a database with all its tables. Raises StoreFailed."""
    engine = _engine(url)
    try:
        migrate(engine)
    except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError, CommandError) as error:
        engine.dispose()
        raise explain(error, url) from error
    return engine


@contextmanager
def begin(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Do several statements or none. Raises StoreFailed."""
    try:
        with engine.begin() as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        raise explain(error, str(engine.url)) from error


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Read alone, and keep no writer waiting. Raises StoreFailed."""
    try:
        with engine.connect().execution_options(reading=True) as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        raise explain(error, str(engine.url)) from error


def migrate(engine: sa.Engine) -> None:
    """Run the migrations that the database has not seen; when two do it at once, the second finds it done."""
    config = configuration()
    head = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def configuration() -> Config:
    """Return what Alembic wants to know."""
    config = Config()
    folder = resources.files("jigsmith.store.factory") / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def explain(error: Exception, url: str) -> errors.StoreFailed:
    """Say what is wrong with the database, without the password in its address."""
    where = sa.make_url(url).render_as_string(hide_password=True)
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    what, do = f"the factory's database cannot be used: {said[0] if said else type(error).__name__}", None
    if isinstance(error, CommandError):
        what, do = "a newer jigsmith wrote the factory's database", "Update jigsmith."
    elif where.startswith("postgresql"):
        do = "Check that the server runs and that the address in JIG_DATABASE_URL or `[store] url` is right."
    return errors.StoreFailed(what, where=where, do=do)


def _engine(url: str) -> sa.Engine:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return sa.create_engine(parsed, pool_pre_ping=True, connect_args={"options": IDLE})
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = sa.create_engine(parsed, connect_args={"timeout": WAIT, "isolation_level": None})
    sa.event.listen(engine, "connect", _set_up)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # what was promised to the outside survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: sa.Connection) -> None:
    """Take the lock at once, but to read: two that read and then write would else fail each other."""
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")
