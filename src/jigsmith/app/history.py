"""History: what was written into a project, so that it can be taken back, after a crash as well as by `jig undo`.

It lies in the user's data folder, one file for each time something was written. The file is there before the first
change is made, as `.pending`; one that is found later belongs to a run that was killed.
"""

import hashlib
import os
import stat
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jigsmith.app import bases, overlay
from jigsmith.base import clock
from jigsmith.engines.templates import changes, paths, render, write

KEPT = 100
"""Entries of one project; older ones go."""
KEPT_BYTES = 200_000_000
_DONE, _PENDING = ".undo", ".pending"


class Step(msgspec.Struct, frozen=True, array_like=True):
    """One file, before and after. No data and no link: it is not there."""

    path: str
    before: bytes | None
    before_link: str | None
    mode: int | None
    """Its permissions before."""
    after: bytes | None
    after_link: str | None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One time that something was written."""

    number: int
    at: str
    """When: ISO 8601, UTC."""
    verb: str
    template: str = ""
    name: str = ""
    steps: list[Step]
    put: list[bases.Put] = []
    """What was put into files of others."""
    format: int = 1

    @property
    def label(self) -> str:
        """What it was, as people would say it: `generate endpoint orders`."""
        return " ".join(filter(None, (self.verb, self.template, self.name)))


@dataclass(frozen=True, slots=True)
class About:
    """What is written, and by which verb."""

    verb: str
    template: str = ""
    name: str = ""
    put: Sequence[bases.Put] = ()
    """What is put into files of others."""


def folder(root: Path, home: Path) -> Path:
    """Where the history of a project lies."""
    return home / "undo" / hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:20]


@contextmanager
def recorded(root: Path, home: Path, about: About, planned: Sequence[changes.Change]) -> Iterator[int]:
    """What is planned, written in the block, can be taken back later, by the number that the block gets. A history that
    cannot be written stops nobody.
    """
    steps = [_step(root, change) for change in planned if change.action in changes.WRITTEN]
    here = folder(root, home)
    entry = Entry(number=_next(here), at=clock.now().isoformat(), verb=about.verb, template=about.template,
                  name=about.name, steps=steps, put=list(about.put))  # fmt: skip
    pending = here / f"{entry.number:06}-{os.getpid()}{_PENDING}"
    if not steps or not _put(pending, entry):
        yield 0
        return
    try:
        yield entry.number
    except BaseException:
        pending.unlink(missing_ok=True)
        raise
    _settle(root, pending, entry)


def _settle(root: Path, pending: Path, entry: Entry) -> None:
    """Keep the entry, with every file as the hooks have left it."""
    left = msgspec.structs.replace(entry, steps=[_left(root, step) for step in entry.steps])
    with suppress(OSError):
        if left != entry:
            _put(pending, left)
        pending.replace(pending.with_name(f"{entry.number:06}{_DONE}"))
        _prune(pending.parent)


def entries(root: Path, home: Path) -> list[Entry]:
    """What can be taken back, the newest first."""
    files = sorted(folder(root, home).glob(f"*{_DONE}"), reverse=True)
    return [entry for file in files if (entry := _read(file)) is not None]


def forget(root: Path, home: Path, number: int) -> None:
    """Drop an entry that was taken back."""
    (folder(root, home) / f"{number:06}{_DONE}").unlink(missing_ok=True)


def recover(root: Path, home: Path) -> list[Entry]:
    """Take back what runs that were killed have left half done. The project must be locked: they are dead then."""
    found = []
    for file in sorted(folder(root, home).glob(f"*{_PENDING}"), reverse=True):
        entry = _read(file)
        if entry is not None:
            _roll_back(root, entry)
            found.append(entry)
        file.unlink(missing_ok=True)
    return found


def _roll_back(root: Path, entry: Entry) -> None:
    back = []
    for step in entry.steps:
        place = paths.jail(root, step.path)
        for stage in place.parent.glob(f"{write.STAGED}*") if place.parent.is_dir() else ():
            stage.unlink(missing_ok=True)
        if now(root, step.path) == (step.after, step.after_link):
            back.append(to(step, root))
    with write.written(root, [change for change in back if change]):
        pass


def to(step: Step, root: Path, data: bytes | None = None) -> changes.Change | None:
    """The change that brings a file back to what it was before (or to `data`); None: it is so."""
    there, link = now(root, step.path)
    wanted = (step.before, step.before_link) if data is None else (data, None)
    if (there, link) == wanted:
        return None
    file = render.Rendered(path=step.path, data=wanted[0], link=wanted[1], mode=step.mode or 0o644)
    gone = wanted == (None, None)
    action: changes.Action = "remove" if gone else "create" if (there, link) == (None, None) else "replace"
    return changes.Change(file=file, action=action, before=there, before_link=link)


def now(root: Path, path: str) -> tuple[bytes | None, str | None]:
    """What is in a place: the bytes of a file, or the target of a link."""
    there = overlay.read(paths.jail(root, path))
    return (there.data, there.link) if there else (None, None)


def _step(root: Path, change: changes.Change) -> Step:
    before = change.before if change.action != "create" else None
    mode = None
    if before is not None:
        mode = stat.S_IMODE(paths.jail(root, change.file.path).lstat().st_mode)
    link = change.before_link if change.action != "create" else None
    return Step(change.file.path, before, link, mode, change.file.data, change.file.link)


def _left(root: Path, step: Step) -> Step:
    data, link = now(root, step.path)
    return Step(step.path, step.before, step.before_link, step.mode, data, link)


def _next(here: Path) -> int:
    numbers = [int(name[:6]) for name in _names(here) if name[:6].isdigit()]
    return max(numbers, default=0) + 1


def _names(here: Path) -> list[str]:
    try:
        return os.listdir(here)  # noqa: PTH208 - on the way of every generate
    except OSError:
        return []


def _put(place: Path, entry: Entry) -> bool:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(zlib.compress(msgspec.msgpack.encode(entry), 1))
    except OSError:
        return False
    return True


def _read(file: Path) -> Entry | None:
    """An entry; None if the file is not whole."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(file.read_bytes()), type=Entry)
    except (OSError, zlib.error, msgspec.MsgspecError):
        return None


def _prune(here: Path) -> None:
    names = sorted((name for name in _names(here) if name.endswith(_DONE)), reverse=True)
    size = 0
    for number, name in enumerate(names):
        size += (here / name).stat().st_size
        if number >= KEPT or (size > KEPT_BYTES and number):
            (here / name).unlink(missing_ok=True)
