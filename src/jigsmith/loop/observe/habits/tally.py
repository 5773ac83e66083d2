"""What is counted while a source is read."""

from dataclasses import dataclass

from jigsmith.loop.observe.records import Reading


@dataclass(slots=True)
class Tally:
    """Counts that grow while a source is read; `reading` sums them up."""

    source: str
    place: str
    records: int = 0
    unknown: int = 0
    too_long: int = 0

    def reading(self, whens: "list[float]", *, sessions: int) -> Reading:
        """Return how reading went, with the times of what was read."""
        return Reading(
            source=self.source,
            place=self.place,
            records=self.records,
            unknown=self.unknown,
            too_long=self.too_long,
            sessions=sessions,
            timed=bool(whens),
            first=min(whens, default=None),
            last=max(whens, default=None),
        )
