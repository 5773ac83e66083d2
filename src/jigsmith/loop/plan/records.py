"""What plan hands on."""

from dataclasses import dataclass
from datetime import date

from jigsmith.base import ids
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How much there is to a habit, and where it stands among the others."""

    times: int
    sessions: int
    days: int | None  # None: not measured, the source does not say when
    minutes: Figure  # of the usual time
    score: float  # sessions x days x minutes x fit


@dataclass(frozen=True, slots=True)
class Family:
    """A family of alike code, and when instances of it came."""

    id: ids.CandidateId
    pattern: str
    came: tuple[float, ...]  # seconds since 1970


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What could be built for a habit."""

    kind: str  # "template", "script", "job" or "skill"
    why: str
    command: str  # what to type; empty: `text` is to be put into `file`
    file: str  # where `text` goes, from the root of the project; empty: nowhere
    text: str
