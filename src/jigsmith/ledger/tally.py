"""Tallies: what a number of uses comes to. Pure arithmetic over events."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from jigsmith.ledger.uses import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the uses of one tool, or of one template, come to."""

    name: str
    uses: int
    well: int  # how many ended well
    stopped: int  # how many the user broke off; neither well nor failed
    seconds_median: float
    seconds_most: float
    files_written: int
    lines_written: int
    last: datetime  # when the last one began; aware, UTC
    errors: dict[str, int]  # kinds of errors with how often each came

    @property
    def failed(self) -> int:
        """How many ended in an error."""
        return self.uses - self.well - self.stopped


def tally(name: str, events: Sequence[Event]) -> Tally:
    """Sum these uses up; there must be at least one."""
    seconds = [event.seconds for event in events]
    return Tally(
        name=name,
        uses=len(events),
        well=sum(event.outcome == "ok" for event in events),
        stopped=sum(event.outcome == "interrupted" for event in events),
        seconds_median=round(median(seconds), 4),
        seconds_most=round(max(seconds), 4),
        files_written=sum(event.files_written for event in events),
        lines_written=sum(event.lines_written for event in events),
        last=max(event.started for event in events),
        errors=dict(Counter(event.error for event in events if event.error).most_common()),
    )


def by(key: Callable[[Event], str], events: Iterable[Event]) -> list[Tally]:
    """Return one tally for each key that is not empty, the most used first, then by name."""
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if key(event):
            groups[key(event)].append(event)
    return sorted((tally(name, group) for name, group in groups.items()), key=lambda each: (-each.uses, each.name))


def by_day(events: Iterable[Event], *, first: date, last: date) -> list[tuple[date, int]]:
    """Return how many uses each day (UTC) had, from the first to the last, days without any included."""
    counts = Counter(event.started.date() for event in events)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return [(day, counts[day]) for day in days]
