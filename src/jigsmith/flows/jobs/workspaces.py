"""The clean clone that a run works in, outside the work tree of the user, and what it changed there as a commit."""

import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from jigsmith.base import digests
from jigsmith.engines.git import branches, command

ABOUT = "run"  # file in the folder of a run that holds its id


def folder(home: Path, run: str) -> Path:
    """Return the folder of a run; it need not be there."""
    return home / "work" / "jobs" / short(run)


def short(run: str) -> str:
    """Return a short name for the id of a run."""
    return digests.digest([run.encode()])[:16]


def make(root: Path, home: Path, run: str, *, commit: str) -> Path:
    """Make the clean clone of a run at a commit, in place of what an attempt before left. Raises GitFailed."""
    where = folder(home, run)
    remove(home, run)
    where.mkdir(parents=True, mode=0o700)
    (where / ABOUT).write_text(run, encoding="utf-8")
    (where / "home").mkdir()
    branches.clone(root, where / "tree", commit=commit, branch="job")
    return where / "tree"


def remove(home: Path, run: str) -> None:
    """Delete the folder of a run, also where a program made parts of it read-only."""
    where = folder(home, run)
    if where.exists():
        shutil.rmtree(where, onerror=lambda _function, path, _error: _unlocked(path))


def left(home: Path) -> list[str]:
    """Return the runs whose folders are there; one that its worker deletes at this moment may be left out."""
    found = []
    for path in (home / "work" / "jobs").glob(f"*/{ABOUT}"):
        with suppress(FileNotFoundError):
            found.append(path.read_text(encoding="utf-8"))
    return found


def changed(root: Path, tree: Path, *, base: str, message: str, when: datetime) -> str:
    """Return a commit on `base` that has the files of the work tree `tree`; `base` itself when they are the same.

    The files come into `root` by an index of their own: neither the settings of the clone nor those of anybody's index
    take part, and the same files give the same commit. Raises GitFailed.
    """
    index = tree.parent / "index"
    index.unlink(missing_ok=True)
    words = ("-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false", f"--git-dir={_git(root)}")
    here, more = (*words, f"--work-tree={tree}"), {"GIT_INDEX_FILE": str(index)}
    command.fed(tree, *here, "read-tree", base, more=more)
    command.fed(tree, *here, "add", "-A", ".", more=more)
    out = command.fed(tree, *here, "write-tree", more=more)
    if out == branches.tree_of(root, base):
        return base
    return branches.commit(root, out, parents=[base], message=message, when=when)


def kept(run: str, name: str) -> str:
    """Return the ref that keeps what a run made until it is proposed."""
    return f"refs/jigsmith/jobs/{short(run)}{f'-{name}' if name else ''}"


def _git(root: Path) -> str:
    return str(branches.objects_of(root).parent)


def _unlocked(path: str) -> None:
    """Try again to delete something, after allowing it."""
    parent = Path(path).parent
    parent.chmod(0o700)
    if Path(path).is_dir() and not Path(path).is_symlink():
        Path(path).chmod(0o700)
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        Path(path).unlink()
