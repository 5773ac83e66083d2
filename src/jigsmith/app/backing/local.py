"""The record of one machine in a backup: its file of uses, and who uses it."""

import os
from pathlib import Path

from jigsmith.app.backing.archive import Archive, File, Writer
from jigsmith.base import clock
from jigsmith.ledger import drops, uses, who
from jigsmith.store import connection as connections
from jigsmith.store import copies, events
from jigsmith.store import drops as taken


def save(writer: Writer, home: Path, aside: Path) -> list[File]:
    """Copy it into a backup, after that of the database: what was gathered by then is in it. Raises StoreFailed."""
    drops.take(home, now=clock.now())
    files = []
    if uses.is_there(home / events.FILE):
        with events.opened(home) as local:
            copies.take(local, aside / events.FILE)
        files.append(writer.file(events.FILE, aside / events.FILE))
    if (home / who.FILE).is_file():
        files.append(writer.file(who.FILE, home / who.FILE))
    return files


def count(home: Path) -> int:
    """Return how many uses this machine has recorded. Raises StoreFailed."""
    drops.take(home, now=clock.now())
    if not uses.is_there(home / events.FILE):
        return 0
    with events.opened(home) as local:
        return events.extent(local)[0]


def prepared(archive: Archive, home: Path, aside: Path) -> Path | None:
    """Return the file of uses of a backup, ready to be put in place; None: there is none in it. Raises StoreFailed.

    How far the spool was taken in is known there for the spool of the machine that it is from, and for no other one.
    """
    if not archive.has(events.FILE):
        return None
    path = archive.extract(events.FILE, aside / events.FILE)
    with connections.connected(path, events.MIGRATIONS) as copy:
        if not (uses.is_there(home / events.FILE) and events.source(copy) == _source(home)):
            taken.forget(copy, list(taken.taken(copy)))
        copy.execute("PRAGMA journal_mode = DELETE")
    return path


def put(archive: Archive, prepared: Path, home: Path) -> None:
    """Put it in place of what is there, and with it who it is of. Raises StoreFailed."""
    with events.opened(home) as local:
        copies.put(prepared, local)
    if archive.has(who.FILE):
        fresh = archive.extract(who.FILE, prepared.with_name(who.FILE))
        aside = home / f"{who.FILE}.{os.getpid()}"
        aside.touch(mode=0o600)
        aside.write_bytes(fresh.read_bytes())
        aside.replace(home / who.FILE)


def _source(home: Path) -> str:
    with events.opened(home) as local:
        return events.source(local)
