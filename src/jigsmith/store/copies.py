"""A whole SQLite file copied while others write to it, and put in place of another one: SQLite's online backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

from jigsmith.store import connection as connections


def take(source: sqlite3.Connection, to: Path) -> None:
    """Copy a database into a new file, as it is at one moment. Raises StoreFailed."""
    try:
        with closing(sqlite3.connect(to, isolation_level=None)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
    except sqlite3.Error as error:
        raise connections.explain(error, to) from error


def put(source: Path, to: sqlite3.Connection) -> None:
    """Replace all of a database by that of a file, or nothing of it."""
    with closing(sqlite3.connect(source)) as copy:
        copy.backup(to)
