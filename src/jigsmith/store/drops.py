"""The table of drops: how far each spool file of other tools was taken in."""

from collections.abc import Iterable
from sqlite3 import Connection


def taken(connection: Connection) -> dict[str, int]:
    """Return the bytes that were taken, by file."""
    return dict(connection.execute("SELECT file, bytes FROM taken"))


def remember(connection: Connection, file: str, size: int) -> None:
    """Say that so many bytes of a file are taken."""
    connection.execute("INSERT OR REPLACE INTO taken (file, bytes) VALUES (?, ?)", (file, size))


def forget(connection: Connection, files: Iterable[str]) -> None:
    """Forget files that are gone."""
    connection.executemany("DELETE FROM taken WHERE file = ?", ((file,) for file in files))
