"""Conflicts: an update that left some is gone on with once they are settled, or taken back."""

from contextlib import ExitStack
from pathlib import Path

import msgspec

from jigsmith.app import undo
from jigsmith.app.records import history, overlay, recovery, waiting
from jigsmith.base import errors, places
from jigsmith.engines.templates import changes, locking, render, write
from jigsmith.engines.templates.merging import markers


def refuse_waiting(root: Path, home: Path) -> None:
    """UpdateRefused: an update before it is not finished."""
    found = waiting.read(root, home)
    if found:
        do = f"Settle {', '.join(found.files[:10])}, then `jig update --continue`; or `jig update --abort`."
        raise errors.UpdateRefused("an update is not finished: it left conflicts", where=str(root), do=do)


def proceed(root: Path) -> list[str]:
    """Finish an update whose conflicts were settled; returns the files. UpdateRefused: one is not, or there is none."""
    home = places.home()
    recovery.recover(root, home)
    found = _the_waiting(root, home)
    tree = overlay.Overlay(root)
    for path in found.files:
        there = tree.get(path)
        line = markers.unresolved(there.data) if there and there.data else None
        if line:
            do = "Settle it, then `jig update --continue`; or `jig update --abort`."
            raise errors.UpdateRefused("a conflict is not settled yet", where=f"{path}:{line}", do=do)
    files = [render.Rendered(path=path, data=data) for path, data in found.records]
    with ExitStack() as stack:
        stack.enter_context(locking.alone(root))
        records = [changes.over(root, file) for file in files]
        about = history.About("update")
        entry = _entry(root, home, found.number)
        recording = stack.enter_context(history.recorded(root, home, about, records, keep=entry is None))
        stack.enter_context(write.written(root, records))
    if entry:  # one undo takes all of it back
        steps = [history.left(root, step) for step in [*entry.steps, *recording.entry.steps]]
        history.amend(root, home, msgspec.structs.replace(entry, steps=steps))
    waiting.forget(root, home, found.number)
    return found.files


def _entry(root: Path, home: Path, number: int) -> history.Entry | None:
    return next((each for each in history.entries(root, home) if each.number == number), None)


def abort(root: Path) -> list[str]:
    """Take an update with conflicts back; returns the files. UndoConflict: others were changed in the same lines."""
    home = places.home()
    recovery.recover(root, home)
    found = _the_waiting(root, home)
    entry = _entry(root, home, found.number)
    if entry is None and found.number:
        waiting.forget(root, home, found.number)
        do = "The files stay as they are; settle the conflicts in them, and run `jig update`."
        raise errors.UpdateRefused("what was there before the update is no longer known", where=str(root), do=do)
    if entry is None:  # conflicts alone: nothing was written
        waiting.forget(root, home, found.number)
        return []
    others = msgspec.structs.replace(entry, steps=[step for step in entry.steps if step.path not in found.files])
    with locking.alone(root):
        back, stuck = undo.worked_out(root, others)
        if stuck:
            listed = "; ".join(f"{path} {reason}" for path, reason in stuck)
            raise errors.UndoConflict(listed, do="Nothing was changed. Put these lines back first.")
        settled = [history.to(step, root) for step in entry.steps if step.path in found.files]
        undo.take_back(root, home, entry, back + [change for change in settled if change])
    return [step.path for step in entry.steps]


def _the_waiting(root: Path, home: Path) -> waiting.Waiting:
    found = waiting.read(root, home)
    if found is None:
        raise errors.UpdateRefused("no update is waiting for anything here", where=str(root), do="Run `jig update`.")
    return found
