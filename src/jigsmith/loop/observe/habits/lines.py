"""Lines of a file of whatever size: one that is too long is passed over, and only regular files are read."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from jigsmith.base import errors

LONGEST = 65_536  # bytes of a line of a shell's history
PIECE = 1 << 20


def lines(path: Path, *, longest: int = LONGEST) -> Iterator[bytes | None]:
    """Yield the lines of a file without their ends; None for one that is too long. Raises HistoryUnreadable."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(descriptor, "rb", buffering=PIECE) as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise errors.HistoryUnreadable("is no file", where=str(path))
            while line := file.readline(longest + 1):
                if len(line) <= longest or line.endswith(b"\n"):
                    yield line.rstrip(b"\r\n")
                    continue
                while line and not line.endswith(b"\n"):
                    line = file.readline(PIECE)
                yield None
    except OSError as error:
        raise errors.HistoryUnreadable(f"cannot be read: {error.strerror or error}", where=str(path)) from error
