"""What scans found out before: lines by blob id, stamps, history and memo by tree, reports by all they follow from.

A cache may be lost at any time: what goes wrong with it is never an error. A damaged one is thrown away.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from jigsmith.base import clock, errors
from jigsmith.store import connection as connections

TYPE_CHECKING = False  # start-up time, see `connection`
if TYPE_CHECKING:
    from typing import Any

    from jigsmith.store.connection import Place

FILE = "scan-cache.db"
BIGGEST = 1 << 30  # bytes; of a bigger one the older half goes
KEPT = 30 * 86_400  # seconds that a report is kept
AT_ONCE = 500  # blobs asked for in one statement
MIGRATIONS: connections.Migrations = [
    [
        "CREATE TABLE line (version TEXT, blob TEXT, reason TEXT, lines BLOB, PRIMARY KEY (version, blob))",
        "CREATE TABLE tree (root TEXT, what TEXT, value BLOB, PRIMARY KEY (root, what)) STRICT",
        "CREATE TABLE report (key TEXT PRIMARY KEY, root TEXT, made REAL, text TEXT) STRICT",
        "CREATE INDEX report_root ON report (root, made)",
    ],
]
Row = tuple[str, str | None, bytes]  # blob, reason why it is left out, lines
Values = Sequence[str | float | bytes | None]


class Cache:
    """An open cache; one that cannot be used holds nothing and forgets everything."""

    def __init__(self, connection: sqlite3.Connection | None, path: Place) -> None:
        self._connection = connection
        self._path = path

    def report(self, key: str) -> str | None:
        """Return the text of a report."""
        found = self._read("SELECT text FROM report WHERE key = ?", (key,))
        return str(found[0][0]) if found else None

    def last_report(self, root: str) -> str | None:
        """Return the text of the newest report on a folder."""
        found = self._read("SELECT text FROM report WHERE root = ? ORDER BY made DESC LIMIT 1", (root,))
        return str(found[0][0]) if found else None

    def keep_report(self, key: str, root: str, text: str) -> None:
        """Keep a report, and forget old ones."""
        now = clock.now().timestamp()
        self._write("DELETE FROM report WHERE made < ?", [(now - KEPT,)])
        self._write("INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?)", [(key, root, now, text)])

    def lines(self, version: str, blobs: Sequence[str]) -> Iterator[Row]:
        """Yield what is known about some blobs."""
        for start in range(0, len(blobs), AT_ONCE):
            some = blobs[start : start + AT_ONCE]
            marks = ",".join("?" * len(some))
            yield from self._read(
                f"SELECT blob, reason, lines FROM line WHERE version = ? AND blob IN ({marks})",  # noqa: S608
                (version, *some),
            )

    def keep_lines(self, version: str, rows: Sequence[Row]) -> None:
        """Keep what was found out about blobs; what other versions found out goes."""
        self._write("DELETE FROM line WHERE version <> ?", [(version,)])
        self._write("INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?)", [(version, *row) for row in rows])

    def tree(self, root: str, what: str) -> bytes | None:
        """Return what is known about a folder: "stamps", "history" or "memo"."""
        found = self._read("SELECT value FROM tree WHERE root = ? AND what = ?", (root, what))
        return bytes(found[0][0]) if found else None

    def keep_tree(self, root: str, what: str, value: bytes) -> None:
        """Keep something about a folder."""
        self._write("INSERT OR REPLACE INTO tree VALUES (?, ?, ?)", [(root, what, value)])

    def _read(self, statement: str, values: Values) -> list[Any]:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(statement, tuple(values)).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def _write(self, statement: str, rows: Sequence[Values]) -> None:
        if self._connection is None:
            return
        try:
            with connections.transaction(self._connection):
                self._connection.executemany(statement, rows)
        except sqlite3.Error as error:
            self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        """Go on without the cache; when it is damaged and not merely busy, it is thrown away."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if not isinstance(error, sqlite3.OperationalError):
            _throw_away(self._path)


@contextmanager
def opened(home: Place) -> Iterator[Cache]:
    """Open the cache; a damaged one is deleted first, and where there can be none, nothing is kept."""
    path = os.path.join(home, FILE)  # noqa: PTH118 - start-up time, see `connection`
    connection = _connection(path)
    try:
        yield Cache(connection, path)
    finally:
        if connection is not None:
            connection.close()


def _connection(path: Place) -> sqlite3.Connection | None:
    for _ in range(2):
        try:
            connections.make_folder_of(path)
            connection = sqlite3.connect(path, timeout=connections.WAIT, isolation_level=None)
        except (sqlite3.Error, OSError):
            return None
        try:
            connection.execute("PRAGMA synchronous = OFF")  # it can all be found out again
            connections.migrate(connection, MIGRATIONS, path)
            _shorten(connection, path)
            return connection
        except (sqlite3.DatabaseError, errors.StoreFailed) as error:
            connection.close()
            if isinstance(error, sqlite3.OperationalError):
                return None  # busy, or not ours to write
            _throw_away(path)
    return None


def _shorten(connection: sqlite3.Connection, path: Place) -> None:
    if os.stat(path).st_size > BIGGEST:  # noqa: PTH116 - start-up time, see `connection`
        connection.execute("DELETE FROM line WHERE rowid < (SELECT (min(rowid) + max(rowid)) / 2 FROM line)")
        connection.execute("DELETE FROM tree WHERE rowid <= (SELECT (min(rowid) + max(rowid)) / 2 FROM tree)")
        connection.execute("VACUUM")


def _throw_away(path: Place) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            os.unlink(f"{path}{suffix}")  # noqa: PTH108 - start-up time, see `connection`
