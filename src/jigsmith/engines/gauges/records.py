"""What every gauge reads out."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
"""From grave to mild."""
FINDINGS = 20_000
"""So many are kept of one report, the gravest; the rest is counted."""
TEXT = 500
"""So many characters are kept of a message."""


class Unreadable(ValueError):
    """A report is not what it should be; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something at a place."""

    path: str = ""  # as the tool wrote it
    line: int = 0  # 0: none is said
    message: str = ""
    level: Level = "error"
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Tests. What is neither passed, failed nor skipped is in none but `total`."""

    total: int
    passed: int
    failed: int  # errors included
    skipped: int

    @property
    def ran(self) -> int:
        """How many came to a result."""
        return self.passed + self.failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A measured number."""

    name: str
    value: float
    unit: str  # "percent", "lines", "seconds", "findings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """One file's lines, counted from 1."""

    path: str  # as the tool wrote it
    reached: frozenset[int]
    missed: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a tool reported."""

    gauge: str
    examined: int | None  # tests, files or lines that were looked at; None: the format does not say
    values: tuple[Value, ...] = ()
    counts: Counts | None = None
    findings: tuple[Finding, ...] = ()  # at most FINDINGS of them
    found: int = 0  # how many findings there are
    covered: tuple[Covered, ...] = ()
    roots: tuple[str, ...] = ()  # folders that paths may be relative to, besides the root


def short(text: str) -> str:
    """Return a message as it is kept: without what no terminal should get, cut to TEXT characters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: TEXT * 4])
    words = " ".join(plain.split())
    return words if len(words) <= TEXT else words[: TEXT - 1] + "…"
