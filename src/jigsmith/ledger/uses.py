"""Uses: append one within milliseconds whatever the database does, and read them back.

While another process writes, a use goes to a spool file beside the database, one line for each; the next one that
gets through takes the spool with it. Whoever reads or writes the spool holds its lock, so that no line is lost or
counted twice. (Only a process that is killed between the commit and the emptying of the spool leaves its lines
there for a second count.) What tools in other languages leave is in `drops`; only reading takes it in.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from jigsmith.base import errors
from jigsmith.store import connection as connections
from jigsmith.store import events

TYPE_CHECKING = False  # start-up time, see `connection`
if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from jigsmith.store.connection import Place

SPOOL = "events.spool"
SEPARATOR = "\x1f"  # the ASCII unit separator; no field holds it
PATIENCE = 0.002  # seconds to wait for another writer before the spool is used
Event = events.Event


def append(home: Place, event: Event) -> None:
    """Record a use. Raises StoreFailed when neither the database nor the spool can take it."""
    try:
        write(home, [event], wait=PATIENCE)
    except errors.StoreFailed as error:
        if not is_busy(error):
            raise
        spool(home, event)


def read(home: Place, *, since: datetime | None = None, tool: str | None = None) -> list[Event]:
    """Return the uses from `since` on, oldest first; none when nothing was ever recorded. Raises StoreFailed."""
    from pathlib import Path  # noqa: PLC0415 - start-up time: what only records a use does without

    from jigsmith.base import clock  # noqa: PLC0415 - the same
    from jigsmith.ledger import drops  # noqa: PLC0415 - the same

    if waiting(home):
        write(home, [], wait=connections.WAIT)
    drops.take(Path(home), now=clock.now())
    path = Path(home) / events.FILE
    if not is_there(path):
        return []
    with connections.read_only(path) as connection:
        return list(events.select(connection, since=since, tool=tool))


def write(home: Place, new: list[Event], *, wait: float) -> None:
    """Put these uses and those in the spool into the database, then empty the spool."""
    with events.opened(home, wait=wait) as connection:
        if not waiting(home):
            events.append(connection, new)
            return
        with locked_spool(home) as handle:
            events.append(connection, [*parse(handle.read().decode(errors="replace").split("\n")), *new])
            handle.truncate(0)


def is_busy(error: errors.StoreFailed) -> bool:
    """Tell whether the database is well and only held by another process."""
    return getattr(error.__cause__, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def waiting(home: Place) -> bool:
    """Tell whether there is something in the spool."""
    try:
        return os.stat(os.path.join(home, SPOOL)).st_size > 0  # noqa: PTH116, PTH118 - start-up time
    except OSError:
        return False


def is_there(path: Path) -> bool:
    """Tell whether there is a database. Raises StoreFailed where it cannot be told."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise connections.explain(error, path) from error
    return True


def spool(home: Place, event: Event) -> None:
    """Append the use to the spool."""
    line = SEPARATOR.join(clean(field) for field in events.to_row(event)) + "\n"
    with locked_spool(home) as handle:
        handle.write(line.encode())


@contextmanager
def locked_spool(home: Place) -> Iterator[BinaryIO]:
    """Open the spool for appending and reading, from its start, with nobody else at it."""
    with open(os.path.join(home, SPOOL), "a+b") as handle:  # noqa: PTH118, PTH123 - start-up time
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        yield handle


def parse(lines: list[str]) -> Iterator[Event]:
    """Yield the uses that these lines hold."""
    for line in lines:
        try:
            yield events.from_row(line.split(SEPARATOR))
        except ValueError:
            continue  # half a line, from a disk that was full


def clean(field: object) -> str:
    """Return a field as text without what separates fields and lines; None is empty."""
    text = "" if field is None else repr(field) if isinstance(field, float) else str(field)
    return text.replace(SEPARATOR, " ").replace("\n", " ")
