"""What every gauge reads out."""

from collections.abc import Sequence
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


def merged(readings: Sequence[Reading]) -> Reading:
    """Return one reading of several reports of one kind; shares in percent are left out, they do not add up."""
    first, *rest = readings
    if not rest:
        return first
    values: dict[tuple[str, str], float] = {}
    for value in (value for each in readings for value in each.values if value.unit != "percent"):
        values[value.name, value.unit] = values.get((value.name, value.unit), 0) + value.value
    counts = [each.counts for each in readings if each.counts]
    examined = [each.examined for each in readings]
    return Reading(
        gauge=first.gauge,
        examined=None if None in examined else sum(each or 0 for each in examined),
        values=tuple(Value(name=name, value=value, unit=unit) for (name, unit), value in values.items()),
        counts=_added(counts) if counts else None,
        findings=tuple(found for each in readings for found in each.findings)[:FINDINGS],
        found=sum(each.found for each in readings),
        covered=tuple(covered for each in readings for covered in each.covered),
        roots=tuple(root for each in readings for root in each.roots),
    )


def _added(counts: Sequence[Counts]) -> Counts:
    return Counts(
        total=sum(each.total for each in counts),
        passed=sum(each.passed for each in counts),
        failed=sum(each.failed for each in counts),
        skipped=sum(each.skipped for each in counts),
    )


def short(text: str) -> str:
    """Return a message as it is kept: without what no terminal should get, cut to TEXT characters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text[: TEXT * 4])
    words = " ".join(plain.split())
    return words if len(words) <= TEXT else words[: TEXT - 1] + "…"
