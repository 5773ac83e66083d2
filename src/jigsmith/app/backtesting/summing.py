"""Summing: from single instances to what each generator, and all of them, would have saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from jigsmith.app.backtesting import generators, measuring, records
from jigsmith.engines.git import trail
from jigsmith.ledger import bootstrap
from jigsmith.ledger.figures import ESTIMATED, MEASURED, Figure, unknown

NOT_COMPARED = "no instance of it was generated and compared"
Measured = measuring.Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a replay and the comparisons found."""

    proposals: Mapping[str, generators.Proposal]
    arrivals: Sequence[generators.Arrival]
    sizes: Sequence[measuring.Size]  # of each arrival
    minutes: Mapping[str, float]  # active, by commit
    steps: Sequence[trail.Step]
    results: Sequence[Measured]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """The instances that came later of one generator."""

    arrivals: int
    words: int
    lines: int
    minutes: float
    people: int
    results: Sequence[Measured]

    def shares(self, what: Callable[[Measured], float]) -> list[float]:
        """Return what was measured, one for each instance."""
        return [what(each) for each in self.results]


def _share(result: Measured) -> float:
    return result.share


def _lines(result: Measured) -> float:
    return result.lines_share


def _copied(result: Measured) -> float:
    return result.copied


def day(step: trail.Step) -> date:
    """Return the day of a commit, in UTC."""
    return datetime.fromtimestamp(step.when, UTC).date()


def told(about: About) -> list[records.Generator]:
    """Return the generators of which instances came, those of which people wrote most lines first."""
    found = [_generator(about, name, group) for name, group in _groups(about).items()]
    return sorted(found, key=lambda each: (-each.lines, each.id))


def _generator(about: About, name: str, group: _Group) -> records.Generator:
    proposal = about.proposals[name]
    step = about.steps[max(proposal.step, 0)]
    return records.Generator(
        id=name,
        patterns=proposal.patterns,
        proposed=day(step),
        commit=step.id,
        instances=proposal.instances,
        later=group.arrivals,
        people=group.people,
        imported=proposal.imported,
        lines=group.lines,
        measured=len(group.results),
        failed=sum(each.failed for each in group.results),
        share=_of([group], _share, lambda _: 1.0, "words typed less, parameters taken off / words", by=1.0),
        lines_share=_of([group], _lines, lambda _: 1.0, "lines that the template writes in place / lines", by=1.0),
        copied=_of([group], _copied, lambda _: 1.0, "the same for a copy of the nearest sibling, renamed", by=1.0),
        minutes=_minutes([group]),
        minutes_saved=_of([group], _share, lambda each: each.minutes, "minutes x share of words"),
    )


def whole(about: About) -> dict[str, Figure]:
    """Return the figures of all generators together."""
    groups = list(_groups(about).values())
    words = sum(group.words for group in groups if group.results)
    by = 1 / words if words else 0.0
    return {
        "share": _of(groups, _share, lambda each: each.words * by, "words saved / words of these instances", by=1.0),
        "copied": _of(groups, _copied, lambda each: each.words * by, "the same for the nearest sibling", by=1.0),
        "lines_saved": _of(groups, _lines, lambda each: each.lines, "lines of each generator x share of lines"),
        "words_saved": _of(groups, _share, lambda each: each.words, "words of each generator x share of words"),
        "minutes": _minutes(groups),
        "minutes_saved": _of(groups, _share, lambda each: each.minutes, "minutes x share of words, summed"),
    }


def _groups(about: About) -> dict[str, _Group]:
    found: dict[str, _Group] = {}
    for name in dict.fromkeys(arrival.generator for arrival in about.arrivals):
        mine = [(a, s) for a, s in zip(about.arrivals, about.sizes, strict=True) if a.generator == name]
        found[name] = _Group(
            arrivals=len(mine),
            words=sum(size.words for _, size in mine),
            lines=sum(size.lines for _, size in mine),
            minutes=sum(_active(about, arrival) for arrival, _ in mine),
            people=len({arrival.author for arrival, _ in mine}),
            results=[result for result in about.results if result.generator == name],
        )
    return found


def _active(about: About, arrival: generators.Arrival) -> float:
    """Return the active minutes of an instance: its share of the files that its commit added."""
    files = sum(path is not None for path in arrival.files)
    return about.minutes.get(about.steps[arrival.step].id, 0.0) * files / max(arrival.beside, 1)


def _minutes(groups: Sequence[_Group]) -> Figure:
    count = sum(group.arrivals for group in groups)
    value = round(sum(group.minutes for group in groups), 1)
    return Figure(value, ESTIMATED, count, formula="active time before each commit, shared by the files that it added")


def _of(
    groups: Sequence[_Group],
    what: Callable[[Measured], float],
    weight: Callable[[_Group], float],
    formula: str,
    *,
    by: float | None = None,
) -> Figure:
    """Return a sum over generators: the mean of what was measured of each, times its weight. `by`: it is a share."""
    known = [group for group in groups if group.results]
    if not known:
        return unknown(NOT_COMPARED)
    samples, weights = [group.shares(what) for group in known], [weight(group) for group in known]
    n = sum(map(len, samples))
    value = sum(w * sum(sample) / len(sample) for sample, w in zip(samples, weights, strict=True))
    all_of_them = n == sum(group.arrivals for group in groups)
    low, high = (None, None) if all_of_them or n < 2 else bootstrap.total(samples, weights)
    digits = 3 if by else 0
    return Figure(
        round(value, digits),
        MEASURED if all_of_them and by else ESTIMATED,
        n,
        None if low is None else round(low, digits),
        None if high is None else round(high, digits),
        formula,
    )
