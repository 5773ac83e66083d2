"""Writing: what was planned is written as a whole, with its receipt, by one process at a time."""

import fcntl
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from jigsmith.engines.templates import changes, paths, render
from jigsmith.engines.templates import write as writing
from jigsmith.loop.deploy import planning, receipts, records, removal


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Wait until no other deploy is at work in this project. The folder itself is the lock: nothing is written."""
    descriptor = os.open(root, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write(scene: planning.Scene, steps: Sequence[records.Step], receipt: records.Receipt) -> list[bytes]:
    """Write all steps and the receipt, or nothing; returns the files written. WouldOverwrite: one has changed since it
    was read. WriteFailed.
    """
    root = scene.root
    place = receipts.place(scene.template)
    before = planning.read(root, place)
    places = [step.path for step in steps if step.piece] + [place]
    receipt = _with_folders(scene, receipt, places)
    planned = [_change(root, step) for step in steps if step.after is not None and step.after != step.before]
    gone = [(step.path, step.before) for step in steps if step.after is None and step.before is not None]
    if receipt.pieces:
        planned.insert(0, changes.over(root, receipts.rendered(receipt)))  # others who see a piece see whose it is
    elif before is not None:
        gone.append((place, before))
    with removal.removed(root, gone), writing.written(root, planned):
        pass
    if gone or not receipt.pieces:
        removal.remove_empty(root, [*receipt.folders, *(scene.mine.folders if scene.mine else [])])
    return [change.file.data or b"" for change in planned if change.action != "unchanged"]


def _with_folders(scene: planning.Scene, receipt: records.Receipt, made: Sequence[str]) -> records.Receipt:
    """The receipt with the folders that go when the last thing in them goes: those made now, or by deploy before."""
    above = {"/".join(path.split("/")[:count]) for path in made for count in range(1, path.count("/") + 1)}
    known = {folder for each in [scene.mine, *scene.others] if each for folder in each.folders}
    mine = set(scene.mine.folders) if scene.mine else set()
    ours = {folder for folder in above if folder in known or not (scene.root / folder).exists()}
    kept = {folder for folder in mine if (scene.root / folder).is_dir()}
    return msgspec.structs.replace(receipt, folders=sorted(ours | kept))


def _change(root: Path, step: records.Step) -> changes.Change:
    """The step as a change to a file, whose mode stays as it is."""
    if step.before is None:
        return changes.Change(file=render.Rendered(path=step.path, data=step.after), action="create")
    mode = stat.S_IMODE(os.lstat(paths.jail(root, step.path)).st_mode)
    file = render.Rendered(path=step.path, data=step.after, mode=mode)
    return changes.Change(file=file, action="replace", before=step.before)
