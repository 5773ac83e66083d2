"""What the gates are asked, and what they say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from jigsmith.base import gate_settings

Outcome = Literal["passed", "failed", "needs-person", "not-run"]


class Changed(Protocol):
    """A file that a change touches."""

    @property
    def path(self) -> str:
        """From the root of the repository."""

    @property
    def status(self) -> str:
        """A: added, M: modified, D: deleted, T: it is another type of file."""

    @property
    def added(self) -> int:
        """Lines; -1: it is not text."""

    @property
    def removed(self) -> int:
        """Lines; -1: it is not text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What would go in: data alone, from git."""

    base: str  # commit that it goes into
    head: str  # the change's own commit
    merged: str  # what merging makes of them: this is what is judged
    files: Sequence[Changed]
    patch: str  # unified diff from base to merged
    history: str = ""  # patches of each of the change's commits, as `git log -p base..head` prints them


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something at a place."""

    path: str = ""
    line: int = 0  # 0: none is said
    message: str = ""
    level: str = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a gate measured on a commit, to be kept for it: the bar that later changes are held against."""

    tests: int | None = None  # that ran, those that failed included; None: the gate counts none
    covered: int | None = None  # lines that tests reached; None: the gate measures no coverage
    lines: int | None = None  # that can be reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one gate says of one commit."""

    gate: str
    outcome: Outcome
    why: str  # one sentence, for people and for the agent
    findings: tuple[Finding, ...] = ()
    required: bool = True
    seconds: float = 0.0
    figures: Figures | None = None  # what it measured on the merged commit; to be kept, it is the next one's base


def never_measured() -> Mapping[str, Figures]:
    """Know nothing of the base."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A change, and where its merged result lies in a clone that nobody else has touched."""

    tree: Path
    change: Change
    gates: Sequence[gate_settings.Gate]  # of the base's jig.toml, which the change cannot edit
    log: Path
    cancelled: Callable[[], bool]
    base: Callable[[], Mapping[str, Figures]] = never_measured
    """Says what gates measured on the base commit, by their names, see `measuring.figures`; called only when needed."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a gate's command ended."""

    code: int | None  # None: it did not end by itself
    why: str  # "exited", "wall", "idle", "cancelled", "killed"
    said: str  # the end of its output, secrets masked


class Run(Protocol):
    """Runs a command in the tree's box, without the network, and waits for it."""

    def __call__(self, words: Sequence[str], *, log: Path, timeout: float) -> Ran:
        """Run it."""
        ...
