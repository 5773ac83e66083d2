"""Figures at the desk: what tools have saved, what to do about them, what is worth building, and how it may go on.

They are reckoned from samples of uses, which takes longer than a page may wait: they are made aside and kept, anew when
something changed, and a page says of when they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from jigsmith.app import forecast as forecasts
from jigsmith.app import review as reviews
from jigsmith.app import worth as worths
from jigsmith.app.desk import aside, families
from jigsmith.app.desk.places import Desk, Floor
from jigsmith.app.figures import world as worlds
from jigsmith.base import errors
from jigsmith.ledger import forecast as ledger_forecast
from jigsmith.ledger import gather, names, tasks, where
from jigsmith.ledger import metrics as ledger_metrics
from jigsmith.ledger.figures import Figure, weakest
from jigsmith.ledger.returns import Returns
from jigsmith.loop.plan import tasks as plan
from jigsmith.store.factory import database, ledger_glances, uses

T = TypeVar("T")
Forecast = forecasts.Forecast
Metric = ledger_metrics.Metric
Review = reviews.Review
Past = ledger_forecast.Past
PATIENCE = 0.05  # seconds that a page waits for what is not there yet
LONG = 60.0  # seconds that a program waits
TREND = ledger_metrics.TREND
MANY = 20_000  # uses from which on figures are reckoned in a process of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the tools of a task have brought, and which task that is."""

    number: int
    repository: str  # by its short name; empty: of no single one, or of one that is not here
    returns: Returns


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Something that recurs, with what a tool for it would be worth."""

    kind: str  # task, family
    number: int  # of the task; 0: it is a family
    repository: str  # by its short name; empty: of no single one, or of one that is not here
    title: str
    worth: plan.Worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that is reckoned from the ledger, as it stood at a time."""

    made: datetime
    returns: tuple[Told, ...]  # by task
    review: Review
    ranked: tuple[Ranked, ...]  # the best return first
    forecast: Forecast
    basis: str  # of what was saved: that of the least certain tool
    last: Mapping[str, date]  # by tool, the day of its last use


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Something that was reckoned, and when."""

    made: datetime
    metrics: tuple[Metric, ...] = ()
    forecast: Forecast | None = None
    basis: str = ""  # of what was saved so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be reckoned."""

    what: str  # figures, metrics, forecast
    repository: str = ""  # by its short name; empty: all of them
    weeks: int = 0  # of the trend, or of the forecast
    now: datetime


def figures(desk: Desk, *, repository: str = "", patience: float = PATIENCE) -> Figures | None:
    """Return the figures of one repository or of all; None: they are being reckoned for the first time.

    Raises RepositoryMissing, StoreFailed.
    """
    found: Figures | None = _kept(desk, Asked(what="figures", repository=repository, now=desk.now()), patience)
    return found


def metrics(desk: Desk, *, repository: str = "", weeks: int = TREND, patience: float = PATIENCE) -> Dated | None:
    """Return the five metrics with so many weeks of trend; None: they are being reckoned for the first time."""
    if weeks == TREND:  # these are in the review
        known = figures(desk, repository=repository, patience=patience)
        return Dated(made=known.made, metrics=known.review.metrics) if known else None
    asked = Asked(what="metrics", repository=repository, weeks=weeks, now=desk.now())
    found: Dated | None = _kept(desk, asked, patience)
    return found


def forecast(
    desk: Desk, *, repository: str = "", weeks: int = forecasts.WEEKS, patience: float = PATIENCE
) -> Dated | None:
    """Return the forecast for so many weeks; None: it is being reckoned for the first time."""
    if weeks == forecasts.WEEKS:
        known = figures(desk, repository=repository, patience=patience)
        return Dated(made=known.made, forecast=known.forecast, basis=known.basis) if known else None
    asked = Asked(what="forecast", repository=repository, weeks=weeks, now=desk.now())
    found: Dated | None = _kept(desk, asked, patience)
    return found


def reckon(floor: Floor, asked: Asked) -> Figures | Dated:
    """Take in what is new, and reckon. Raises RepositoryMissing, StoreFailed."""
    desk = Desk(floor=floor, put=_nothing, now=lambda: asked.now)
    gather.gather(floor.store, floor.home, now=asked.now)
    with database.reading(floor.store) as connection:
        world = worlds.read(connection, now=asked.now, repository=ledger_name(desk, asked.repository))
        if asked.what == "metrics":
            since = world.now - worlds.WEEK * asked.weeks
            return Dated(made=world.now, metrics=tuple(ledger_metrics.metrics(world.facts, now=world.now, since=since)))
        ranked = rank(desk, world, desk.chosen(asked.repository))
        worth = [each.worth for each in ranked]
        basis = saved_basis(world)
        if asked.what == "forecast":
            found = forecasts.of_world(world, worth, weeks=asked.weeks)
            return Dated(made=world.now, forecast=found, basis=basis)
        return Figures(
            made=world.now,
            returns=tuple(_returns(desk, world)),
            review=reviews.of_world(world, connection, worth),
            ranked=tuple(ranked),
            forecast=forecasts.of_world(world, worth),
            basis=basis,
            last=ledger_glances.last(connection),
        )


def reckon_aside(url: str, home: Path, asked: Asked) -> Figures | Dated:
    """Reckon in another process than that of the floor. Raises RepositoryMissing, StoreFailed."""
    store = database.opened(url)
    try:
        return reckon(Floor(store=store, url=url, home=home, worker="figures"), asked)
    finally:
        store.dispose()


def saved_basis(world: worlds.World) -> str:
    """Return where the hours saved are from: as the least certain of those that are valued."""
    every = [found.saved for view in world.views if (found := world.returns(view)) is not None]
    return weakest(*(each for each in every if each.value is not None))


def waited(found: T | None) -> T:
    """Return what somebody waited for. Raises StoreFailed when that was not long enough."""
    if found is None:
        raise errors.StoreFailed("the figures are still being reckoned", do="Ask again in a minute.")
    return found


def ledger_name(desk: Desk, repository: str) -> str:
    """Return what a repository is called in the ledger; empty for an empty name. Raises RepositoryMissing."""
    return names.of(where.find(str(desk.repository(repository))).repository) if repository else ""


def called(desk: Desk) -> Mapping[str, str]:
    """Return the short names of repositories by what they are called in the ledger."""
    return {names.of(where.find(str(path)).repository): name for name, path in desk.repositories().items()}


def rank(desk: Desk, world: worlds.World, chosen: Mapping[str, Path]) -> list[Ranked]:
    """Return tasks of a world and families of these repositories, the best return first."""
    short, hours = called(desk), worths.building(world, None)
    found = [of_view(each, hours, short) for each in world.views]
    for name, path in chosen.items():
        titles = {str(each.id): each.patterns[0] for each in families.last_scan(desk, name).candidates}
        for facts in worths.families(path):
            title = titles.get(facts.name, facts.name)
            found.append(Ranked(kind="family", number=0, repository=name, title=title, worth=plan.reckon(facts)))
    by_worth = {id(each.worth): each for each in found}
    return [by_worth[id(each)] for each in plan.ranked([each.worth for each in found])]


def of_view(view: tasks.View, hours: Figure, short: Mapping[str, str]) -> Ranked:
    """Return a task with what a tool for it would be worth, or is."""
    return Ranked(
        kind="task",
        number=view.task.id,
        repository=short.get(view.task.repository, ""),
        title=view.task.name,
        worth=plan.reckon(worths.of_view(view, hours)),
    )


def stamp(desk: Desk, connection: sa.Connection) -> tuple[object, ...]:
    """Return something that is another one when tasks have changed, or figures were reckoned anew."""
    return (*ledger_glances.stamp(connection), ledger_glances.timers(connection), desk.kept.count)


def _returns(desk: Desk, world: worlds.World) -> list[Told]:
    short = called(desk)
    return [
        Told(number=view.task.id, repository=short.get(view.task.repository, ""), returns=found)
        for view in world.views
        if (found := world.returns(view)) is not None
    ]


def _kept(desk: Desk, asked: Asked, patience: float) -> Any:
    """Return what was reckoned last, aside where there is much to read."""
    floor = desk.floor
    ledger_name(desk, asked.repository)  # raises what is wrong with it at once
    with database.reading(floor.store) as connection:
        state = (ledger_glances.stamp(connection), asked.now.date())
        many = uses.latest(connection) > MANY

    def made() -> Figures | Dated:
        return aside.run(reckon_aside, floor.url, floor.home, asked) if many else reckon(floor, asked)

    if many and patience <= PATIENCE:
        patience = 0.0  # it takes longer than that
    return desk.kept.get((asked.what, asked.repository, asked.weeks), made, state=state, patience=patience)


def _nothing(*_: Any, **__: Any) -> bool:
    """Put nothing into the queue: figures are only read."""
    return False
