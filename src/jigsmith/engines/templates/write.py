"""Writing: planned changes are written all or none.

Each file is staged beside its place and moved there in one step. What fails, and Ctrl-C, takes everything back: files,
folders and what was replaced.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.templates import changes, locking, paths, render

STAGED = ".jig-"
"""How the names of files begin that are on their way to their place."""
Change = changes.Change
Rendered = render.Rendered


@contextmanager
def written(root: Path, planned: Sequence[Change], *, prune: bool = True) -> Iterator[None]:
    """The changes, written for the time of the block and for good when it ends well; otherwise taken back whole.
    Folders out of which the last file goes are removed with `prune`.

    WouldOverwrite if there is a conflict, or something came into a place since the plan was made.
    """
    journal = _Journal(root, prune)
    try:
        with _failures_named(journal):
            journal.stage([change for change in planned if change.action in changes.WRITTEN])
            with locking.signals_held():
                journal.move()
        yield
    except BaseException:
        with locking.signals_held():
            journal.undo()
        raise


@contextmanager
def root_made(root: Path) -> Iterator[None]:
    """The folder `root`, made if need be, and removed again if the block fails and nothing was left in it."""
    missing = [folder for folder in (root, *root.parents) if not os.path.lexists(folder)]
    with _failures_named():
        root.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def _failures_named(journal: "_Journal | None" = None) -> Iterator[None]:
    """What the system refuses becomes a message, in which a file that is staged has the name of its place."""
    try:
        yield
    except OSError as error:
        staged = {str(step.stage): str(step.place) for step in (journal.steps if journal else ())}
        at = str(error.filename) if error.filename else None
        where = staged.get(at, at) if at else None
        raise errors.WriteFailed(f"cannot be written: {error.strerror or error}", where=where) from error


@dataclass(slots=True)
class _Step:
    """One file on its way: staged at `stage`, to be moved to `place`."""

    change: Change
    place: Path
    stage: Path
    moved: bool = False
    old_mode: int = 0o644


@dataclass(slots=True)
class _Journal:
    """What was done, so that it can be undone in reverse order."""

    root: Path
    prune: bool = True
    steps: list[_Step] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def stage(self, planned: Sequence[Change]) -> None:
        for change in planned:
            place = paths.jail(self.root, change.file.path)
            step = _Step(change, place, place.with_name(f"{STAGED}{os.urandom(8).hex()}"))
            self.steps.append(step)
            if change.action == "remove":
                continue
            self.make_folders(place.parent)
            _create(step.stage, change.file)
            if change.mode is not None and change.file.data is not None:
                step.stage.chmod(change.mode)
            if change.before is not None:
                step.old_mode = stat.S_IMODE(place.lstat().st_mode)
                if change.mode is None and change.file.data is not None:
                    same = change.action == "modify"
                    step.stage.chmod(step.old_mode if same else _mode_after(step.old_mode, change.file.mode))

    def make_folders(self, folder: Path) -> None:
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for each in reversed(missing):
            self.folders.append(each)
            each.mkdir()

    def move(self) -> None:
        for step in self.steps:
            paths.jail(self.root, step.change.file.path)
            if step.change.action == "create":
                self.move_new(step)
            else:
                self.move_over(step)
        for step in self.steps if self.prune else ():
            if step.change.action == "remove":
                _prune(step.place.parent, self.root)

    def move_new(self, step: _Step) -> None:
        """Move without replacing: what came into the place meanwhile stays."""
        try:
            os.link(step.stage, step.place, follow_symlinks=False)
            step.moved = True
            step.stage.unlink()
        except FileExistsError as error:
            raise _taken(step) from error
        except (OSError, NotImplementedError):  # a file system without hard links
            if os.path.lexists(step.place):
                raise _taken(step) from None
            step.stage.rename(step.place)
            step.moved = True

    def move_over(self, step: _Step) -> None:
        if not os.path.lexists(step.place):
            raise _taken(step)
        is_link = step.place.is_symlink()
        now = None if is_link else step.place.read_bytes()
        if now != step.change.before or (is_link and str(step.place.readlink()) != step.change.before_link):
            raise _taken(step)
        if step.change.action == "remove":
            step.old_mode = stat.S_IMODE(step.place.lstat().st_mode)
            step.place.unlink()
        else:
            step.stage.replace(step.place)
        step.moved = True

    def undo(self) -> None:
        for step in reversed(self.steps):
            with suppress(OSError):
                step.stage.unlink()
            if step.moved:
                with suppress(OSError):
                    self.put_back(step)
        for folder in reversed(self.folders):
            with suppress(OSError):
                folder.rmdir()

    def put_back(self, step: _Step) -> None:
        change = step.change
        if change.action == "create":
            step.place.unlink()
            return
        step.place.parent.mkdir(parents=True, exist_ok=True)
        _create(step.stage, Rendered(path=change.file.path, data=change.before, link=change.before_link))
        if change.before is not None:
            step.stage.chmod(step.old_mode)
        step.stage.replace(step.place)


def remove_folders(root: Path, folders: Sequence[str]) -> None:
    """Remove folders, given from `root`, of which nothing is left."""
    for folder in sorted(folders, reverse=True):
        with suppress(OSError, errors.PathEscapes):
            paths.jail(root, folder).rmdir()


def _prune(folder: Path, root: Path) -> None:
    """Remove folders that hold nothing any more, up to the root."""
    with suppress(OSError):
        while folder != root:
            folder.rmdir()
            folder = folder.parent


def _mode_after(old: int, wanted: int) -> int:
    """The mode of a file that is replaced: as it was, unless the template asks for one."""
    return old & ~0o111 if wanted == 0o644 else wanted


def _create(place: Path, file: Rendered) -> None:
    """Make a new file or link; the user's umask decides about what is not asked for."""
    if file.data is None:
        place.symlink_to(file.link or "")
        return
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(place, flags, 0o666 if file.mode == 0o644 else file.mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(file.data)


def _taken(step: _Step) -> errors.WouldOverwrite:
    what = f"{step.change.file.path} was changed by somebody else just now"
    return errors.WouldOverwrite(what, do="Nothing was written. Run it again.")
