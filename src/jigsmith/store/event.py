"""One use, and its columns in the table and in the spool. Apart from `events`: a use is recorded without SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

TYPE_CHECKING = False  # start-up time, see `connection`
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from jigsmith.base.tuples import NamedTuple


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
    who: str = ""  # a pseudonym, see `ledger.who`; empty: not known
    repository: str = ""  # its root on this machine; empty: in none
    active: float | None = None  # seconds that a person was at it; None: not measured
    tokens: int | None = None  # of a model; None: not measured
    cost: float | None = None  # US dollars; None: not measured
    traces: str = ""  # which files it wrote and how, as digests, see `ledger.traces`


def to_row(event: Event) -> tuple[float | int | str | None, ...]:
    """Return the event as the columns of the table."""
    return (event.started.timestamp(), *event[1:])


def from_row(row: Sequence[str | float | None]) -> Event:
    """Return the event that these columns hold; in those with numbers, empty is None.

    Raises ValueError when there are not as many as there should be.
    """
    if len(row) != len(Event._fields):
        raise ValueError(f"{len(row)} columns, {len(Event._fields)} expected")
    read = Event(*row)  # type: ignore[arg-type]  # what sqlite3 and the spool hand out has no types
    return read._replace(
        started=datetime.fromtimestamp(float(row[0] or 0), UTC),
        seconds=float(read.seconds),
        files_written=int(read.files_written),
        lines_written=int(read.lines_written),
        active=_number(read.active),
        tokens=None if _number(read.tokens) is None else int(read.tokens or 0),
        cost=_number(read.cost),
    )


def _number(value: float | str | None) -> float | None:
    return None if value is None or value == "" else float(value)
