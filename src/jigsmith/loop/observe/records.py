"""What observe hands on.

Named tuples: `jig scan` of a known tree spends its time on imports, and a dataclass takes ten times as long to make.
"""

from datetime import datetime
from typing import NamedTuple, NewType

Blob = NewType("Blob", str)  # id of a content: git's hash of the blob


class Source(NamedTuple):
    """A file that is looked at."""

    path: str  # from the root, with "/"
    blob: Blob


class Listing(NamedTuple):
    """The files of a tree: those looked at and those left out."""

    sources: tuple[Source, ...]  # sorted by path
    left_out: dict[str, tuple[str, ...]]  # reason to paths, sorted
    git: bool
    head: str | None  # None: no git, or no commit yet
    shallow: bool = False
    prefix: str = ""  # of the root within the repository


class Addition(NamedTuple):
    """A commit that added files."""

    commit: str
    when: datetime  # aware, UTC; the author's date
    author: str
    minutes: float | None  # active time before it; None: nothing is known about it
    paths: tuple[str, ...]  # what it added, by the names that the files have today


class History(NamedTuple):
    """When the files of today came, oldest first."""

    additions: tuple[Addition, ...] = ()
    first: datetime | None = None  # of all commits; None: there is none
    last: datetime | None = None
    commits: int = 0
    shallow: bool = False  # cut off: what is older is not known
