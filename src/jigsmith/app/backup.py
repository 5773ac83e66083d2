"""Backup and restore: everything that is kept for a team, in one file that fits SQLite and Postgres.

In it are all rows of the database (jobs and their runs, tickets, the local forge, access, the ledger) and the record of
the machine on which it is made. Durable flows are not: what a flow works on says where it stands, and a flow begins
again from there (docs/decisions/tickets-are-data.md). So none that still runs elsewhere comes alive a second time by
itself; `restored` has what was under way.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

import jigsmith
from jigsmith.app.backing import archive, local
from jigsmith.app.backing.archive import Manifest, Progress
from jigsmith.app.factory.floor import Floor
from jigsmith.base import errors
from jigsmith.engines.runner import client
from jigsmith.flows.tickets import records
from jigsmith.store.factory import archive as store
from jigsmith.store.factory import leases


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What is in a backup."""

    file: Path
    made: datetime
    database: str  # sqlite, postgresql
    revision: str  # of the schema
    rows: dict[str, int]  # by table
    files: list[str]  # of the machine on which it was made
    size: int  # bytes; 0: it was not written


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a restore did, or would do."""

    backup: Backup
    into: str  # the database, without its password
    done: bool
    replaced: int  # rows that were there before
    migrated: bool  # from an older schema
    ledger: bool  # the record of this machine was replaced, too
    runs_lost: int  # that were under way when the backup was made
    tickets_again: int  # that begin what they were in anew


def backup(floor: Floor, file: Path, *, ledger: bool, now: datetime, progress: Progress) -> Backup:
    """Write a backup; workers may go on meanwhile. Raises StoreFailed, WriteFailed."""
    with archive.written(file) as writer, tempfile.TemporaryDirectory(prefix="jig-") as aside:
        with store.snapshot(floor.store) as connection:
            of = {name: store.count(connection, table) for name, table in store.TABLES.items()}
            revision = store.revision(connection)
            tables = []
            for name, table in store.TABLES.items():
                parts = _told(store.rows(connection, table), name, of[name], progress)
                tables.append(writer.table(name, [str(each.name) for each in table.columns], parts))
        files = local.save(writer, floor.home, Path(aside)) if ledger else []
        made = Manifest(
            jigsmith=jigsmith.__version__, made=now, database=floor.store.dialect.name, revision=revision,
            tables=tables, files=files,
        )  # fmt: skip
        writer.end(made)
    return _described(made, file)


def planned(floor: Floor, file: Path, *, ledger: bool, now: datetime) -> Backup:
    """Return what a backup would hold. Raises StoreFailed."""
    with store.snapshot(floor.store) as connection:
        rows, revision = store.counts(connection), store.revision(connection)
    files = ["jigsmith.db", "who"] if ledger and local.count(floor.home) else []
    return Backup(file=file, made=now, database=floor.store.dialect.name, revision=revision, rows=rows, files=files,
                  size=0)  # fmt: skip


def restore(
    floor: Floor, file: Path, *, ledger: bool, force: bool, dry: bool, now: datetime, progress: Progress
) -> Restored:
    """Put a backup in place of what is there, all of it or nothing; `dry`: check it, and say what would be replaced.

    Raises BackupUnfit, RestoreRefused, FileUnreadable, StoreFailed.
    """
    with archive.opened(file) as found, tempfile.TemporaryDirectory(prefix="jig-") as aside:
        _known(found)
        found.check(progress)
        record = local.prepared(found, floor.home, Path(aside)) if ledger else None
        if record and not (force or dry) and (there := local.count(floor.home)):
            raise errors.RestoreRefused(f"this machine has recorded {there:,} uses", where=str(floor.home),
                                        do="`--without-ledger` leaves them, `--force` replaces them.")  # fmt: skip
        with store.alone(floor.store) as connection:
            before = _refused(connection, floor, force=force or dry, now=now)
            lost, again = (0, 0) if dry else _filled(connection, found, floor, now=now, progress=progress)
        if record and not dry:
            local.put(found, record, floor.home)
    return Restored(
        backup=_described(found.manifest, file), into=floor.store.url.render_as_string(hide_password=True),
        done=not dry, replaced=before, migrated=found.manifest.revision != store.newest(), ledger=record is not None,
        runs_lost=lost, tickets_again=again,
    )  # fmt: skip


def _known(found: archive.Archive) -> None:
    """Raise BackupUnfit for a schema that is not known here."""
    if not store.is_known(found.manifest.revision):
        what = f"a newer jigsmith made it: its schema is {found.manifest.revision}"
        raise found.unfit(what, do="Update jigsmith.")


def _refused(connection: sa.Connection, floor: Floor, *, force: bool, now: datetime) -> int:
    """Raise RestoreRefused when workers are there, or rows that are not to be replaced; return how many rows."""
    where = floor.store.url.render_as_string(hide_password=True)
    alive = [each.worker for each in leases.living(connection) if not each.is_overdue(now=now)]
    if alive:
        raise errors.RestoreRefused(f"workers are at work: {', '.join(alive)}", where=where, do="Stop them first.")
    there = {name: number for name, number in store.counts(connection).items() if number}
    if there and not force:
        said = ", ".join(f"{number:,} in {name}" for name, number in there.items())
        raise errors.RestoreRefused(f"the database is not empty: rows are there, {said}", where=where,
                                    do="`--force` replaces them; `jig backup` keeps them first.")  # fmt: skip
    return sum(there.values())


def _filled(
    connection: sa.Connection, found: archive.Archive, floor: Floor, *, now: datetime, progress: Progress
) -> tuple[int, int]:
    """Replace all rows, in the present transaction; return how many runs and tickets had been under way."""
    store.clear(connection, found.manifest.revision)
    for table in found.manifest.tables:
        if not store.fits(connection, table.name, table.columns):
            raise found.unfit(f"its schema {found.manifest.revision} has no such table or columns: {table.name}")
        parts = _told(found.rows(table), table.name, table.rows, progress)
        store.fill(connection, table.name, table.columns, parts)
    store.upgrade(connection)
    store.counted_on(connection)
    under_way = store.interrupted(connection, at_work=records.AT_WORK, made=found.manifest.made, now=now)
    url = client.address(floor.home, "" if floor.url.startswith("sqlite") else floor.url)
    if not floor.url.startswith("sqlite") or (floor.home / client.FILE).is_file():
        with closing(client.Client(url)) as flows:
            flows.drop()
    return under_way


def _told(parts: Iterator[list[store.Row]], name: str, of: int, progress: Progress) -> Iterator[list[store.Row]]:
    """Yield the same, and say how far it is."""
    done = 0
    for part in parts:
        yield part
        done += len(part)
        progress(name, done, of)


def _described(manifest: Manifest, file: Path) -> Backup:
    return Backup(
        file=file, made=manifest.made, database=manifest.database, revision=manifest.revision,
        rows={table.name: table.rows for table in manifest.tables}, files=[each.name for each in manifest.files],
        size=file.stat().st_size,
    )  # fmt: skip
