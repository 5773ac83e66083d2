"""The table of uses: append one, read them back, and judge later what became of what it wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from sqlite3 import Connection

from jigsmith.store import connection as connections
from jigsmith.store.event import Event, from_row, to_row

TYPE_CHECKING = False  # start-up time, see `connection`
if TYPE_CHECKING:
    from jigsmith.store.connection import Place

FILE = "jigsmith.db"
MIGRATIONS: connections.Migrations = [
    [
        """CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            started REAL NOT NULL,
            seconds REAL NOT NULL,
            tool TEXT NOT NULL,
            version TEXT NOT NULL,
            surface TEXT NOT NULL,
            outcome TEXT NOT NULL,
            error TEXT NOT NULL,
            files_written INTEGER NOT NULL,
            lines_written INTEGER NOT NULL,
            template TEXT NOT NULL,
            template_version TEXT NOT NULL,
            shape TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX event_started ON event (started)",
        "CREATE INDEX event_tool ON event (tool, started)",
    ],
    ["CREATE TABLE taken (file TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT"],  # see `drops`
    [
        "ALTER TABLE event ADD COLUMN who TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE event ADD COLUMN repository TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE event ADD COLUMN active REAL",
        "ALTER TABLE event ADD COLUMN tokens INTEGER",
        "ALTER TABLE event ADD COLUMN cost REAL",
        "ALTER TABLE event ADD COLUMN traces TEXT NOT NULL DEFAULT ''",
        # What is known of this file as a whole: `source` is its random name, by which a shared database tells files.
        "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        "INSERT INTO about VALUES ('source', lower(hex(randomblob(8))))",
        # What became within a day of what a use wrote, told from git once the day is over.
        """CREATE TABLE later (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            event INTEGER NOT NULL UNIQUE,
            verdict TEXT NOT NULL
        ) STRICT""",
    ],
]


COLUMNS = ", ".join(Event._fields)


def opened(home: Place, *, wait: float = connections.WAIT) -> AbstractContextManager[Connection]:
    """Open the database of uses. Raises StoreFailed."""
    return connections.connected(os.path.join(home, FILE), MIGRATIONS, wait=wait)  # noqa: PTH118 - start-up time


def append(connection: Connection, events: Sequence[Event]) -> None:
    """Add these uses, all or none."""
    with connections.transaction(connection):
        insert(connection, events)


def insert(connection: Connection, events: Sequence[Event]) -> None:
    """Add these uses, as a part of the transaction that has begun."""
    marks = ", ".join("?" * len(Event._fields))
    connection.executemany(f"INSERT INTO event ({COLUMNS}) VALUES ({marks})", map(to_row, events))  # noqa: S608


def select(connection: Connection, *, since: datetime | None = None, tool: str | None = None) -> Iterator[Event]:
    """Yield the uses from `since` on, oldest first; `tool` takes those of one verb or of one template."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event WHERE started >= ? AND (? IS NULL OR tool = ? OR template = ?)"  # noqa: S608
        " ORDER BY started, id",
        (since.timestamp() if since else 0.0, tool, tool, tool),
    )
    return map(from_row, rows)


def numbered(connection: Connection, *, after: int, limit: int) -> list[tuple[int, Event]]:
    """Return the uses after a number, in the order in which they were recorded, each with its own number."""
    rows = connection.execute(
        f"SELECT id, {COLUMNS} FROM event WHERE id > ? ORDER BY id LIMIT ?",  # noqa: S608
        (after, limit),
    )
    return [(int(row[0]), from_row(row[1:])) for row in rows]


def unjudged(connection: Connection, *, since: datetime, until: datetime) -> list[tuple[int, Event]]:
    """Return the uses between two times that left traces and of which nobody said yet what became of that."""
    rows = connection.execute(
        f"SELECT event.id, {COLUMNS} FROM event LEFT JOIN later ON later.event = event.id"  # noqa: S608
        " WHERE started >= ? AND started < ? AND traces <> '' AND later.id IS NULL ORDER BY started",
        (since.timestamp(), until.timestamp()),
    )
    return [(int(row[0]), from_row(row[1:])) for row in rows]


def judge(connection: Connection, verdicts: Mapping[int, str]) -> None:
    """Write what became of uses, by their numbers; what was said before stays."""
    with connections.transaction(connection):
        connection.executemany("INSERT OR IGNORE INTO later (event, verdict) VALUES (?, ?)", verdicts.items())


def judged(connection: Connection, *, after: int, limit: int) -> list[tuple[int, int, str]]:
    """Return verdicts after a number, in the order in which they were given: their number, the use's, the verdict."""
    asked = connection.execute("SELECT id, event, verdict FROM later WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
    return [(int(number), int(event), str(verdict)) for number, event, verdict in asked]


def extent(connection: Connection) -> tuple[int, datetime | None]:
    """Return how many uses there are, and when the oldest one was; None: there is none."""
    count, first = connection.execute("SELECT count(*), min(started) FROM event").fetchone()
    return int(count), None if first is None else datetime.fromtimestamp(first, UTC)


def source(connection: Connection) -> str:
    """Return the random name of this file."""
    (name,) = connection.execute("SELECT value FROM about WHERE name = 'source'").fetchone()
    return str(name)


def forget(connection: Connection, *, before: datetime, gathered: int) -> int:
    """Delete uses before a time whose number is at most `gathered`, and return how many these were.

    The newest one stays, whatever its age: the next one's number is counted from it.
    """
    with connections.transaction(connection):
        done = connection.execute(
            "DELETE FROM event WHERE started < ? AND id <= ? AND id < (SELECT max(id) FROM event)",
            (before.timestamp(), gathered),
        )
        connection.execute("DELETE FROM later WHERE event NOT IN (SELECT id FROM event)")
        return done.rowcount
