"""Metrics: five numbers that say whether building tools pays, each with its target, and how they went week by week."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jigsmith.ledger import returns, tasks
from jigsmith.ledger.figures import ESTIMATED, MEASURED, Figure, unknown, weakest
from jigsmith.store.factory.times import Build

WEEK = timedelta(weeks=1)
TREND = 8  # weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a metric is to reach, and in how long from the first tool on."""

    above: float
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A metric as it stood at the end of a week."""

    week: date  # the day it ended
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number with its target and its trend."""

    name: str
    title: str
    unit: str  # share, hours, ratio
    figure: Figure
    target: Target
    due: date | None  # when the target is to be reached; None: there is no tool yet
    met: bool | None  # None: not measured
    trend: tuple[Point, ...]  # oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What metrics are made from."""

    views: Sequence[tasks.View]
    built: Mapping[str, Sequence[Build]]  # by tool
    users: Mapping[str, Mapping[str, int]]  # by tool, how often whom; to count heads alone


Reckoning = Callable[[Facts, datetime], Figure]


def coverage(facts: Facts, now: datetime) -> Figure:
    """Return which part of the recurring tasks a tool does."""
    known = [view for view in facts.views if view.task.created <= now]
    if not known:
        return unknown("no task is known; `jig tasks add` or `jig scan --history`")
    done = sum(any(link.since <= now for link in view.tools) for view in known)
    return Figure(round(done / len(known), 3), MEASURED, len(known), formula="tasks that a tool does / recurring tasks")


def saved(facts: Facts, now: datetime) -> Figure:
    """Return the hours that tools saved in the week before, each valued at the lower end of its interval."""
    return _summed([each.saved for each in _returns(facts, now, now - WEEK)], "lower ends, summed over tasks")


def roi(facts: Facts, now: datetime) -> Figure:
    """Return how many hours came back of each that was invested, since the first tool."""
    found = [each for each in _returns(facts, now, None) if each.saved.value is not None]
    spent = sum(each.invested.known() for each in found)
    if not found or not spent:
        return unknown("no tool has both measured returns and recorded hours of building", n=len(found))
    total = _summed([each.saved for each in found], "")
    return _divided(total, spent, "hours saved, at their lower ends / hours of building, maintaining and reviewing")


def leverage(facts: Facts, now: datetime) -> Figure:
    """Return how many times as much is done in an active hour with tools as without.

    Done with a tool in the time t, a task is worth the usual time by hand b; where it failed, nothing.
    """
    worked = spent = 0.0
    bases: list[Figure] = []
    uses = 0
    for view in facts.views:
        began = min((link.since for link in view.tools), default=None)
        before = [s.seconds for s in view.before if began and s.started < began]
        after = [s for s in view.after if s.started <= now]
        if len(before) < returns.ENOUGH or len(after) < returns.ENOUGH:
            continue
        usual = sum(before) / len(before)
        worked += usual * sum(sample.ok for sample in after)
        spent += sum(sample.seconds for sample in after)
        uses += len(after)
        bases += [Figure(0.0, sample.basis) for sample in after]
    if not uses or not spent:
        return unknown(f"no task was timed {returns.ENOUGH} times before and after, or no active time was measured")
    formula = "time by hand of what tools did / active time with them"
    return Figure(round(worked / spent, 2), weakest(*bases), uses, formula=formula)


def reuse(facts: Facts, now: datetime) -> Figure:
    """Return which part of the tools is used by somebody else than who built it."""
    tools = {link.tool for view in facts.views for link in view.tools if link.since <= now} | {
        tool for tool, parts in facts.built.items() if any(part.at <= now for part in parts)
    }
    known = {tool: heads for tool in tools if (heads := set(facts.users.get(tool, ())))}
    if not known:
        return unknown("of no tool is known who uses it")
    makers = {tool: {part.who for part in facts.built.get(tool, ()) if part.who} for tool in known}
    others = sum(len(heads - makers[tool]) > 0 if makers[tool] else len(heads) > 1 for tool, heads in known.items())
    basis = MEASURED if all(makers.values()) else ESTIMATED
    formula = "tools that others than their builders use / tools; builder not known: two people or more"
    return Figure(round(others / len(known), 3), basis, len(known), formula=formula)


METRICS: Mapping[str, tuple[str, str, Target, Reckoning]] = {
    "coverage": ("automation coverage", "share", Target(above=0.7, within=timedelta(days=91)), coverage),
    "saved": ("weekly time saved", "hours", Target(above=20.0, within=timedelta(days=61)), saved),
    "roi": ("tool ROI", "ratio", Target(above=5.0, within=timedelta(days=30)), roi),
    "leverage": ("infrastructure leverage", "ratio", Target(above=10.0, within=timedelta(days=183)), leverage),
    "reuse": ("reuse rate", "share", Target(above=0.3, within=timedelta(days=91)), reuse),
}


def metrics(facts: Facts, *, now: datetime, since: datetime | None = None) -> list[Metric]:
    """Return the five metrics; the trend is of whole weeks, from `since` on or the last eight."""
    first = min((link.since for view in facts.views for link in view.tools), default=None)
    weeks = TREND if since is None else max(1, min((now - since) // WEEK, 520))
    ends = [now - WEEK * back for back in range(weeks - 1, -1, -1)]
    trends: dict[str, list[Point]] = {name: [] for name in METRICS}
    for end in ends:  # week by week: metrics of a week ask for the same returns, which are kept for a while
        for name, (_, _, _, reckon) in METRICS.items():
            trends[name].append(Point(week=end.date(), figure=reckon(facts, end)))
    found = []
    for name, (title, unit, target, _) in METRICS.items():
        points = tuple(trends[name])
        last = points[-1].figure
        found.append(
            Metric(
                name=name,
                title=title,
                unit=unit,
                figure=last,
                target=target,
                due=(first + target.within).date() if first else None,
                met=None if last.value is None else last.value > target.above,
                trend=points if name != "reuse" else points[-1:],  # who used a tool when is kept by no day
            )
        )
    return found


def _returns(facts: Facts, now: datetime, since: datetime | None) -> list[returns.Returns]:
    every = (returns.returns(view, facts.built, now=now, since=since) for view in facts.views)
    return [each for each in every if each is not None]


def _summed(figures: Sequence[Figure], formula: str) -> Figure:
    known = [figure for figure in figures if figure.value is not None]
    if not known:
        return unknown("of no tool is measured what it saves", n=len(figures))
    left = (
        f"; of {len(known)} of {len(figures)} tasks, the others are not measured" if len(known) < len(figures) else ""
    )
    low, high = (round(sum(getattr(f, end) or 0.0 for f in known), 3) for end in ("low", "high"))
    value = round(sum(f.known() for f in known), 3)
    return Figure(value, weakest(*known), sum(f.n for f in known), low, high, formula + left)


def _divided(figure: Figure, by: float, formula: str) -> Figure:
    value, low, high = (None if v is None else round(v / by, 2) for v in (figure.value, figure.low, figure.high))
    return Figure(value, figure.basis, figure.n, low, high, formula)
