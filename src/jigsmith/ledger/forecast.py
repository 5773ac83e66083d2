"""Forecast: hours invested and saved so far, and what three courses may bring, with how sure that is.

By hand: nothing more is built. One: the next best tool is built. On: tools are built by rank, in the time that is given
to it and in the time that the tools set free. That compounds only as long as there is something left that is worth a
tool, and every tool has to be kept working: growth ends, and the plot shows where.

What is not known is drawn anew a thousand times from its interval; what was only assumed, from half to twice of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.ledger.figures import ASSUMED, Figure

DRAWS, SEED = 1_000, 20_261_102
WEEK = timedelta(weeks=1)
KEEPING = 0.15  # of what building took, each year: assumed until maintenance is recorded
Z = 1.96
HAND, ONE, ON = "by-hand", "next-best", "keep-building"
COURSES = (HAND, ONE, ON)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A tool that could be built."""

    name: str
    minutes_per_week: Figure  # that it would save
    build: Figure  # hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What there is today."""

    past: Sequence["Past"]  # weeks, oldest first
    saving: Figure  # hours a week that the tools save which are there
    kept: float  # hours that building them took, of which a part is due each year
    plans: Sequence[Plan]  # by rank
    budget: Figure  # hours a week that are given to building
    size: float = 0.25  # hours that one use saves: the fewer and larger, the more chance there is in a week
    keeping: float = KEEPING


class Past(NamedTuple):
    """A week that is over: hours since the beginning."""

    week: date
    invested: float
    saved: float


class Band(NamedTuple):
    """What may be by the end of a week: the middle, and the ends of the 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a course may bring, week by week from now on: hours since the beginning."""

    name: str
    invested: tuple[Band, ...]
    saved: tuple[Band, ...]
    net: tuple[Band, ...]
    built: float  # tools, in the middle
    ahead: int | None  # weeks until it has more net than carrying on by hand, in the middle; None: not within them


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The past and three courses from it."""

    past: tuple[Past, ...]
    weeks: tuple[date, ...]  # to come
    courses: tuple[Course, ...]
    assumptions: tuple[str, ...]


def forecast(start: Start, *, now: datetime, weeks: int) -> Forecast:
    """Return three courses for so many weeks. Chance is seeded: the same facts give the same forecast."""
    chance = np.random.default_rng(SEED)
    saving = drawn(start.saving, chance, DRAWS)
    plans = [
        (drawn(plan.minutes_per_week, chance, DRAWS) / 60, np.maximum(drawn(plan.build, chance, DRAWS), 0.01))
        for plan in start.plans
    ]
    budget = np.maximum(drawn(start.budget, chance, DRAWS), 0.0)
    noise = chance.standard_normal((weeks, DRAWS))
    world = _World(start, saving, budget, noise, weeks)
    runs = {
        HAND: _run(world, [], free=False),
        ONE: _run(world, plans[:1], free=False),
        ON: _run(world, plans, free=True),
    }
    base = runs[HAND][1] - runs[HAND][0]
    courses = tuple(_course(name, *run, base=base) for name, run in runs.items())
    dates = tuple((now + WEEK * (number + 1)).date() for number in range(weeks))
    return Forecast(past=tuple(start.past), weeks=dates, courses=courses, assumptions=_assumptions(start))


def drawn(figure: Figure, chance: np.random.Generator, count: int) -> Floats:
    """Draw what a figure may really be: from its interval, which may be lopsided; half to twice of what was assumed."""
    if figure.value is None:
        return np.zeros(count)
    steps = chance.standard_normal(count)
    if figure.low is None or figure.high is None:
        spread = np.log(2) / Z if figure.basis == ASSUMED else 0.0
        return np.asarray(figure.value * np.exp(spread * steps), dtype=np.float64)
    down, up = (figure.value - figure.low) / Z, (figure.high - figure.value) / Z
    return np.asarray(figure.value + np.where(steps < 0, down, up) * steps, dtype=np.float64)


class _World(NamedTuple):
    start: Start
    saving: Floats  # hours a week, of each draw
    budget: Floats
    noise: Floats  # of weeks and draws
    weeks: int


def _run(world: _World, plans: Sequence[tuple[Floats, Floats]], *, free: bool) -> tuple[Floats, Floats, Floats]:
    """Return invested and saved by week and draw, and how many tools are built in the end by draw.

    `free`: what is set free is put into building as well.
    """
    last = world.start.past[-1] if world.start.past else Past(date.min, 0.0, 0.0)
    rate, kept = world.saving.copy(), np.full(DRAWS, world.start.kept)
    invested, saved = np.full(DRAWS, last.invested), np.full(DRAWS, last.saved)
    at, done = np.zeros(DRAWS, dtype=np.int64), np.zeros(DRAWS)
    values, costs = _stacked(plans)
    spent, gained = np.zeros((world.weeks, DRAWS)), np.zeros((world.weeks, DRAWS))
    for week in range(world.weeks):
        keeping = kept * world.start.keeping / 52
        gain = rate + world.noise[week] * np.sqrt(np.abs(rate) * world.start.size)  # how often tasks come is chance
        hours = world.budget + (np.maximum(gain - keeping, 0.0) if free else 0.0)
        used, at, done, new = _built(hours, at, done, (values, costs))
        invested = invested + keeping + used
        saved = saved + gain
        rate, kept = rate + new[0], kept + new[1]
        spent[week], gained[week] = invested, saved
    return spent, gained, at.astype(np.float64)


def _stacked(plans: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    none = np.zeros((1, DRAWS))  # after the last one nothing is left to build
    return (
        np.concatenate([*(value[None] for value, _ in plans), none]),
        np.concatenate([*(cost[None] for _, cost in plans), none + np.inf]),
    )


def _built(
    hours: Floats, at: NDArray[np.int64], done: Floats, plans: tuple[Floats, Floats]
) -> tuple[Floats, NDArray[np.int64], Floats, tuple[Floats, Floats]]:
    """Put hours into the plans, one after the other; return what was used, how far it is, and what became ready."""
    values, costs = plans
    each = np.arange(DRAWS)
    used, new_rate, new_kept, left = np.zeros(DRAWS), np.zeros(DRAWS), np.zeros(DRAWS), hours.copy()
    for _ in range(len(values)):
        needed = costs[at, each] - done
        put = np.where(np.isinf(needed), 0.0, np.minimum(left, needed))
        ready = (put >= needed) & (left > 0)
        used, left, done = used + put, left - put, np.where(ready, 0.0, done + put)
        new_rate += np.where(ready, values[at, each], 0.0)
        new_kept += np.where(ready, costs[at, each], 0.0)
        at = at + ready
        if not ready.any():
            break
    return used, at, done, (new_rate, new_kept)


def _course(name: str, spent: Floats, gained: Floats, built: Floats, *, base: Floats) -> Course:
    net = gained - spent
    ahead = np.flatnonzero(np.median(net - base, axis=1) > 0) if name != HAND else np.zeros(0)
    return Course(
        name=name,
        invested=_bands(spent),
        saved=_bands(gained),
        net=_bands(net),
        built=float(np.median(built)),
        ahead=int(ahead[0]) + 1 if len(ahead) else None,
    )


def _bands(values: Floats) -> tuple[Band, ...]:
    low, middle, high = np.quantile(values, [0.025, 0.5, 0.975], axis=1)
    return tuple(
        Band(round(float(m), 2), round(float(a), 2), round(float(b), 2))
        for a, m, b in zip(low, middle, high, strict=True)
    )


def _assumptions(start: Start) -> tuple[str, ...]:
    """Say what nobody measured."""
    said = [f"keeping a tool working takes {start.keeping:.0%} of its building a year"]
    if start.saving.value is None:
        said.append(f"the tools that are there save nothing that is measured: {start.saving.formula}")
    if start.budget.basis == ASSUMED:
        said.append(f"{start.budget.known():g} hours a week are given to building")
    guessed = [plan.name for plan in start.plans if ASSUMED in (plan.minutes_per_week.basis, plan.build.basis)]
    if guessed:
        said.append(f"time, share or build time of {len(guessed)} of {len(start.plans)} tools to come")
    return tuple(said)


def from_numbers(weeks: Sequence[tuple[date, float, float]]) -> tuple[Past, ...]:
    """Return weeks as they are summed up: what each brought, added to those before."""
    invested = saved = 0.0
    found = []
    for week, spent, gained in weeks:
        invested, saved = invested + spent, saved + gained
        found.append(Past(week, round(invested, 2), round(saved, 2)))
    return tuple(found)


def rates(found: Mapping[str, Figure]) -> Figure:
    """Return what several tools save together; those that are not measured are left out."""
    known = [figure for figure in found.values() if figure.value is not None]
    if not known:
        return Figure(None, "not measured", formula="of no tool is measured what it saves")
    low, high = (sum(getattr(f, end) or 0.0 for f in known) for end in ("low", "high"))
    return Figure(
        sum(f.known() for f in known), known[0].basis, sum(f.n for f in known), low, high, "summed over tools"
    )
