"""The database of atuin, which belongs to atuin: it is read alone, and nothing is ever written to it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jigsmith.base import errors
from jigsmith.store import connection as connections


class Entry(NamedTuple):
    """A command that atuin recorded."""

    began: float  # seconds since 1970
    seconds: float | None  # None: it had not ended, or nobody knows
    session: str
    text: str


def entries(path: Path, *, longest: int) -> Iterator[Entry]:
    """Yield the commands, oldest first, without those that were deleted or are longer than `longest` characters.

    Raises FileUnreadable, also when the tables are not those that are known.
    """
    try:
        with connections.read_only(path) as connection:
            columns = {row[1] for row in connection.execute("PRAGMA table_info(history)")}
            kept = "AND deleted_at IS NULL" if "deleted_at" in columns else ""
            rows = connection.execute(
                "SELECT timestamp, duration, session, CAST(command AS BLOB) FROM history"  # noqa: S608 - a constant
                f" WHERE length(command) <= ? AND typeof(timestamp) = 'integer' {kept} ORDER BY timestamp",
                (longest,),
            )
            for when, duration, session, text in rows:
                seconds = duration / 1e9 if isinstance(duration, int) and duration >= 0 else None
                yield Entry(when / 1e9, seconds, str(session), bytes(text).decode("utf-8", "replace"))
    except errors.StoreFailed as error:
        raise errors.FileUnreadable(error.what, where=str(path), do="Look whether atuin itself can read it.") from error
