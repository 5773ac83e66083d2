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


class Typed(NamedTuple):
    """A command line as it was typed. It is reduced to a `Step` at once and kept nowhere."""

    source: str  # bash, zsh, fish, atuin, claude
    session: str  # empty: the source does not say which
    when: float | None  # it began, in seconds since 1970; None: the source does not say
    seconds: float | None  # it took; None: the source does not say
    text: str


class Said(NamedTuple):
    """A prompt, or the subject of a commit; its secrets are masked."""

    source: str  # claude, git
    session: str
    when: float  # seconds since 1970
    seconds: float | None  # that were worked on it; None: not known
    text: str


class Step(NamedTuple):
    """What stays of a command: program, sub-command and flags. An argument is a slot."""

    key: str
    slots: tuple[int, ...]  # one for each argument: alike in one process where the arguments are the same, never kept
    works: bool = True  # False: it edits or moves; alone there is nothing to automate in it


class Span(NamedTuple):
    """Steps of one session that came one after the other."""

    source: str
    steps: tuple[Step, ...]
    whens: tuple[float | None, ...]
    seconds: tuple[float | None, ...]


class Reading(NamedTuple):
    """How reading a source went."""

    source: str
    place: str  # the file or folder
    records: int = 0  # commands, prompts or commits that were read
    unknown: int = 0  # records of a form that is not known
    too_long: int = 0  # that were left out for their length
    sessions: int = 0
    timed: bool = True  # False: the source does not say when
    first: float | None = None  # seconds since 1970
    last: float | None = None
