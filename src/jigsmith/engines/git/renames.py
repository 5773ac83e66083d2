"""Which files were moved, as git sees it: in its history and in the work tree."""

from collections.abc import Sequence
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.git import command

MOST_COMMITS = 2_000


def steps(root: Path) -> list[tuple[str, str]]:
    """Every renaming below `root`, the newest first: from which path to which; none where there is no git."""
    try:
        listed = command.run(root, "log", "-M", "--diff-filter=R", "--name-status", "-z", "--relative", "--format=",
                             f"--max-count={MOST_COMMITS}")  # fmt: skip
        listed_now = command.run(root, "diff", "-M", "--diff-filter=R", "--name-status", "-z", "--relative", "HEAD")
    except errors.GitFailed:
        return []
    return [*_pairs(listed_now), *_pairs(listed)]


def followed(path: str, steps: Sequence[tuple[str, str]]) -> str:
    """Where a path has gone by these renamings, the newest first."""
    for was, now in reversed(steps):
        if was == path:
            path = now
    return path


def untracked(root: Path) -> list[str]:
    """The files that git does not know and does not ignore, from `root`; none where there is no git."""
    try:
        listed = command.run(root, "ls-files", "-z", "--others", "--exclude-standard")
    except errors.GitFailed:
        return []
    return listed.decode("utf-8", "replace").split("\0")[:-1]


def _pairs(listed: bytes) -> list[tuple[str, str]]:
    fields = listed.decode("utf-8", "surrogateescape").replace("\n", "").split("\0")
    starts = range(0, len(fields) - 2, 3)
    return [(fields[at + 1], fields[at + 2]) for at in starts if fields[at].startswith("R")]
