"""Spool: where a use is recorded, as one line at the end of the file of the day, in one write.

No lock, no database, no waiting for the disk: it takes a tenth of a millisecond, with however many processes at once.
Whoever reads the ledger takes in what is new (see `drops`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from jigsmith.store import event as events

TYPE_CHECKING = False  # start-up time: a use is recorded by every command
if TYPE_CHECKING:
    Place = str | os.PathLike[str]

FOLDER = "spool"
SUFFIX = ".rows"
SEPARATOR = "\x1f"  # the ASCII unit separator; no field holds it


def append(home: Place, event: events.Event) -> None:
    """Record a use. Raises OSError."""
    folder = os.path.join(home, FOLDER)  # noqa: PTH118 - start-up time
    path = os.path.join(folder, time.strftime("%Y-%m-%d", time.gmtime()) + SUFFIX)  # noqa: PTH118 - the same
    line = SEPARATOR.join(clean(field) for field in events.to_row(event)) + "\n"
    try:
        handle = opened(path)
    except FileNotFoundError:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - the same
        handle = opened(path)
    try:
        os.write(handle, line.encode())  # one write at the end of the file: no other line can come in between
    finally:
        os.close(handle)


def opened(path: str) -> int:
    """Open a file to write at its end. Raises OSError."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def parse(data: bytes) -> Iterator[events.Event]:
    """Yield the uses that these lines hold; half a line, from a disk that was full, is left out."""
    for line in data.decode(errors="replace").split("\n"):
        try:
            yield events.from_row(line.split(SEPARATOR))
        except (ValueError, OverflowError, OSError):
            continue


def clean(field: object) -> str:
    """Return a field as text without what separates fields and lines; None is empty."""
    text = "" if field is None else repr(field) if isinstance(field, float) else str(field)
    return text.replace(SEPARATOR, " ").replace("\n", " ")
