"""Stats: what was used in a span of time, and how it went."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from jigsmith.ledger import tally, uses

Tally = tally.Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """The uses from `since` to `until`; `total` is None when there were none."""

    since: datetime
    until: datetime
    total: Tally | None
    tools: list[Tally]  # by verb, the most used first
    templates: list[Tally]  # by template, the most used first
    days: list[tuple[date, int]]  # uses a day (UTC), without gaps


def stats(home: Path, *, since: datetime, until: datetime, tool: str | None = None) -> Stats:
    """Sum up what the ledger holds; `tool` takes one verb or one template alone. Raises StoreFailed."""
    events = [event for event in uses.read(home, since=since, tool=tool) if event.started <= until]
    return Stats(
        since=since,
        until=until,
        total=tally.tally("all", events) if events else None,
        tools=tally.by(lambda event: event.tool, events),
        templates=tally.by(lambda event: event.template, events),
        days=tally.by_day(events, first=since.date(), last=until.date()),
    )
