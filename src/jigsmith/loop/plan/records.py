"""What plan hands on."""

from dataclasses import dataclass
from datetime import date

from jigsmith.ledger.figures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a generator for a family would save, and the facts that this is reckoned from."""

    minutes_per_week: Figure
    per_year: Figure  # instances that come
    minutes_each: Figure  # active time that a new one took
    share: Figure  # of it that the template would save
    last_year: int | None  # instances that came; None: no history
    authors: tuple[str, ...]  # of those that came in the last year, the busiest first
    first: date | None
    latest: date | None
