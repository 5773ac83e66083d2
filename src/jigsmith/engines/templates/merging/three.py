"""Three-way over sequences: what one side changed is taken, what both changed differently is a clash.

The rule is that of diff3 (S. Khanna, K. Kunal, B. Pierce, "A formal investigation of diff3", FSTTCS 2007): changes that
overlap or touch belong together. As with git, changes that are the same on both sides are no clash.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jigsmith.engines.templates.merging import diff

Span = tuple[int, int]
"""Start and end, the end not included."""
Kind = Literal["same", "ours", "theirs", "both", "clash"]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the three, in order. `same`: nobody changed it; `both`: both did, to the same."""

    kind: Kind
    base: Span
    ours: Span
    theirs: Span


def regions(base: diff.Items, ours: diff.Items, theirs: diff.Items) -> Iterator[Region]:
    """The three, cut into regions that cover all of them."""
    mine, yours = diff.changes(base, ours), diff.changes(base, theirs)
    at = in_ours = in_theirs = 0
    while mine or yours:
        count, other, span = _cluster(mine, yours)
        gap = span[0] - at
        if gap:
            yield Region("same", (at, span[0]), (in_ours, in_ours + gap), (in_theirs, in_theirs + gap))
        start_ours, start_theirs = in_ours + gap, in_theirs + gap
        in_ours, in_theirs = start_ours + _length(mine[:count], span), start_theirs + _length(yours[:other], span)
        found = Region("clash", span, (start_ours, in_ours), (start_theirs, in_theirs))
        yield _kinded(found, ours, theirs, (count, other))
        del mine[:count], yours[:other]
        at = span[1]
    if at < len(base):
        yield Region("same", (at, len(base)), (in_ours, len(ours)), (in_theirs, len(theirs)))


def _cluster(mine: Sequence[diff.Change], yours: Sequence[diff.Change]) -> tuple[int, int, Span]:
    """How many of the next changes of each side belong together, and what part of the base they cover."""
    first = min([*mine[:1], *yours[:1]], key=lambda change: change.start)
    start, end = first.start, first.end
    count = other = 0
    while True:
        if count < len(mine) and mine[count].start <= end:
            end, count = max(end, mine[count].end), count + 1
        elif other < len(yours) and yours[other].start <= end:
            end, other = max(end, yours[other].end), other + 1
        else:
            return count, other, (start, end)


def _length(changed: Sequence[diff.Change], span: Span) -> int:
    """How long the part of the base is on the side that made these changes in it."""
    return span[1] - span[0] + sum(each.new_end - each.new_start - each.end + each.start for each in changed)


def _kinded(found: Region, ours: diff.Items, theirs: diff.Items, counts: tuple[int, int]) -> Region:
    kind: Kind = "clash"
    if not counts[0] or not counts[1]:
        kind = "ours" if counts[0] else "theirs"
    elif list(ours[slice(*found.ours)]) == list(theirs[slice(*found.theirs)]):
        kind = "both"
    return Region(kind, found.base, found.ours, found.theirs)
