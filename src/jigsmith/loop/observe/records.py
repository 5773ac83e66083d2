"""What observe hands on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

Blob = NewType("Blob", str)  # id of a content: git's hash of the blob


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is looked at."""

    path: str  # from the root, with "/"
    blob: Blob


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files of a tree: those looked at and those left out."""

    sources: tuple[Source, ...]  # sorted by path
    left_out: dict[str, tuple[str, ...]]  # reason to paths, sorted
    git: bool
    head: str | None  # None: no git, or no commit yet
    shallow: bool = False
    prefix: str = ""  # of the root within the repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A commit that added files."""

    commit: str
    when: datetime  # aware, UTC; the author's date
    author: str
    minutes: float | None  # active time before it; None: nothing is known about it
    paths: tuple[str, ...]  # what it added, by the names that the files have today


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """When the files of today came, oldest first."""

    additions: tuple[Addition, ...] = ()
    first: datetime | None = None  # of all commits; None: there is none
    last: datetime | None = None
    commits: int = 0
    shallow: bool = False  # cut off: what is older is not known
    lines: dict[str, int] = field(default_factory=dict)
