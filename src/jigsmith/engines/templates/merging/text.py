"""Text: three-way merge of lines, with conflict markers as `git merge-file --zdiff3` writes them.

Lines are compared without their ends. Those of the user keep theirs, those of the template get what most of the user's
lines have; whether there is a byte order mark and a newline at the end is settled three-way like everything else.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from jigsmith.engines.templates.merging import diff, three

Labels = tuple[str, str, str]
"""What the sides are called in conflict markers: ours, base, theirs."""
LABELS: Labels = ("yours", "before", "template")
BOM = "\ufeff"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A merged text. With conflicts, it holds their markers."""

    text: str
    conflicts: int = 0
    keys: tuple[str, ...] = ()
    """What is in conflict, where the file has keys: `scripts.test`."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the three texts, taken apart."""

    bom: bool
    lines: list[str]
    """Without their ends."""
    ends: list[str]
    """Of each line. Only the last one may be empty."""

    @property
    def closed(self) -> bool:
        """Whether the last line has its end."""
        return not self.ends or self.ends[-1] != ""

    @property
    def newline(self) -> str:
        """What most lines end with."""
        return max(("\n", "\r\n"), key=Counter(self.ends).__getitem__)


Line = tuple[str, str]
"""A line and its end."""


def merge(base: str, ours: str, theirs: str, *, labels: Labels = LABELS) -> Merged:
    """What both sides made of `base`. Where they changed the same or adjacent lines differently, there are markers."""
    quick = unchanged(base, ours, theirs)
    if quick is not None:
        return Merged(text=quick)
    sides = opened(base), opened(ours), opened(theirs)
    found: list[Line] = []
    conflicts = 0
    for region in three.regions(sides[0].lines, sides[1].lines, sides[2].lines):
        if region.kind == "clash":
            found += conflict(sides, region, labels)
            conflicts += 1
        else:
            found += settled(sides, region)
    return Merged(text=closed(found, sides), conflicts=conflicts)


def whole(base: str, ours: str, theirs: str, *, labels: Labels = LABELS) -> Merged:
    """All that differs between the sides as one conflict: for what must not be merged line by line."""
    sides = opened(base), opened(ours), opened(theirs)
    spans = [(0, len(side.lines)) for side in sides]
    region = three.Region("clash", spans[0], spans[1], spans[2])
    return Merged(text=closed(conflict(sides, region, labels), sides), conflicts=1)


def pick(base: T, ours: T, theirs: T) -> T:
    """The three-way choice of one thing: what was changed. Ours, when both changed it."""
    return theirs if ours == base else ours


def unchanged(base: str, ours: str, theirs: str) -> str | None:
    """The result where at most one side changed anything, or both the same."""
    return pick(base, ours, theirs) if ours in (base, theirs) or theirs == base else None


def opened(text: str) -> Side:
    """The text, taken apart. Lines end with a line feed, with a carriage return before it or without."""
    bom = text.startswith(BOM)
    lines = text.removeprefix(BOM).split("\n")
    last = lines.pop()
    ends = ["\r\n" if line.endswith("\r") else "\n" for line in lines]
    if last:
        lines.append(last)
        ends.append("")
    return Side(bom, [line[:-1] if end == "\r\n" else line for line, end in zip(lines, ends, strict=True)], ends)


def closed(found: Sequence[Line], sides: tuple[Side, Side, Side]) -> str:
    """The text of merged lines, put together."""
    base, ours, theirs = sides
    newline = (ours if any(ours.ends) else theirs).newline
    pieces = [line + (end or newline) for line, end in found]
    if found and not pick(base.closed, ours.closed, theirs.closed) and not found[-1][0].startswith(">>>>>>> "):
        pieces[-1] = found[-1][0]
    return BOM * pick(base.bom, ours.bom, theirs.bom) + "".join(pieces)


def settled(sides: tuple[Side, Side, Side], region: three.Region) -> Iterator[Line]:
    """The lines of a region that is no clash: the user's own, unless the template alone changed them."""
    if region.kind == "theirs":
        return ((line, "") for line in sides[2].lines[slice(*region.theirs)])
    return lines_of(sides[1], region.ours)


def lines_of(side: Side, span: three.Span) -> Iterator[Line]:
    """Lines of one side with their ends."""
    return zip(side.lines[slice(*span)], side.ends[slice(*span)], strict=True)


def conflict(sides: tuple[Side, Side, Side], region: three.Region, labels: Labels) -> list[Line]:
    """A clash between markers. What both sides begin and end with stands outside of them."""
    mine, new = list(lines_of(sides[1], region.ours)), sides[2].lines[slice(*region.theirs)]
    first, last = diff.common_ends([line for line, _ in mine], new)
    yours, before, template = labels
    return [
        *mine[:first],
        (f"<<<<<<< {yours}", ""),
        *mine[first : len(mine) - last],
        (f"||||||| {before}", ""),
        *((line, "") for line in sides[0].lines[slice(*region.base)]),
        ("=======", ""),
        *((line, "") for line in new[first : len(new) - last]),
        (f">>>>>>> {template}", ""),
        *mine[len(mine) - last :],
    ]
