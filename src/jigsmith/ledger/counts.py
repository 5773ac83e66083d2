"""Counts: how often the tools of a task were used in a span of time.

Single uses are counted as far back as they were read; what lies before is known from sums by week, of which a span that
does not begin or end with a week takes its share. Of the week in which a tool came that is fewer than there were.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple


class Uses(NamedTuple):
    """Uses of a span of time; of a single one, both ends are the same."""

    begin: datetime
    end: datetime
    times: int
    failed: int


class Count(NamedTuple):
    """How many uses, and how many of them failed or were reverted."""

    uses: float
    failed: float


def between(counted: Sequence[Uses], begin: datetime, end: datetime) -> Count:
    """Return how many uses there were from one time to another, both included."""
    parts = [(each, _part(each, begin, end)) for each in counted]
    return Count(sum(each.times * part for each, part in parts), sum(each.failed * part for each, part in parts))


def _part(of: Uses, begin: datetime, end: datetime) -> float:
    if of.begin == of.end:
        return float(begin <= of.begin <= end)
    shared = min(of.end, end) - max(of.begin, begin)
    return max(shared / (of.end - of.begin), 0.0)
