"""Worth: how many minutes a week a generator would save, from when instances came and how long the work took."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from jigsmith.ledger.figures import ESTIMATED, MEASURED, Figure, unknown
from jigsmith.loop.observe.records import Addition, History
from jigsmith.loop.plan.records import Worth

YEAR = timedelta(days=365)
SHORTEST = timedelta(days=28)  # a shorter history says nothing about how often something happens
IMPORT = 20  # instances that one commit brings, from which on it moved or imported them
FEW = 3  # instances of a commit whose time is told apart
ENOUGH = 3  # commits from which a usual time is told
Instances = Mapping[str, Sequence[str]]  # name to paths


class Arrival(NamedTuple):
    """The commit that brought the first file of an instance."""

    name: str
    addition: Addition
    files: int  # of the instance that came with it


class Arrivals:
    """When which file came; made once for a history, asked for each family."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._by_path: dict[str, Addition] = {}
        for addition in history.additions:
            for path in addition.paths:
                self._by_path.setdefault(path, addition)

    def of(self, instances: Instances) -> list[Arrival]:
        """Return for each instance when it came; without those that came with the first commit or an import."""
        found = []
        for name, paths in instances.items():
            came = [self._by_path[path] for path in paths if path in self._by_path]
            if came:
                first = min(came, key=lambda addition: addition.when)
                found.append(Arrival(name, first, sum(addition is first for addition in came)))
        brought = Counter(each.addition.commit for each in found)
        imports = {commit for commit, count in brought.items() if count >= IMPORT}
        return [
            each for each in found if each.addition.commit not in imports and each.addition.when != self.history.first
        ]


def reckon(instances: Instances, share: float, arrivals: Arrivals, *, now: datetime) -> Worth:
    """Return what a template that writes this share of an instance would save. Every figure says where it is from."""
    came, history = arrivals.of(instances), arrivals.history
    recent = [each for each in came if each.addition.when >= now - YEAR]
    often, long = _per_year(recent, history, now), _minutes_each(came)
    saves = Figure(round(share, 2), ESTIMATED, len(instances), formula="part of an instance that a template writes")
    minutes = unknown(often.formula if often.value is None else long.formula)
    if often.value is not None and long.value is not None:
        value = round(often.value / 52 * long.value * share, 1)
        minutes = Figure(value, ESTIMATED, long.n, formula="instances a year / 52 x minutes each x share")
    dates = sorted(each.addition.when.date() for each in came)
    return Worth(
        minutes_per_week=minutes,
        per_year=often,
        minutes_each=long,
        share=saves,
        last_year=len(recent) if history.commits else None,
        authors=tuple(name for name, _ in Counter(each.addition.author for each in recent).most_common(5)),
        first=dates[0] if dates else None,
        latest=dates[-1] if dates else None,
    )


def _per_year(recent: Sequence[Arrival], history: History, now: datetime) -> Figure:
    if history.first is None or history.last is None or history.last - history.first < SHORTEST:
        return unknown("fewer than four weeks of history")
    age = now - history.first
    if age >= YEAR:
        return Figure(float(len(recent)), MEASURED, len(recent), formula="instances that came in the last year")
    scaled = round(len(recent) * (YEAR / age), 1)
    return Figure(scaled, ESTIMATED, len(recent), formula="instances that came, scaled to a year")


def _minutes_each(came: Sequence[Arrival]) -> Figure:
    """Return the usual active time of a new instance: its share of the files that came with the commit."""
    commits: dict[str, list[Arrival]] = defaultdict(list)
    for each in came:
        commits[each.addition.commit].append(each)
    times = []
    for group in commits.values():
        minutes, files = group[0].addition.minutes, len(group[0].addition.paths)
        if minutes is not None and len(group) <= FEW:
            times.append(minutes * sum(each.files for each in group) / files / len(group))
    if len(times) < ENOUGH:
        return unknown(f"fewer than {ENOUGH} commits that brought at most {FEW} instances", n=len(times))
    usual = round(median(times), 1)
    return Figure(
        usual, ESTIMATED, len(times), formula="median of the active time before a commit, shared by its files"
    )


def median(values: Sequence[float]) -> float:
    """Return the middle one; importing statistics for it takes 4 ms."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
