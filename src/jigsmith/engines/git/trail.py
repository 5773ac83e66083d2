"""Trail: a history commit by commit, the oldest first, with the content that each gave to each file by its id.

Laid one on the other the changes give the tree of the last commit: a merge says what became of each file
in which its parents differ (`git log -m`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jigsmith.base import errors
from jigsmith.engines.git import command

NONE = "0" * 40
FORMAT = "%x01%H%x02%at%x02%aN%x02%P"
EXECUTABLE, PLAIN = "100755", "100644"


class Change(NamedTuple):
    """What a commit made of a file."""

    path: str  # from the folder that was asked about
    mode: str  # six octal digits, as git has them
    blob: str | None  # None: it is gone


class Step(NamedTuple):
    """A commit."""

    id: str
    when: int  # seconds since 1970, of the author
    author: str
    merge: bool  # a merge comes once for each of its parents
    changes: tuple[Change, ...]


def steps(root: Path) -> list[Step]:
    """Return the commits that lead to HEAD, parents before children, as far as they concern the files below `root`.

    A repository without a commit has none. Raises GitFailed.
    """
    words = ("log", "--reverse", "--date-order", "-m", "--raw", "--no-abbrev", "--no-renames", "--relative", "-z")
    try:
        listed = command.run(root, *words, f"--format={FORMAT}", "--")
    except errors.GitFailed as error:
        if "does not have any commits" in error.what:
            return []
        raise
    return list(parse(listed))


def parse(listed: bytes) -> Iterator[Step]:
    """Read what `git log -m --raw -z` printed."""
    for entry in listed.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, *fields = entry.split("\0")
        commit, when, author, parents = head.rstrip("\n").split("\x02")
        yield Step(commit, int(when), author, " " in parents, tuple(changes(fields)))


def changes(fields: list[str]) -> Iterator[Change]:
    """Yield the changes of one commit from its fields: what became of a file, its path, the next one.

    A line has the two modes, the two contents and a letter (https://git-scm.com/docs/diff-format).
    """
    waiting = iter(fields)
    for field in waiting:
        line = field.strip("\n")
        if line.startswith(":"):
            _, mode, _, blob, _ = line.split(" ")
            yield Change(next(waiting, ""), mode, None if blob == NONE else blob)
