"""What a backtest tells."""

from dataclasses import dataclass
from datetime import date

from jigsmith.ledger import figures

Figure = figures.Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """A generator that a scan would have proposed, and what it would have done for the instances that came later."""

    id: str  # of the candidate, as `jig scan` gives it
    patterns: tuple[str, ...]
    proposed: date  # of the commit after which a scan listed it first
    commit: str
    instances: int  # that were there by then
    later: int  # that people wrote afterwards
    people: int  # who wrote them
    imported: int  # that came in commits with many at once: moved or copied in, and not counted
    lines: int  # of those that people wrote
    measured: int  # of them, so many were generated and compared
    failed: int  # of those measured, for which no template could be made
    share: Figure  # of their words that nobody would have had to type, parameters taken off
    lines_share: Figure  # of their lines that the template writes, in place
    copied: Figure  # of their words that copying the nearest sibling and renaming it saves, known in hindsight
    minutes: Figure  # that people were at those that came later, in all
    minutes_saved: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What `jig build` after each `jig scan` would have been worth in this repository until today."""

    root: str
    commits: int
    first: date | None  # of all commits
    last: date | None
    looks: int  # scans of the tree as it was, spread over the history
    proposed: int  # generators that these scans listed
    shallow: bool  # older history is not known
    generators: tuple[Generator, ...]  # of which instances came afterwards, most lines first
    instances: int  # that people wrote afterwards, in all
    lines: int  # of these
    added: int  # files that people added in all, that a scan looks at
    share: Figure  # of the words of those instances that need not have been typed
    copied: Figure
    lines_saved: Figure
    words_saved: Figure
    minutes: Figure
    minutes_saved: Figure
