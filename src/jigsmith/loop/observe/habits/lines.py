"""Lines of a file of whatever size: one that is too long is passed over, and only regular files are read."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from jigsmith.base import errors

LONGEST = 65_536  # bytes of a line of a shell's history
PIECE = 1 << 20


def lines(path: Path, *, longest: int = LONGEST) -> Iterator[bytes | None]:
    """Yield the lines of a file without their ends; None for one that is too long. Raises FileUnreadable."""
    with _opened(path) as file:
        while line := _line(file, path, longest + 1):
            whole = len(line) <= longest or line.endswith(b"\n")
            yield line.rstrip(b"\r\n") if whole else None
            while not whole:
                rest = _line(file, path, PIECE)
                whole = not rest or rest.endswith(b"\n")


def _opened(path: Path) -> IO[bytes]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise errors.FileUnreadable("is no file", where=str(path))
        return path.open("rb", buffering=PIECE)
    except OSError as error:
        raise _unreadable(error, path) from error


def _line(file: IO[bytes], path: Path, most: int) -> bytes:
    try:
        return file.readline(most)
    except OSError as error:
        raise _unreadable(error, path) from error


def _unreadable(error: OSError, path: Path) -> errors.FileUnreadable:
    return errors.FileUnreadable(f"cannot be read: {error.strerror or error}", where=str(path))
