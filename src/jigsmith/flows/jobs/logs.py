"""The log of a run: written as the output comes, its secrets masked, limited in size, the oldest logs deleted."""

import contextlib
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from jigsmith.base import errors, places

FOLDER = Path(places.FOLDER) / "logs"
LINES = 200  # of the end that are kept in mind
SAID = 4000  # characters of the end that are shown elsewhere


class Log:
    """A log that is being written. When it is half as long as allowed it becomes NAME.1, and a new one begins."""

    def __init__(
        self, path: Path, *, limit: int, mask: Callable[[bytes], bytes], echo: Callable[[bytes], None]
    ) -> None:
        self._path, self._half, self._mask, self._echo = path, limit // 2, mask, echo
        self._last: deque[bytes] = deque(maxlen=LINES)
        try:
            ignored(path)
            self._file = path.open("ab", buffering=0)
            self._size = path.stat().st_size
        except OSError as error:
            raise errors.WriteFailed(f"the log cannot be written: {error.strerror}", where=str(path)) from error

    def line(self, stream: str, line: bytes) -> None:
        """Add a line of output, as it came."""
        masked = self._mask(line)
        self._last.append(masked)
        self._echo(masked)
        self._write(masked)

    def note(self, text: str) -> None:
        """Add a line of our own."""
        self.line("jig", f"== {text}\n".encode())

    def said(self) -> str:
        """Return the end of the output."""
        return b"".join(self._last).decode(errors="replace")[-SAID:]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _write(self, line: bytes) -> None:
        if self._size and self._size + len(line) > self._half:
            self._file.close()
            self._path.replace(rotated(self._path))
            self._file, self._size = self._path.open("ab", buffering=0), 0
        piece = line[: self._half]
        try:
            self._file.write(piece)
        except OSError as error:
            raise errors.WriteFailed(f"the log cannot be written: {error.strerror}", where=str(self._path)) from error
        self._size += len(piece)


def place(job: str, due: datetime, *, mark: str) -> str:
    """Return where the log of a run is, from the root of the repository."""
    return str(FOLDER / job / f"{due.astimezone(UTC):%Y%m%dT%H%M%S}{mark}.log")


def rotated(path: Path) -> Path:
    """Return where the earlier part of a log is."""
    return path.with_name(f"{path.name}.1")


def read(path: Path) -> str:
    """Return what is left of a log: the earlier part and the later one."""
    text = b""
    for part in (rotated(path), path):
        with contextlib.suppress(FileNotFoundError):
            text += part.read_bytes()
    return text.decode(errors="replace")


def after(path: Path, at: int, *, most: int) -> tuple[bytes, int]:
    """Return whole lines of a log from a byte of it on, at most so many bytes, and where they end.

    A log that is shorter than that was begun anew: it is read from its beginning.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            start = at if at <= size else 0
            file.seek(start)
            data = file.read(most)
    except FileNotFoundError:
        return b"", 0
    end = data.rfind(b"\n") + 1 or (len(data) if len(data) == most else 0)
    return data[:end], start + end


def tail(path: Path, *, most: int) -> tuple[bytes, int]:
    """Return the last whole lines of a log, at most so many bytes, and where they end."""
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return b"", 0
    data, end = after(path, max(0, size - most), most=most)
    return (data.partition(b"\n")[2] if size > most else data), end


def prune(root: Path, job: str, *, keep: int) -> None:
    """Delete the logs of a job but the newest ones."""
    there = sorted((root / FOLDER / job).glob("*.log"), key=lambda path: path.name, reverse=True)
    for path in there[keep:]:
        for part in (path, rotated(path)):
            part.unlink(missing_ok=True)


def ignored(path: Path) -> None:
    """Make the folder of a log; git does not see what is in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    marker = path.parent.parent / ".gitignore"
    if not marker.exists():
        marker.write_text("*\n", encoding="utf-8")
