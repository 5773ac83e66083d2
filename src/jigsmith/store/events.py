"""The table of uses: append one, read them back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from sqlite3 import Connection

from jigsmith.store import connection as connections

TYPE_CHECKING = False  # start-up time, see `connection`
if TYPE_CHECKING:
    from typing import NamedTuple

    from jigsmith.store.connection import Place
else:
    from jigsmith.base.tuples import NamedTuple

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
]


class Event(NamedTuple):
    """One use of a verb or of an MCP tool, as the columns of the table.

    A named tuple: making the class takes a tenth of what a dataclass takes, and that is on the way of every command.
    """

    started: datetime  # aware, UTC; the table holds seconds since 1970
    seconds: float  # how long it ran
    tool: str  # the verb, with its sub-command: "scan", "templates test"; or a tool that reports its own uses
    version: str  # of jigsmith, or of that tool
    surface: str  # "cli", "mcp", or what the tool says
    outcome: str  # "ok", "failed" (an error with a name), "crashed" (one without), "interrupted"
    error: str = ""  # the name of the error's kind; empty: none
    files_written: int = 0
    lines_written: int = 0
    template: str = ""  # which template it was about; empty: none
    template_version: str = ""
    shape: str = ""  # which options were given, never their values: "json:flag top:value"


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


def to_row(event: Event) -> tuple[float | int | str, ...]:
    """Return the event as the columns of the table."""
    return (event.started.timestamp(), *event[1:])


def from_row(row: Sequence[str | float]) -> Event:
    """Return the event that these columns hold. Raises ValueError when there are not as many as there should be."""
    if len(row) != len(Event._fields):
        raise ValueError(f"{len(row)} columns, {len(Event._fields)} expected")
    read = Event(*row)  # type: ignore[arg-type]  # what sqlite3 and the spool hand out has no types
    return read._replace(
        started=datetime.fromtimestamp(float(row[0]), UTC),
        seconds=float(read.seconds),
        files_written=int(read.files_written),
        lines_written=int(read.lines_written),
    )
