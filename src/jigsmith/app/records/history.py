"""History: what was written into a project, so that it can be taken back, after a crash as well as by `jig undo`.

It lies in the user's data folder, one file for each time something was written. The file is there before the first
change is made, as `.pending`; one that is found later belongs to a run that was killed.
"""

import os
import stat
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from jigsmith.app.records import bases, overlay
from jigsmith.base import clock, digests
from jigsmith.engines.templates import changes, paths, render

KEPT = 100  # entries of one project; older ones go
KEPT_BYTES = 200_000_000
UNDO = "undo"
"""The verb under which taking back is on record, for as long as it lasts."""
_DONE, PENDING = ".undo", ".pending"


class Step(msgspec.Struct, frozen=True, array_like=True):
    """One file, before and after, with its permissions. No data and no link: it is not there."""

    path: str
    before: bytes | None
    before_link: str | None
    mode: int | None
    after: bytes | None
    after_link: str | None
    mode_after: int | None = None  # None: as `mode`, or not known yet


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One time that something was written."""

    number: int
    at: str  # ISO 8601, UTC
    verb: str
    template: str = ""
    name: str = ""
    steps: list[Step]
    put: list[bases.Put] = []
    """What was put into files of others."""
    folders: list[str] = []
    """Folders that were not there before, the outer ones first."""
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
    return home / "undo" / digests.sha256(os.fsencode(root.resolve()))[:20]


@dataclass(slots=True)
class Recording:
    """What is being written, while it can still be taken back whole."""

    root: Path
    pending: Path
    entry: Entry
    kept: bool
    """Whether it is on record at all: a history that cannot be written stops nobody."""

    @property
    def number(self) -> int:
        """By which it can be taken back later; 0: it cannot."""
        return self.entry.number if self.kept else 0

    def renew(self, planned: Sequence[changes.Change]) -> None:
        """Take every file as it is now, as hooks have left it, but those that are still to be written as planned."""
        wanted = {change.file.path: change.file for change in planned}
        steps = []
        for step in self.entry.steps:
            file = wanted.get(step.path)
            ahead = msgspec.structs.replace(step, after=file.data, after_link=file.link) if file else None
            steps.append(ahead or left(self.root, step))
        self.entry = msgspec.structs.replace(self.entry, steps=steps)
        self.kept = self.kept and _put(self.pending, self.entry)


@contextmanager
def recorded(
    root: Path, home: Path, about: About, planned: Sequence[changes.Change], *, keep: bool = True
) -> Iterator[Recording]:  # fmt: skip
    """What is planned, written in the block, is taken back after a crash, and can be taken back later; without `keep`
    only the former. A history that cannot be written stops nobody.
    """
    steps = [_step(root, change) for change in planned if change.action in changes.WRITTEN]
    here = folder(root, home)
    entry = Entry(number=_next(here), at=clock.now().isoformat(), verb=about.verb, template=about.template,
                  name=about.name, steps=steps, put=list(about.put), folders=_missing(root, steps))  # fmt: skip
    pending = here / f"{entry.number:06}-{os.getpid()}{PENDING}"
    recording = Recording(root, pending, entry, bool(steps) and _put(pending, entry))
    try:
        yield recording
    except BaseException:
        _drop(pending)
        raise
    if not keep:
        _drop(pending)
    elif recording.kept:
        settle(root, pending, recording.entry)


def settle(root: Path, pending: Path, entry: Entry) -> None:
    """Keep the entry, with every file as the hooks have left it."""
    done = msgspec.structs.replace(entry, steps=[left(root, step) for step in entry.steps])
    with suppress(OSError):
        if done != entry:
            _put(pending, done)
        pending.replace(pending.with_name(f"{entry.number:06}{_DONE}"))
        _prune(pending.parent)


def amend(root: Path, home: Path, entry: Entry) -> None:
    """Write an entry anew that is on record."""
    _put(folder(root, home) / f"{entry.number:06}{_DONE}", entry)


def _drop(pending: Path) -> None:
    with suppress(OSError):
        pending.unlink(missing_ok=True)


def entries(root: Path, home: Path) -> list[Entry]:
    """What can be taken back, the newest first."""
    files = sorted(folder(root, home).glob(f"*{_DONE}"), reverse=True)
    return [entry for file in files if (entry := read(file)) is not None]


def forget(root: Path, home: Path, number: int) -> None:
    """Drop an entry that was taken back."""
    _drop(folder(root, home) / f"{number:06}{_DONE}")


def pendings(root: Path, home: Path) -> list[Path]:
    """What runs that are not through have on record, the newest first: they are dead when the project is locked."""
    here = folder(root, home)
    return sorted((here / name for name in _names(here) if name.endswith(PENDING)), reverse=True)


def to(step: Step, root: Path, data: bytes | None = None) -> changes.Change | None:
    """The change that brings a file back to what it was before (or to `data`); None: it is so. Permissions that
    somebody has changed since stay.
    """
    there = overlay.read(paths.jail(root, step.path))
    now, link = (there.data, there.link) if there else (None, None)
    wanted = (step.before, step.before_link) if data is None else (data, None)
    mode = step.mode
    if there and there.data is not None and step.mode_after not in (None, there.mode):
        mode = there.mode
    if (now, link) == wanted and (there is None or now is None or mode in (None, there.mode)):
        return None
    file = render.Rendered(path=step.path, data=wanted[0], link=wanted[1], mode=mode or 0o644)
    action: changes.Action = "remove" if wanted == (None, None) else "create" if there is None else "replace"
    return changes.Change(file=file, action=action, before=now, before_link=link, mode=mode)


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


def _missing(root: Path, steps: Sequence[Step]) -> list[str]:
    """The folders that writing will make, the outer ones first."""
    above = {step.path[:at] for step in steps for at, char in enumerate(step.path) if char == "/"}
    return sorted(folder for folder in above if not os.path.lexists(root / folder))


def left(root: Path, step: Step) -> Step:
    """The step with what is in its place now for what it has written."""
    there = overlay.read(paths.jail(root, step.path))
    data, link, mode = (there.data, there.link, there.mode) if there else (None, None, None)
    return msgspec.structs.replace(step, after=data, after_link=link, mode_after=mode if data is not None else None)


def _next(here: Path) -> int:
    numbers = [int(name[:6]) for name in _names(here) if name[:6].isdigit()]
    return max(numbers, default=0) + 1


def _names(here: Path) -> list[str]:
    try:
        return os.listdir(here)  # noqa: PTH208 - on the way of every generate
    except OSError:
        return []


def _put(place: Path, entry: Entry) -> bool:
    """Write an entry whole or not at all; whether that went well."""
    half = place.with_suffix(".half")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(zlib.compress(msgspec.msgpack.encode(entry), 1))
        half.replace(place)
    except OSError:
        _drop(half)
        return False
    return True


def read(file: Path) -> Entry | None:
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
