"""Opening a SQLite file: made and migrated when needed, safe with many processes, and a readable error when it is not.

A migration is a list of statements; the n-th brings the file to `user_version` n and is never changed afterwards.
sqlite3 alone: importing an ORM takes longer than a whole `jig generate` may (docs/decisions/sqlite3-alone.md).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from jigsmith.base import errors

TYPE_CHECKING = False  # start-up time: neither typing nor pathlib is imported for the one row that a use is
if TYPE_CHECKING:
    from pathlib import Path

    Place = str | Path

Migrations = Sequence[Sequence[str]]
WAIT = 5.0  # seconds to wait for another process that writes


@contextmanager
def connected(path: Place, migrations: Migrations, *, wait: float = WAIT) -> Iterator[sqlite3.Connection]:
    """Open the database for reading and writing, with its tables up to date.

    Statements commit one by one; use `transaction` for several. Raises StoreFailed, also for what goes wrong inside.
    """
    connection = None
    try:
        make_folder_of(path)
        connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
        connection.execute("PRAGMA synchronous = NORMAL")  # in WAL mode safe against crashes of the process
        migrate(connection, migrations, path)
        yield connection
    except (sqlite3.Error, OSError) as error:
        raise explain(error, path) from error
    finally:
        if connection is not None:
            connection.close()


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database that is there, for reading alone. Raises StoreFailed, also for what goes wrong inside."""
    connection = None
    try:
        connection = open_to_read(path)
        yield connection
    except sqlite3.Error as error:
        raise explain(error, path) from error
    finally:
        if connection is not None:
            connection.close()


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open for reading; in a folder that cannot be written, without the files beside it that WAL mode wants."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=WAIT)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        connection.close()
        if not error.sqlite_errorname.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
            raise
        connection = sqlite3.connect(f"{uri}&immutable=1", uri=True)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do several statements or none; the lock is taken at once, so that losing the race happens here and not later."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def make_folder_of(path: Place) -> None:
    """Make the folder of a database, for its user alone. Raises OSError."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120 - start-up time, see above


def migrate(connection: sqlite3.Connection, migrations: Migrations, path: Place) -> None:
    """Run the migrations that this file has not seen. When two processes do it at once, the second finds it done."""
    if version(connection) == len(migrations):
        return
    connection.execute("PRAGMA journal_mode = WAL")
    with transaction(connection):
        seen = version(connection)
        if seen > len(migrations):
            raise errors.StoreFailed(
                f"a newer jigsmith wrote the database: its format is {seen}, this one knows {len(migrations)}",
                where=str(path),
                do="Update jigsmith, or set JIG_HOME to another folder.",
            )
        for number, statements in enumerate(migrations[seen:], start=seen + 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def version(connection: sqlite3.Connection) -> int:
    """Return how many migrations the file has seen."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def explain(error: sqlite3.Error | OSError, path: Place) -> errors.StoreFailed:
    """Turn what SQLite or the system says into what is wrong and what to do."""
    name = getattr(error, "sqlite_errorname", "") or ""
    what, do = f"the database cannot be used: {error}", "Check the folder, or set JIG_HOME to another one."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        what, do = "another process has been writing to the database all the while", "Try again in a moment."
    elif name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        what = f"the database is damaged ({error})"
        do = "Move the file away; jigsmith makes a new one. Only the record of past use is in it."
    elif name.startswith(("SQLITE_READONLY", "SQLITE_PERM")) or isinstance(error, PermissionError):
        what = "the database cannot be written"
        do = "Allow writing to its folder, or set JIG_HOME to a folder that is yours."
    elif name.startswith("SQLITE_FULL"):
        what, do = "the disk is full", "Make room and try again."
    elif name.startswith("SQLITE_CANTOPEN"):
        what = "the database cannot be opened"
    return errors.StoreFailed(what, where=str(path), do=do)
