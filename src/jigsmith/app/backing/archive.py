"""The file of a backup: a ZIP of a manifest, one member with the rows of each table, and copies of files.

Rows are lines of JSON, an array each, of what both databases hold alike (see `store.factory.archive`). The manifest is
written last: a file without it is half a backup. It has the count and the SHA-256 of each member, which are checked
before anything of it is used.
"""

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from jigsmith.base import errors

FORMAT = 1
MANIFEST = "manifest.json"
LEVEL = 4  # of zlib: a tenth larger than the usual one, in half the time
LINES = 5_000  # read at once
CHUNK = 1 << 20  # bytes
Progress = Callable[[str, int, int], None]
"""Hears what is done, how much of it, and of how much; 0: nobody knows."""
Row = Sequence[Any]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a table."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of a file."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a backup."""

    format: int = FORMAT
    jigsmith: str  # the version that made it
    made: datetime  # aware, UTC
    database: str  # sqlite, postgresql
    revision: str  # of the schema
    tables: list[Table]  # each after those that it refers to
    files: list[File]


class Writer:
    """Puts members into a backup."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed

    def table(self, name: str, columns: list[str], parts: Iterable[Sequence[Row]]) -> Table:
        """Add the rows of a table, which come many at once."""
        encoder, digest, count = msgspec.json.Encoder(), hashlib.sha256(), 0
        with self._packed.open(of_table(name), "w", force_zip64=True) as member:
            for part in parts:
                data = encoder.encode_lines(part)
                digest.update(data)
                member.write(data)
                count += len(part)
        return Table(name=name, columns=columns, rows=count, sha256=digest.hexdigest())

    def file(self, name: str, path: Path) -> File:
        """Add a file."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, self._packed.open(of_file(name), "w", force_zip64=True) as member:
            while data := source.read(CHUNK):
                digest.update(data)
                member.write(data)
                size += len(data)
        return File(name=name, bytes=size, sha256=digest.hexdigest())

    def end(self, manifest: Manifest) -> None:
        """Add the manifest."""
        self._packed.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Write a backup, for this user's eyes alone; there is no half one. Raises WriteFailed."""
    aside = path.with_name(f".{path.name}.part")
    try:
        with open(os.open(aside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - a mode
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as packed:
                yield Writer(packed)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise errors.WriteFailed(f"the backup cannot be written: {error.strerror or error}", where=str(path)) from error
    finally:
        with suppress(OSError):
            aside.unlink()


class Archive:
    """A backup that is read. Whatever it does raises BackupUnfit."""

    def __init__(self, packed: zipfile.ZipFile, path: Path) -> None:
        self._packed = packed
        self._path = path
        self.manifest = self._manifest()

    def check(self, progress: Progress) -> None:
        """Read all of it, and hold it against its manifest."""
        members = [(of_table(each.name), each.sha256) for each in self.manifest.tables]
        members += [(of_file(each.name), each.sha256) for each in self.manifest.files]
        with self._readable():
            total = sum(self._packed.getinfo(name).file_size for name, _ in members)
            done = 0
            for name, expected in members:
                digest = hashlib.sha256()
                for data in self._pieces(name):
                    digest.update(data)
                    done += len(data)
                    progress("checking", done, total)
                if digest.hexdigest() != expected:
                    raise self.unfit(f"{name} is not what its checksum says")

    def rows(self, table: Table) -> Iterator[list[Row]]:
        """Yield the rows of a table, many at once."""
        decoder, count = msgspec.json.Decoder(list[Any]), 0
        with self._readable(), self._packed.open(of_table(table.name)) as member:
            lines = BufferedReader(cast("Any", member), CHUNK)
            while some := list(islice(lines, LINES)):
                part: list[Row] = [*decoder.decode_lines(b"".join(some))]
                if any(len(row) != len(table.columns) for row in part):
                    raise self.unfit(f"{table.name} has rows of another length than its columns")
                count += len(part)
                yield part
        if count != table.rows:
            raise self.unfit(f"{table.name} has {count:,} rows instead of {table.rows:,}")

    def has(self, name: str) -> bool:
        """Tell whether a file is in it."""
        return any(each.name == name for each in self.manifest.files)

    def extract(self, name: str, to: Path) -> Path:
        """Copy a file out of it, and return its path."""
        with self._readable(), self._packed.open(of_file(name)) as member, to.open("wb") as file:
            shutil.copyfileobj(member, cast("IO[bytes]", file), CHUNK)
        return to

    def unfit(self, what: str, *, do: str | None = None) -> errors.BackupUnfit:
        """Return the error that says what is wrong with it."""
        return errors.BackupUnfit(what, where=str(self._path), do=do)

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self._packed.open(name) as member:
            while data := member.read(CHUNK):
                yield data

    def _manifest(self) -> Manifest:
        with self._readable():
            data = self._packed.read(MANIFEST)
            found = msgspec.json.decode(data, type=Version).format
            if found > FORMAT:
                what = f"a newer jigsmith made it: its format is {found}, this one knows {FORMAT}"
                raise self.unfit(what, do="Update jigsmith.")
            return msgspec.json.decode(data, type=Manifest)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
            raise self.unfit(f"it is damaged, or no backup of jigsmith: {error}".replace('"', "'")) from error
        except msgspec.MsgspecError as error:
            raise self.unfit(f"it is damaged: {error}") from error


class Version(msgspec.Struct, frozen=True):
    """The one field that every manifest has, whatever its format."""

    format: int


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a backup to read. Raises FileUnreadable, BackupUnfit."""
    try:
        packed = zipfile.ZipFile(path)
    except OSError as error:
        raise errors.FileUnreadable(f"the backup cannot be read: {error.strerror or error}", where=str(path)) from error
    except zipfile.BadZipFile as error:
        raise errors.BackupUnfit("it is no backup, or only a part of one", where=str(path)) from error
    with packed:
        yield Archive(packed, path)


def of_table(name: str) -> str:
    """Return what a table is called in a backup."""
    return f"store/{name}.jsonl"


def of_file(name: str) -> str:
    """Return what a file is called in a backup."""
    return f"ledger/{name}"
