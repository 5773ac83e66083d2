"""Drops: uses that were left in files. They are taken into the database, each exactly once.

A tool in another language appends a line of JSON for each use to `spool/YYYY-MM-DD.jsonl` (the day in UTC), and our own
side a line of columns to `YYYY-MM-DD.rows` (see `spool`), in one write: no lock, no database. Whoever reads the ledger
takes in what is new. How far a file was taken is in the database as well and moves in the same transaction as the uses,
so that neither a second reader nor a process that dies counts a line twice. The file of a day that is over is deleted
by a later reader than the one that took its last line.
"""

import json
import math
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from jigsmith.ledger import reported, spool, who
from jigsmith.store import connection as connections
from jigsmith.store import drops, events
from jigsmith.store.event import Event

FOLDER = spool.FOLDER
JSON = ".jsonl"
CHUNK = 1_000_000  # bytes read at once; a longer line is no use
GRACE = timedelta(days=1)  # for clocks that differ, and for whoever began to write before midnight


def take(home: Path, *, now: datetime) -> None:
    """Take in what other tools have left since the last time. Raises StoreFailed."""
    if not files(home / FOLDER):
        return
    with events.opened(home) as connection:
        if is_settled(drops.taken(connection), files(home / FOLDER), now):
            return
        with connections.transaction(connection):
            settle(connection, home / FOLDER, now)


def settle(connection: Connection, folder: Path, now: datetime) -> None:
    """Take in and clear away, with nobody else at it: the transaction has begun."""
    seen, there = drops.taken(connection), files(folder)
    by = who.known(folder.parent).name
    drops.forget(connection, seen.keys() - there.keys())
    for name, size in there.items():
        if is_over(name, now) and seen.get(name) == size:
            with suppress(OSError):
                (folder / name).unlink()
            drops.forget(connection, [name])
            continue
        start = seen.get(name, 0)
        for found, end in read(folder / name, start if start <= size else 0):
            events.insert(connection, [event._replace(who=by) for event in found] if name.endswith(JSON) else found)
            drops.remember(connection, name, end)


def is_settled(seen: dict[str, int], there: dict[str, int], now: datetime) -> bool:
    """Tell whether there is nothing to take and nothing to clear away."""
    return seen == there and not any(is_over(name, now) for name in there)


def is_over(name: str, now: datetime) -> bool:
    """Tell whether nobody writes to that file any more."""
    return date.fromisoformat(name[:10]) < (now - GRACE).date()


def files(folder: Path) -> dict[str, int]:
    """Return the sizes of the files that tools write to, by name; anything else in the folder is not ours."""
    try:
        return {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if is_day(path)}
    except OSError:  # there is none, or nobody may look: then nothing was left
        return {}


def is_day(path: Path) -> bool:
    """Tell whether it is the file of a day."""
    try:
        date.fromisoformat(path.stem)
    except ValueError:
        return False
    return path.suffix in (JSON, spool.SUFFIX) and len(path.stem) == len("2026-11-03") and path.is_file()


def read(path: Path, start: int) -> Iterator[tuple[list[Event], int]]:
    """Yield the uses from byte `start` on, chunk by chunk, each with the byte at which the next begins."""
    while data := piece(path, start):
        start += len(data)
        yield list(parse(data) if path.suffix == JSON else spool.parse(data)), start


def piece(path: Path, start: int) -> bytes:
    """Return what can be taken from byte `start` on: whole lines; nothing when the file cannot be read."""
    try:
        with path.open("rb") as handle:
            handle.seek(start)
            data = handle.read(CHUNK)
    except OSError:
        return b""
    whole = data.rfind(b"\n") + 1  # the rest is still being written
    return data[:whole] if whole or len(data) < CHUNK else data


def parse(data: bytes) -> Iterator[Event]:
    """Yield the uses in these lines; one that makes no sense is left out."""
    for line in data.splitlines():
        try:
            yield to_event(json.loads(line))
        except (ValueError, TypeError, OverflowError, OSError, RecursionError):
            continue


def to_event(raw: Any) -> Event:
    """Return the use that a line holds. Raises ValueError or TypeError when it holds none."""
    if not isinstance(raw, dict) or not math.isfinite(raw.get("started", math.nan)):
        raise ValueError("no report")
    shape, repository = raw.get("shape"), raw.get("repository")
    return reported.event(
        raw.get("tool", ""),
        raw.get("action", reported.RUN),
        raw,
        shape=shape if isinstance(shape, dict) else {},
        started=raw["started"],
        repository=repository if isinstance(repository, str) and repository.isprintable() else "",
    )
