"""Reports: what mining found, as the command line, other programs and the ledger get it. No argument is in it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from jigsmith.base import ids
from jigsmith.ledger.figures import Figure
from jigsmith.loop.detect import records as detect
from jigsmith.loop.observe import records as observe
from jigsmith.loop.plan import records as plan

LOUD = 0.05  # share of records that are not known, from which on it has to be said
Proposal = plan.Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that is done again and again, what shows it, and what could be built for it."""

    id: ids.CandidateId
    kind: str
    """`commands`, `prompts` or `commits`."""
    steps: tuple[str, ...]
    """With `<1>`, `<2>` for arguments that differ and `…` for one that never does."""
    times: int
    sessions: int
    days: int | None
    """None: not measured, the source does not say when."""
    minutes: Figure
    """Of the usual time."""
    parameters: int
    fit: float
    """How well it takes parameters, from 0 to 1."""
    score: float
    """Sessions x days x minutes x fit."""
    first: datetime | None
    last: datetime | None
    sources: dict[str, int]
    """How many times it was seen in each."""
    proposal: Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How reading a source went."""

    source: str
    place: str
    records: int
    """Commands, prompts or commits."""
    unknown: int
    """Records of a form that is not known."""
    too_long: int
    """Records that were left out for their length."""
    sessions: int
    first: datetime | None
    """None: the source does not say when."""
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of mining."""

    candidates: tuple[Candidate, ...]
    """Highest score first."""
    found: int
    """How many there are in all; `candidates` may be fewer."""
    sources: tuple[Read, ...]
    refused: tuple[str, ...]
    """Sources that are there and that nobody allowed to read."""
    warnings: tuple[str, ...]
    tasks: int
    """How many candidates are new in the list of tasks."""


def candidate(habit: detect.Habit, standing: plan.Standing, proposal: Proposal) -> Candidate:
    """Put together what was found, how much there is to it, and what could be built."""
    moments = [time.begin for time in habit.times if time.begin is not None]
    sources = sorted({time.source for time in habit.times})
    return Candidate(
        id=habit.id,
        kind=habit.kind,
        steps=habit.lines,
        times=standing.times,
        sessions=standing.sessions,
        days=standing.days,
        minutes=standing.minutes,
        parameters=habit.parameters,
        fit=habit.fit,
        score=standing.score,
        first=_moment(min(moments, default=None)),
        last=_moment(max(moments, default=None)),
        sources={name: sum(time.source == name for time in habit.times) for name in sources},
        proposal=proposal,
    )


def read(reading: observe.Reading) -> Read:
    """Tell how reading a source went."""
    return Read(
        source=reading.source,
        place=reading.place,
        records=reading.records,
        unknown=reading.unknown,
        too_long=reading.too_long,
        sessions=reading.sessions,
        first=_moment(reading.first),
        last=_moment(reading.last),
    )


def warnings(readings: list[observe.Reading]) -> list[str]:
    """Return what has to be said loudly about what was read."""
    said = []
    for each in readings:
        if each.unknown > LOUD * max(each.records, 1):
            said.append(
                f"{each.source}: {each.unknown:,} of {each.records:,} records have a form that is not known. What was"
                " found there is not complete; please report it with the version of the program that wrote them."
            )
        if each.records and not each.timed:
            how = _HOW.get(each.source, "")
            said.append(f"{each.source}: its history has no times, so days and minutes are not measured. {how}")
    return said


_HOW = {
    "bash": "From now on it has: put `HISTTIMEFORMAT='%F %T '` into ~/.bashrc.",
    "zsh": "From now on it has: put `setopt EXTENDED_HISTORY` into ~/.zshrc.",
}


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
