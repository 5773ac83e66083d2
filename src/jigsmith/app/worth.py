"""Worth: what a tool for each task, and for each family of the last scan, would save, the best return first."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from jigsmith.app.figures import world as worlds
from jigsmith.base import errors, places
from jigsmith.ledger import tasks
from jigsmith.ledger.figures import ASSUMED, Figure, unknown
from jigsmith.loop.plan import tasks as plan
from jigsmith.store import scan_cache

Worth = plan.Worth
BUILD, SELDOM, OVER, NOT_YET, DONE = plan.BUILD, plan.SELDOM, plan.OVER, plan.NOT_YET, plan.DONE
FAMILY_HOURS = 0.5  # that a template of a family takes: it is built, then read and tested


def worth(start: Path, *, build: float | None = None, everywhere: bool = False) -> list[Worth]:
    """Return what is known to recur, ranked by return. `build`: hours that building is planned to take.

    Families of code come from the last scan of the folder; none is made. Raises StoreFailed, ConfigInvalid.
    """
    with worlds.opened(start, everywhere=everywhere) as (world, _):
        return ranked(world, [start], build=build)


def ranked(world: worlds.World, starts: Sequence[Path], *, build: float | None = None) -> list[Worth]:
    """Return what is known to recur in a world, ranked by return; families from the last scans of these folders."""
    return plan.ranked([plan.reckon(each) for each in known(world, starts, build=build)])


def of_task(start: Path, name: str, *, build: float | None = None) -> Worth:
    """Return one of them. Raises TaskMissing."""
    found = {each.facts.name: each for each in worth(start, build=build, everywhere=True)}
    if name not in found:
        raise errors.TaskMissing(f"there is no task or family '{name}'", do="`jig worth` lists those that are known.")
    return found[name]


def known(world: worlds.World, starts: Sequence[Path], *, build: float | None) -> list[plan.Facts]:
    """Return what is known of tasks and of families."""
    hours = building(world, build)
    found = [each for start in starts for each in families(start, build)]
    return [*(of_view(view, hours) for view in world.views), *found]


def building(world: worlds.World, build: float | None) -> Figure:
    """Return how long building takes: as planned, as it took before, or as is assumed."""
    if build is not None:
        return Figure(build, ASSUMED, formula="as planned")
    if world.building.value is not None:
        return world.building
    return plan.assumed(plan.BUILD_HOURS, world.building.formula)


def of_view(view: tasks.View, hours: Figure) -> plan.Facts:
    """Return what is known of a task; `hours` that building a tool takes."""
    share = next((link.share for link in view.tools if link.share is not None), None)
    seen = [each.times for each in view.evidence]
    return plan.Facts(
        name=view.task.name,
        kind="task",
        per_week=plan.frequency(view.per_week),
        minutes=plan.timed(view.minutes, [each.seconds for each in view.before]),
        share=plan.assumed(
            share if share is not None else plan.SHARE, "as linked" if share is not None else "of a usual tool"
        ),
        build=hours,
        times=max([*seen, len(view.before)]) if seen or view.before else None,
        automated=view.automated,
    )


def families(start: Path, build: float | None = None) -> list[plan.Facts]:
    """Return the families of the last scan of a folder; `build`: hours that a template is planned to take."""
    formula = "as planned" if build is not None else "to read and try what `jig build` makes"
    hours = Figure(FAMILY_HOURS if build is None else build, ASSUMED, formula=formula)
    with scan_cache.opened(places.home_name()) as cache:
        text = cache.last_report(os.path.realpath(start))
    with suppress(ValueError, KeyError, TypeError):
        return [
            _family(each, hours) for each in json.loads(text or "{}").get("candidates", ()) if each["kind"] == "files"
        ]
    return []


def _family(candidate: dict[str, Any], hours: Figure) -> plan.Facts:
    worth = candidate["worth"]
    year, each, share = (_figure(worth[name]) for name in ("per_year", "minutes_each", "share"))
    per_week = year
    if year.value is not None:
        formula = f"{year.formula or 'instances a year'} / 52"
        per_week = Figure(round(year.value / plan.WEEKS, 3), year.basis, year.n or round(year.value), formula=formula)
    return plan.Facts(
        name=candidate["id"],
        kind="family",
        per_week=plan.frequency(per_week),
        minutes=each,
        share=share,
        build=hours,
        times=len(candidate["instances"]),
    )


def _figure(raw: dict[str, Any]) -> Figure:
    return Figure(**raw) if raw.get("basis") else unknown("")
