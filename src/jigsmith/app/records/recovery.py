"""Recovery: what a run that was killed has left half done is finished or taken back by the next run in the project."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jigsmith.app.records import history, waiting
from jigsmith.base import errors
from jigsmith.engines.templates import changes, locking, paths, write

_STAGED = re.compile(re.escape(write.STAGED) + r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was taken back of a run that was killed."""

    label: str
    """What it was: `generate endpoint orders`."""
    kept: tuple[str, ...] = ()
    """Files of it that are neither as they were before nor as it wrote them: they stay as they are."""

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.label}{f' (changed since, and kept: {chr(44).join(self.kept)})' if self.kept else ''}"


def recover(root: Path, home: Path) -> list[TakenBack]:
    """Bring a project in order in which runs were killed: what was written whole stays and can be undone, all else is
    taken back. Waits for a run that is alive. Nothing in the commands of a run: what is half done there is its own.
    """
    if not history.pendings(root, home) or locking.within(root) or not root.is_dir():
        return []
    with locking.alone(root):
        found = [_settled(root, home, file) for file in history.pendings(root, home)]
    return [each for each in found if each]


def _settled(root: Path, home: Path, pending: Path) -> TakenBack | None:
    entry = history.read(pending)
    if entry is None:
        pending.unlink(missing_ok=True)
        return None
    _sweep(root, entry)
    if all(_is_after(root, step) for step in entry.steps) and entry.verb != history.UNDO:
        history.settle(root, pending, entry)
        return None
    kept = _roll_back(root, entry)
    waiting.forget(root, home, entry.number)
    pending.unlink(missing_ok=True)
    return TakenBack(entry.label, tuple(kept))


def _is_after(root: Path, step: history.Step) -> bool:
    with suppress(errors.JigError):
        return history.now(root, step.path) == (step.after, step.after_link)
    return False


def _sweep(root: Path, entry: history.Entry) -> None:
    """Remove what was on its way to its place."""
    for folder in {step.path.rpartition("/")[0] for step in entry.steps}:
        with suppress(OSError, errors.JigError):
            place = paths.jail(root, f"{folder}/x" if folder else "x").parent
            names = os.listdir(place)  # noqa: PTH208 - names are all that is needed
            for staged in filter(_STAGED.fullmatch, names):
                (place / staged).unlink()


def _roll_back(root: Path, entry: history.Entry) -> list[str]:
    """Take back what was written; returns the files that were changed since, and stay."""
    back: list[changes.Change] = []
    kept = []
    for step in entry.steps:
        try:
            now = history.now(root, step.path)
            change = history.to(step, root) if now == (step.after, step.after_link) else None
        except errors.JigError:
            now, change = (None, None), None
        if change:
            back.append(change)
        elif now not in ((step.after, step.after_link), (step.before, step.before_link)):
            kept.append(step.path)
    with write.written(root, back, prune=False):
        write.remove_folders(root, entry.folders)
    return kept
