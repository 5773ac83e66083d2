"""Undo: take back what was written, also after other lines of the same files were changed."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from jigsmith.app.generating import injecting, outcome
from jigsmith.app.records import bases, history, recovery, waiting
from jigsmith.base import errors, places
from jigsmith.engines.templates import changes, locking, write
from jigsmith.engines.templates.merging import undoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was taken back, or would be."""

    number: int
    label: str
    """What it was: `generate endpoint orders`."""
    at: str
    dry_run: bool
    files: Sequence[outcome.FileResult]
    kept: Sequence[str] = ()
    """Files that were changed since in the same lines and stay as they are."""
    recovered: Sequence[str] = ()
    """What runs that were killed had left half done, and was taken back first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Something that can be taken back."""

    number: int
    label: str
    at: str
    files: Sequence[str]


def pasts(root: Path) -> list[Past]:
    """What can be taken back, the newest first."""
    found = history.entries(root, places.home())
    return [Past(number=e.number, label=e.label, at=e.at, files=[step.path for step in e.steps]) for e in found]


def undo(root: Path, what: str | None = None, *, keep: bool = False, dry_run: bool = False) -> Undone:
    """Take back the last thing that was written, or the one of a number or of the name of an instance.

    UndoConflict: nothing like that is known, or a file was changed since in the same lines, unless `keep` leaves such
    files as they are. WriteFailed.
    """
    home = places.home()
    with ExitStack() as stack:
        if root.is_dir():
            stack.enter_context(locking.alone(root))
        recovered = recovery.recover(root, home)
        entry = _chosen(history.entries(root, home), what)
        back, kept = worked_out(root, entry)
        if kept and not keep:
            listed = "; ".join(f"{path} {reason}" for path, reason in kept)
            do = "Nothing was changed. Put these lines back first, or leave the files as they are with `--keep`."
            raise errors.UndoConflict(listed, do=do)
        if not dry_run:
            take_back(root, home, entry, back)
    return Undone(
        number=entry.number,
        label=entry.label,
        at=entry.at,
        dry_run=dry_run,
        files=[outcome.of(change) for change in back],
        kept=[path for path, _ in kept],
        recovered=[str(each) for each in recovered],
    )


def take_back(root: Path, home: Path, entry: history.Entry, back: Sequence[changes.Change]) -> None:
    """Write what takes an entry back, whole or not at all, and forget it. The project is locked."""
    about = history.About(history.UNDO, entry.template, entry.name)
    with history.recorded(root, home, about, back, keep=False), write.written(root, back, prune=False):
        write.remove_folders(root, entry.folders)
    waiting.forget(root, home, entry.number)
    history.forget(root, home, entry.number)


def _chosen(entries: Sequence[history.Entry], what: str | None) -> history.Entry:
    if not entries:
        raise errors.UndoConflict("there is nothing to take back", do="Only what jig wrote here can be taken back.")
    if what is None:
        return entries[0]
    found = next((e for e in entries if what == str(e.number)), None)
    found = found or next((e for e in entries if what in (e.name, f"{e.template} {e.name}", e.label)), None)
    if found is None:
        raise errors.UndoConflict(f"nothing like {what[:100]!r} can be taken back")
    return found


def worked_out(root: Path, entry: history.Entry) -> tuple[list[changes.Change], list[tuple[str, str]]]:
    """The changes that take an entry back, and the files that cannot be, with the reason."""
    back: list[changes.Change] = []
    kept: list[tuple[str, str]] = []
    for step in entry.steps:
        data, reason = _before(root, step, [put for put in entry.put if put.path == step.path])
        if reason:
            kept.append((step.path, reason))
            continue
        change = history.to(step, root, data)
        back += [change] if change else []
    return back, kept


def _before(root: Path, step: history.Step, put: Sequence[bases.Put]) -> tuple[bytes | None, str]:
    """What the file is without the change, where other lines were changed since; or why that cannot be told."""
    now, link = history.now(root, step.path)
    if (now, link) in ((step.after, step.after_link), (step.before, step.before_link)):
        return None, ""
    if (now, link) == (None, None):
        gone = step.before is None and step.before_link is None
        return None, "" if gone else "was removed since"
    if step.after is None or now is None:
        return None, "was changed since"
    found = undoing.take_back(step.before, step.after, now, path=step.path)
    if not found.clean and put:
        return _taken_out(now, put)
    if not found.clean or (step.before is None and found.action != "remove"):
        return None, "was changed since in the same lines" if step.before is not None else "was changed since"
    return (found.file.data if found.file else now), ""


def _taken_out(now: bytes, put: Sequence[bases.Put]) -> tuple[bytes | None, str]:
    """The file without what was put in, where lines beside it were changed: found by what it is, not by its lines."""
    source: str | None = now.decode(errors="surrogateescape")
    for each in reversed(put):
        source = injecting.without(source, each) if source is not None else None
    if source is None:
        return None, "was changed since in the same lines"
    return source.encode(errors="surrogateescape"), ""
