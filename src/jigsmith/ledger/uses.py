"""Uses: append one within milliseconds whatever the database does, and read them back.

While another process writes, a use goes to a spool file beside the database, one line for each; the next one that
gets through takes the spool with it. A line is appended with one write, so that many processes can do it at once.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from jigsmith.base import errors
from jigsmith.store import connection as connections
from jigsmith.store import events

SPOOL = "events.spool"
SEPARATOR = "\x1f"  # the ASCII unit separator; no field holds it
PATIENCE = 0.002  # seconds to wait for another writer before the spool is used
Event = events.Event


def append(home: Path, event: Event) -> None:
    """Record a use. Raises StoreFailed when neither the database nor the spool can take it."""
    try:
        with events.opened(home, wait=PATIENCE) as connection:
            events.append(connection, [*spooled(home), event])
    except errors.StoreFailed as error:
        if not error.retry_helps or not is_busy(error):
            raise
        spool(home, event)


def read(home: Path, *, since: datetime | None = None, tool: str | None = None) -> list[Event]:
    """Return the uses from `since` on, oldest first; none when nothing was ever recorded. Raises StoreFailed."""
    path = home / events.FILE
    if (home / SPOOL).exists():
        with events.opened(home) as connection:
            events.append(connection, spooled(home))
    if not path.exists():
        return []
    with connections.read_only(path) as connection:
        return list(events.select(connection, since=since, tool=tool))


def is_busy(error: errors.StoreFailed) -> bool:
    """Tell whether the database is well and only held by another process."""
    return getattr(error.__cause__, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def spool(home: Path, event: Event) -> None:
    """Append the use to the spool in one write."""
    line = SEPARATOR.join(clean(field) for field in events.to_row(event)) + "\n"
    handle = os.open(home / SPOOL, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def spooled(home: Path) -> list[Event]:
    """Take the spool away and return what was in it; a line that cannot be read is left out."""
    mine = home / f"{SPOOL}.{os.getpid()}"
    try:
        (home / SPOOL).rename(mine)
    except OSError:
        return []
    lines = mine.read_text(encoding="utf-8", errors="replace").split("\n")
    mine.unlink()
    return list(parse(lines))


def parse(lines: list[str]) -> Iterator[Event]:
    """Yield the uses that these lines hold."""
    for line in lines:
        try:
            yield events.from_row(line.split(SEPARATOR))
        except ValueError:
            continue  # half a line, from a disk that was full


def clean(field: object) -> str:
    """Return a field as text without what separates fields and lines."""
    text = repr(field) if isinstance(field, float) else str(field)
    return text.replace(SEPARATOR, " ").replace("\n", " ")
