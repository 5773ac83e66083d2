"""Spans: from moments at which somebody did something to how long they were at it, with idle gaps capped.

The method of git-hours and its kin: the time between two moments counts when it is short enough for somebody to have
stayed at it; a longer gap counts as nothing, and begins a new sitting. It is an estimate: what was done before the
first moment of a sitting is not seen, but for a lead that is assumed.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

IDLE = timedelta(minutes=30)


class Span(NamedTuple):
    """A time from which to which somebody was at something."""

    start: datetime
    end: datetime
    active: timedelta  # less than from start to end, where gaps in between were idle


def sittings(moments: Iterable[datetime], *, idle: timedelta = IDLE, lead: timedelta = timedelta()) -> list[Span]:
    """Return the spans in which no two moments are further apart than `idle`; each begins `lead` before its first."""
    found: list[Span] = []
    for moment in sorted(moments):
        if found and moment - found[-1].end <= idle:
            found[-1] = Span(found[-1].start, moment, moment - found[-1].start)
        else:
            found.append(Span(moment - lead, moment, lead))
    return found


def each(moments: Sequence[datetime], *, cap: timedelta = IDLE) -> list[timedelta]:
    """Return for each moment (oldest first) the time since the one before, at most `cap`; of the first one, `cap`.

    So is the time that a commit took told from when its author made the one before.
    """
    gaps = [cap, *(later - former for former, later in pairwise(moments))]
    return [min(gap, cap) for gap in gaps]


def joined(spans: Iterable[tuple[datetime, datetime]], *, gap: timedelta) -> list[Span]:
    """Return spans with those in one that overlap or are at most `gap` apart; the gaps are not active."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start - found[-1].end <= gap:
            last = found[-1]
            fresh = max(end - max(start, last.end), timedelta())
            found[-1] = Span(last.start, max(end, last.end), last.active + fresh)
        else:
            found.append(Span(start, end, end - start))
    return found


def within(span: tuple[datetime, datetime], others: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    """Return the parts of a span that lie within others, which are in order and do not overlap each other."""
    start, end = span
    found = []
    for other in others[bisect_right(others, start, key=lambda each: each.end) :]:
        if other.start >= end:
            break
        found.append((max(start, other.start), min(end, other.end)))
    return found
