"""Worth of tasks, before a tool is built: what it would save a week, in how long it pays, how long one may build.

value = time each x frequency x share automated; payback = build time / value a week; ranked by what comes back of an
hour within a year. How long one may spend is xkcd.com/1205: what is saved over one and over five years.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jigsmith.ledger import bootstrap
from jigsmith.ledger.figures import ASSUMED, MEASURED, Figure, product, unknown, weakest

WEEKS = 52
ENOUGH = 8  # times from which an interval is told
FEW = 3  # times; what came less often is not built for
SHARE, BUILD_HOURS = 0.7, 4.0  # assumed where nothing else is known
BUILD, SELDOM, OVER, NOT_YET, DONE = "build", "too seldom", "over the ceiling", "not measured", "automated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a task, or of a family of code."""

    name: str
    kind: str  # task, family
    per_week: Figure
    minutes: Figure  # each, by hand
    share: Figure  # of it that a tool would do
    build: Figure  # hours that building one takes
    times: int | None = None  # that it was seen; None: not counted
    automated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What a tool for a task would be worth."""

    facts: Facts
    minutes_per_week: Figure
    payback_weeks: Figure
    ceiling_year: Figure  # hours of building that one year pays for
    ceiling_five: Figure
    per_hour: Figure  # hours that come back within a year of an hour of building
    advice: str  # build, too seldom, over the ceiling, not measured, automated


def reckon(facts: Facts) -> Worth:
    """Return what a tool would be worth. Every figure says where it is from."""
    value = _value(facts)
    year = _times(value, WEEKS / 60, "minutes a week x 52 weeks")
    return Worth(
        facts=facts,
        minutes_per_week=value,
        payback_weeks=_ratio(_times(facts.build, 60, ""), value, "build time / value a week"),
        ceiling_year=year,
        ceiling_five=_times(value, 5 * WEEKS / 60, "minutes a week x 260 weeks"),
        per_hour=_ratio(year, facts.build, "hours saved in a year / hours of building"),
        advice=_advice(facts, value, year),
    )


def ranked(found: Sequence[Worth]) -> list[Worth]:
    """Return them by return, the best first; what is not measured comes last."""
    return sorted(found, key=lambda each: (-(each.per_hour.value or 0.0), each.facts.name))


def frequency(figure: Figure) -> Figure:
    """Return how often something comes with its interval, where it was counted."""
    if figure.value is None or figure.basis != MEASURED or figure.n < 1 or figure.low is not None:
        return figure
    low, high = bootstrap.count(figure.n)
    per = figure.value / figure.n
    return Figure(figure.value, figure.basis, figure.n, round(low * per, 3), round(high * per, 3), figure.formula)


def _advice(facts: Facts, value: Figure, year: Figure) -> str:
    if facts.automated:
        return DONE
    if facts.times is not None and facts.times < FEW:
        return SELDOM
    if value.value is None:
        return NOT_YET
    return OVER if facts.build.known() > year.known() else BUILD


def _value(facts: Facts) -> Figure:
    parts = (facts.per_week, facts.minutes, facts.share)
    missing = next((part for part in parts if part.value is None), None)
    if missing is not None:
        return unknown(missing.formula or "how often or how long is not known", n=missing.n)
    return product(parts, "times a week x minutes each x share automated")


def _times(figure: Figure, by: float, formula: str) -> Figure:
    if figure.value is None:
        return figure
    low, high = (None if each is None else round(each * by, 2) for each in (figure.low, figure.high))
    return Figure(round(figure.value * by, 2), figure.basis, figure.n, low, high, formula)


def _ratio(upper: Figure, lower: Figure, formula: str) -> Figure:
    if upper.value is None or not lower.value:
        return unknown(upper.formula if upper.value is None else lower.formula or "it would save nothing")
    low = high = None
    if lower.low and lower.high:
        low, high = upper.value / lower.high, upper.value / lower.low
    elif upper.low is not None and upper.high is not None:
        low, high = upper.low / lower.value, upper.high / lower.value
    return Figure(
        round(upper.value / lower.value, 2),
        weakest(upper, lower),
        upper.n or lower.n,
        None if low is None else round(low, 2),
        None if high is None else round(high, 2),
        formula,
    )


def assumed(value: float, formula: str) -> Figure:
    """Return a figure that nobody measured."""
    return Figure(value, ASSUMED, formula=formula)


def timed(figure: Figure, seconds: Sequence[float]) -> Figure:
    """Return how long something takes with its interval, where it was timed often enough: the mean, since sums are
    reckoned from it.
    """
    if len(seconds) < ENOUGH or figure.value is None:
        return figure
    mean = bootstrap.mean(list(seconds))
    middle, low, high = (round(each / 60, 2) for each in (mean.mean, mean.low, mean.high))
    return Figure(middle, figure.basis, len(seconds), low, high, "mean time by hand; bootstrap-t")
