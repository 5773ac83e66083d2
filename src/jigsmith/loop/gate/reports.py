"""Reports: files that a gate's command leaves in the tree. Whoever wrote the change had a hand in what writes them.

So a file is opened folder by folder without following a link, is a plain file of bounded size, and was written while
the gate ran.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from jigsmith.engines.gauges import cobertura, ctrf, junit, lcov, records, sarif
from jigsmith.loop.gate import paths

BIGGEST = 64 << 20  # bytes
MOST = 1_000  # files of one report
LEFT_OUT = frozenset({".git", "node_modules", ".venv"})
COARSE = 2.0  # seconds by which the clock of a file system may be behind
FORMATS = {
    "sarif": sarif.read,
    "junit": junit.read,
    "ctrf": ctrf.read,
    "lcov": lcov.read,
    "cobertura": cobertura.read,
}


class Absent(ValueError):
    """There is no file of that kind; the message says why."""


def read(tree: Path, name: str, form: str, *, since: float) -> records.Reading:
    """Read the report that was written since a time (seconds of the epoch); several when `name` is a pattern.

    Raises Absent, and Unreadable.
    """
    left = BIGGEST
    readings = []
    for each in _named(tree, name) or [name]:
        data = contents(tree, each, since=since, biggest=left)
        readings.append(FORMATS[form](data))
        left -= len(data)
    return records.merged(readings)


def _named(tree: Path, name: str) -> list[str]:
    """Return the files that a name with `*` in it means; links are not followed."""
    if "*" not in name:
        return [name]
    found = []
    for folder, below, files, _ in os.fwalk(tree):
        below[:] = [each for each in below if each not in LEFT_OUT]
        inside = Path(folder).relative_to(tree)
        found += [path for each in files if paths.matches(path := str(inside / each), (f"/{name}",))]
    if len(found) > MOST:
        raise Absent(f"{name} means more than {MOST} files")
    return sorted(found)


def contents(tree: Path, name: str, *, since: float = 0.0, biggest: int = BIGGEST) -> bytes:
    """Return the bytes of a plain file in the tree. Raises Absent."""
    try:
        with _folder(tree, name) as (folder, last):
            handle = os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            with os.fdopen(handle, "rb") as file:
                about = os.fstat(handle)
                _check(about, name, since=since, biggest=biggest)
                data = file.read(biggest + 1)
    except OSError as error:
        raise Absent(f"{name} is not there, or lies behind a link") from error
    if len(data) > biggest:
        raise Absent(f"{name} is bigger than {biggest >> 20} MiB")
    return data


def remove(tree: Path, name: str) -> None:
    """Take reports away that were there before the gate ran. Raises Absent when something else is in their place."""
    for each in _named(tree, name):
        _remove(tree, each)


def _remove(tree: Path, name: str) -> None:
    try:
        with _folder(tree, name) as (folder, last), contextlib.suppress(FileNotFoundError):
            os.unlink(last, dir_fd=folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Absent(f"something that is no file, or a link, is at {name}") from error


def _check(about: os.stat_result, name: str, *, since: float, biggest: int) -> None:
    if not stat.S_ISREG(about.st_mode):
        raise Absent(f"{name} is no plain file")
    if about.st_size > biggest:
        raise Absent(f"{name} is bigger than {biggest >> 20} MiB")
    if about.st_mtime < since - COARSE:
        raise Absent(f"{name} is older than the run")


@contextlib.contextmanager
def _folder(tree: Path, name: str) -> Iterator[tuple[int, str]]:
    """Open the folder of a file below the tree without following a link. Raises OSError, and Absent for `..`."""
    *parts, last = PurePosixPath(name).parts or ("",)
    if not last or name.startswith("/") or ".." in (*parts, last):
        raise Absent(f"{name!r} is no path below the root")
    here = os.open(tree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts:
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
            os.close(here)
            here = below
        yield here, last
    finally:
        os.close(here)
