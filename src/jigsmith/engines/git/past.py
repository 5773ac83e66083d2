"""Past: what a folder held in an earlier commit."""

import io
import tarfile
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.git import command, quiet

MOST = 50
"""Commits that are looked at."""


def differing(folder: Path, names: tuple[str, ...], *, without: tuple[str, ...] = ()) -> str | None:
    """The newest commit in which files of `folder` were other than they are now; None: no commit, or no repository.

    `names` are what counts in the folder, `without` what of it does not.
    """
    which = ["--", *(names or (".",)), *(f":(exclude){name}" for name in without)]
    try:
        listed = command.run(folder, "log", "--format=%H", f"--max-count={MOST}", *which)
    except errors.GitFailed:
        return None
    for commit in listed.decode().split():
        if quiet.Asked(str(folder), "diff", "--quiet", "--no-ext-diff", commit, *which).answer()[0] == 1:
            return commit
    return None


def export(folder: Path, commit: str, to: Path) -> None:
    """Write what `folder` held in a commit into the folder `to`. Raises GitFailed."""
    data = command.run(folder, "archive", "--format=tar", commit)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(to, filter="data")
