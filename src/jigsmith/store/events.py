"""The table of uses: append one, read them back."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection

from jigsmith.store import connection as connections

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
]
COLUMNS = (
    "started, seconds, tool, version, surface, outcome, error, files_written, lines_written, template,"
    " template_version, shape"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One use of a verb or of an MCP tool."""

    started: datetime  # aware, UTC
    seconds: float  # how long it ran
    tool: str  # the verb, with its sub-command: "scan", "templates test"
    version: str  # of jigsmith
    surface: str  # "cli" or "mcp"
    outcome: str  # "ok", "failed" (an error with a name), "crashed" (one without), "interrupted"
    error: str = ""  # the name of the error's kind; empty: none
    files_written: int = 0
    lines_written: int = 0
    template: str = ""  # which template it was about; empty: none
    template_version: str = ""
    shape: str = ""  # which options were given, never their values: "json:flag top:value"


def opened(home: Path, *, wait: float = connections.WAIT) -> AbstractContextManager[Connection]:
    """Open the database of uses. Raises StoreFailed."""
    return connections.connected(home / FILE, MIGRATIONS, wait=wait)


def append(connection: Connection, events: Sequence[Event]) -> None:
    """Add these uses, all or none."""
    marks = ", ".join("?" * len(COLUMNS.split(",")))
    with connections.transaction(connection):
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
    return (
        event.started.timestamp(),
        event.seconds,
        event.tool,
        event.version,
        event.surface,
        event.outcome,
        event.error,
        event.files_written,
        event.lines_written,
        event.template,
        event.template_version,
        event.shape,
    )


def from_row(row: Sequence[object]) -> Event:
    """Return the event that these columns hold, whether as numbers or as text."""
    started, seconds, tool, version, surface, outcome, error, files, lines, template, template_version, shape = row
    return Event(
        started=datetime.fromtimestamp(float(str(started)), UTC),
        seconds=float(str(seconds)),
        tool=str(tool),
        version=str(version),
        surface=str(surface),
        outcome=str(outcome),
        error=str(error),
        files_written=int(str(files)),
        lines_written=int(str(lines)),
        template=str(template),
        template_version=str(template_version),
        shape=str(shape),
    )
