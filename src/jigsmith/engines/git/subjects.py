"""What commits say they do: subject, author and time, without their contents."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jigsmith.engines.git import command

MOST = 20_000  # commits that are looked at


class Subject(NamedTuple):
    """A commit that is no merge."""

    id: str
    when: int  # seconds since 1970, of the author
    author: str
    text: str


def subjects(root: Path, *, most: int = MOST) -> list[Subject]:
    """Return the commits that lead to HEAD, newest first; none in a repository without one. Raises GitFailed."""
    listed = command.run(
        root, "log", "-z", "--format=%H%x02%at%x02%aN%x02%s", f"--max-count={most}", "--no-merges", "--"
    )
    return list(_parsed(listed.decode("utf-8", "replace")))


def _parsed(listed: str) -> Iterator[Subject]:
    for entry in listed.split("\0"):
        parts = entry.split("\x02", 3)
        if len(parts) == 4 and parts[1].isdigit():
            yield Subject(parts[0], int(parts[1]), parts[2], parts[3])
