"""Uses: what was recorded on this machine, read back. `spool` records them."""

from datetime import datetime
from pathlib import Path

from jigsmith.base import clock
from jigsmith.ledger import drops
from jigsmith.store import connection as connections
from jigsmith.store import event, events

Event = event.Event


def read(home: Path, *, since: datetime | None = None, tool: str | None = None) -> list[Event]:
    """Return the uses from `since` on, oldest first; none when nothing was ever recorded. Raises StoreFailed."""
    drops.take(home, now=clock.now())
    path = home / events.FILE
    if not is_there(path):
        return []
    with connections.read_only(path) as connection:
        return list(events.select(connection, since=since, tool=tool))


def is_there(path: Path) -> bool:
    """Tell whether there is a database. Raises StoreFailed where it cannot be told."""
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise connections.explain(error, path) from error
    return True
