"""Forecast: from the ledger to three courses, and their plot."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from jigsmith.app import worth
from jigsmith.app.figures import world as worlds
from jigsmith.ledger import counts, returns, tasks
from jigsmith.ledger import forecast as ledger
from jigsmith.ledger.figures import ASSUMED, MEASURED, Figure, product
from jigsmith.loop.plan import tasks as plan

Forecast = ledger.Forecast
Course = ledger.Course
COURSES, HAND, ONE, ON = ledger.COURSES, ledger.HAND, ledger.ONE, ledger.ON
WEEKS = 26
MOST_PAST = 104  # weeks
LATELY = 8  # weeks
BUDGET = 2.0  # hours a week, assumed where nothing was built yet
WEEK, INSTANT = timedelta(weeks=1), timedelta(microseconds=1)  # a use at the end of a week is none of the next


def forecast(start: Path, *, weeks: int = WEEKS, budget: float | None = None, everywhere: bool = False) -> Forecast:
    """Return what three courses may bring. `budget`: hours a week that are given to building.

    Raises StoreFailed, ConfigInvalid.
    """
    with worlds.opened(start, everywhere=everywhere) as (world, _):
        return of_world(world, worth.ranked(world, [start]), weeks=weeks, budget=budget)


def of_world(
    world: worlds.World, ranked: Sequence[worth.Worth], *, weeks: int = WEEKS, budget: float | None = None
) -> Forecast:
    """Return what three courses may bring in a world; `ranked`: what is known to recur in it, the best return first."""
    plans = [
        ledger.Plan(name=each.facts.name, minutes_per_week=each.minutes_per_week, build=each.facts.build)
        for each in ranked
        if each.advice == worth.BUILD
    ]
    spent = [part for parts in world.built.values() for part in parts]
    begin = ledger.Start(
        past=past(world),
        saving=saving(world),
        kept=sum(part.seconds for part in spent if part.kind == "build") / returns.HOUR,
        plans=plans,
        budget=given(world, budget),
        size=size(world),
    )
    return ledger.forecast(begin, now=world.now, weeks=weeks)


def past(world: worlds.World) -> tuple[ledger.Past, ...]:
    """Return the weeks that are over, from the first tool or its building on. Saved is what is valued: at the lower end
    of what a use saves, for uses up to the frequency of before; what is not measured saves nothing here.
    """
    spent = [part for parts in world.built.values() for part in parts]
    moments = [part.at for part in spent] + [link.since for view in world.views for link in view.tools]
    if not moments:
        return ()
    first = max(min(moments), world.now - WEEK * MOST_PAST)
    ends = [world.now - WEEK * back for back in range((world.now - first) // WEEK, -1, -1)]
    found = []
    for number, end in enumerate(ends):
        begin = end - WEEK if number else min(moments)
        hours = sum(part.seconds for part in spent if begin < part.at <= end or part.at == begin) / returns.HOUR
        found.append((end.date(), hours, sum(_saved(world, view, begin, end) for view in world.views)))
    return ledger.from_numbers(found)


def _saved(world: worlds.World, view: tasks.View, begin: datetime, end: datetime) -> float:
    """Return the hours that the tools of a task saved in a span of time, as they are valued."""
    told = world.returns(view)
    if told is None or told.each.low is None or view.per_week.value is None:
        return 0.0
    uses = counts.between(view.counted, max(begin + INSTANT, told.since), end).uses
    return min(uses, view.per_week.value * ((end - begin) / WEEK)) * told.each.low / 60


def saving(world: worlds.World) -> Figure:
    """Return how many hours a week the tools save that are there: how often the task comes x what a use saves."""
    found = {
        view.task.name: product(
            (plan.frequency(view.per_week), told.each), "times a week x saved each", by=1 / 60, digits=4
        )
        for view in world.views
        if (told := world.returns(view)) is not None
    }
    return ledger.rates(found)


def size(world: worlds.World) -> float:
    """Return the hours that a usual use saves, or a quarter of one."""
    known = [told.each.value / 60 for view in world.views if (told := world.returns(view)) and told.each.value]
    return max(sum(known) / len(known), 0.01) if known else 0.25


def given(world: worlds.World, budget: float | None) -> Figure:
    """Return the hours a week that are given to building: as said, as in the last eight weeks, or as is assumed."""
    if budget is not None:
        return Figure(budget, MEASURED, formula="as given")
    since = world.now - WEEK * LATELY
    spent = [part.seconds for parts in world.built.values() for part in parts if part.at > since]
    if not spent:
        return Figure(BUDGET, ASSUMED, formula="nothing was built in the last eight weeks")
    return Figure(round(sum(spent) / returns.HOUR / LATELY, 2), MEASURED, len(spent), formula="of the last eight weeks")
