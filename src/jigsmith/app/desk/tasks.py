"""Tasks at the desk: the list of recurring work, a page for each, and what people say of it."""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from jigsmith.app import tasks as lists
from jigsmith.app import timing
from jigsmith.app import worth as worths
from jigsmith.app.desk import figures
from jigsmith.app.desk.places import Desk
from jigsmith.app.figures import world as worlds
from jigsmith.base import errors
from jigsmith.ledger import tasks as ledger
from jigsmith.ledger import who as people
from jigsmith.loop.plan import tasks as plan
from jigsmith.store.factory import database, ledger_glances, times
from jigsmith.store.factory import tasks as table

BUILD, HAND, DONE, DISMISSED = "worth building", "by hand", "automated", "dismissed"
STATES = (BUILD, HAND, DONE, DISMISSED)
LATEST = 12  # times that a page shows
LONGEST = 31 * 86_400.0  # seconds that one time may take
MOST = 10_000.0  # times a week, and minutes each
Evidence, Link, Time, Build = table.Evidence, table.Link, times.Time, times.Build


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A task at a glance."""

    id: int
    repository: str  # by its short name; empty: of no single one, or of one that is not here
    name: str
    what: str
    origin: str  # hand, mined
    state: str  # worth building, by hand, automated, dismissed
    tools: tuple[str, ...]  # that do it
    worth: plan.Worth  # how often, how long, and what a tool for it is worth
    running: datetime | None  # somebody is at it, since then
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What mining proposes to build for it."""

    kind: str  # template, script, job, skill
    why: str
    command: str  # what to type; empty: `text` is to be put into `file`
    file: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A task with all that is known of it."""

    row: Row
    links: tuple[table.Link, ...]
    evidence: tuple[table.Evidence, ...]
    proposal: Proposal | None  # None: mining proposes nothing
    latest: tuple[times.Time, ...]  # times, the latest first
    timed: int  # times by hand
    mine: datetime | None  # whoever looks is at it, since then
    told: figures.Told | None  # what its tools have brought; None: it has none, or that is being reckoned
    built: tuple[times.Build, ...]  # what went into its tools


def rows(
    desk: Desk, *, repository: str = "", state: str = "", text: str = "", patience: float = figures.PATIENCE
) -> list[Row]:
    """Return the tasks: what is worth building first, by what comes back of an hour. Raises RepositoryMissing."""
    name = figures.ledger_name(desk, repository)
    known = figures.figures(desk, repository=repository, patience=patience)
    worth = {each.number: each.worth for each in known.ranked if each.number} if known else {}
    states = (table.DISMISSED,) if state == DISMISSED else (table.OPEN,)
    short = figures.called(desk)
    with database.reading(desk.floor.store) as connection:
        found = table.those(connection, repository=name, states=states)
        kept = [each for each in found if text.lower() in f"{each.name} {each.what}".lower()]
        more = _About(connection, desk, kept, worth)
    every = [more.row(each, short) for each in kept]
    chosen = [each for each in every if state in {"", each.state}]
    return sorted(chosen, key=lambda each: (STATES.index(each.state), -(each.worth.per_hour.value or 0), each.name))


def page(desk: Desk, number: int, *, by: str = "", patience: float = figures.PATIENCE) -> Page:
    """Return everything about a task. Raises TaskMissing."""
    known = figures.figures(desk, patience=patience)
    with database.reading(desk.floor.store) as connection:
        task = find(connection, number)
        view = ledger.view(connection, task, now=desk.now(), after=False)
        row = _About(connection, desk, [task], {}).row(task, figures.called(desk))
        latest = ledger_glances.latest_times(connection, number, limit=LATEST)
        built = [each for link in view.tools for each in times.built(connection, tool=link.tool).get(link.tool, ())]
        timers = {who: since for who, at, since in ledger_glances.timers(connection) if at == number}
    return Page(
        row=row,
        links=view.tools,
        evidence=view.evidence,
        proposal=proposal(task.proposal),
        latest=tuple(latest),
        timed=len(view.before),
        mine=timers.get(pseudonym(desk, by)),
        told=next((each for each in known.returns if each.number == number), None) if known else None,
        built=tuple(built),
    )


class _About:
    """What belongs to tasks, read at once."""

    def __init__(
        self, connection: sa.Connection, desk: Desk, found: Sequence[table.Task], worth: Mapping[int, plan.Worth]
    ) -> None:
        self._links = table.linked(connection)
        self._timers = {task: since for _, task, since in ledger_glances.timers(connection)}
        new = [each for each in found if each.id not in worth]
        hours = worths.building(_world(connection, desk), None) if new else plan.assumed(plan.BUILD_HOURS, "")
        views = ledger.light(connection, new, now=desk.now())
        self._worth = dict(worth) | {each.task.id: plan.reckon(worths.of_view(each, hours)) for each in views}

    def row(self, task: table.Task, short: Mapping[str, str]) -> Row:
        """Return a task at a glance."""
        worth, tools = self._worth[task.id], tuple(link.tool for link in self._links.get(task.id, ()))
        state = DONE if tools else BUILD if worth.advice == plan.BUILD else HAND
        return Row(
            id=task.id, repository=short.get(task.repository, ""), name=task.name, what=task.what, origin=task.origin,
            state=DISMISSED if task.state == table.DISMISSED else state, tools=tools, worth=worth,
            running=self._timers.get(task.id), created=task.created, updated=task.updated,
        )  # fmt: skip


def _world(connection: sa.Connection, desk: Desk) -> worlds.World:
    """Return what was built so far, as a world without tasks."""
    return worlds.World(views=(), built=times.built(connection), users={}, now=desk.now(), repository="")


def proposal(text: str) -> Proposal | None:
    """Read what mining proposes; None: nothing, or an older jigsmith wrote it."""
    with suppress(ValueError, TypeError, KeyError):
        raw = json.loads(text)
        return Proposal(**{name: str(raw[name]) for name in ("kind", "why", "command", "file", "text")})
    return None


def find(connection: sa.Connection, number: int) -> table.Task:
    """Return a task by its number. Raises TaskMissing."""
    found = ledger_glances.task(connection, number)
    if found is None:
        raise errors.TaskMissing(f"there is no task {number}")
    return found


def pseudonym(desk: Desk, by: str) -> str:
    """Return under which name the ledger keeps somebody's time: never the one that they signed in with."""
    here = people.known(desk.floor.home)
    return f"p-{hashlib.sha256(here.secret + by.encode()).hexdigest()[:10]}" if by else here.name


def running(desk: Desk, *, by: str) -> tuple[int, str, datetime] | None:
    """Return which task somebody is at, and since when; None: at none."""
    with database.reading(desk.floor.store) as connection:
        timer = times.running(connection, pseudonym(desk, by))
        return (timer.task, table.name(connection, timer.task) or "", timer.started) if timer else None


def add(
    desk: Desk, name: str, *, repository: str = "", what: str = "", per_week: float | None = None,
    minutes: float | None = None,
) -> int:  # fmt: skip
    """Add a task, or change what is said of it, and return its number. Raises ParameterInvalid, RepositoryMissing."""
    for value in (per_week, minutes):
        if value is not None and not (math.isfinite(value) and 0 < value <= MOST):
            raise errors.ParameterInvalid(f"{value:g} is not more than 0 and at most {MOST:g}", do="Give another one.")
    if not what.isprintable() or len(what) > 500:
        raise errors.ParameterInvalid("what it is stands in one line of at most 500 characters", do="Say it shorter.")
    place = lists.Desk(floor=desk.floor, repository=figures.ledger_name(desk, repository), who="", now=desk.now())
    lists.add(place, name.strip(), what=what.strip(), per_week=per_week, minutes=minutes)
    with database.reading(desk.floor.store) as connection:
        return lists.find(connection, place, name.strip()).id


def link(desk: Desk, number: int, tool: str, *, share: float | None = None) -> bool:
    """Say that a tool does a task; True: that is new. Raises TaskMissing, ParameterInvalid."""
    if share is not None and not 0 <= share <= 1:
        raise errors.ParameterInvalid("a tool does between 0 and 1 of a task", do="0.8 is four fifths of it.")
    place, name = at(desk, number)
    return lists.link(place, name, tool_name(tool), share=share)


def unlink(desk: Desk, number: int, tool: str) -> bool:
    """Say that a tool does not do a task; False: it was not linked. Raises TaskMissing, ParameterInvalid."""
    place, name = at(desk, number)
    return lists.unlink(place, name, tool_name(tool))


def dismiss(desk: Desk, number: int, *, dismissed: bool) -> None:
    """Take a task from the list without forgetting it, or put it back. Raises TaskMissing."""
    place, name = at(desk, number)
    lists.dismiss(place, name, dismissed=dismissed)


def start(desk: Desk, number: int, *, tool: str = "", by: str = "") -> None:
    """Let the clock run for a task; what runs is stopped and recorded first. Raises TaskMissing, ParameterInvalid."""
    place, name = at(desk, number, by=by)
    timing.start(place, name, tool=tool_name(tool) if tool.strip() else "")


def stop(desk: Desk, *, by: str = "") -> timing.Timed:
    """End what runs for somebody, and record it. Raises TimerUnfit."""
    return timing.stop(lists.Desk(floor=desk.floor, repository="", who=pseudonym(desk, by), now=desk.now()))


def note(desk: Desk, number: int, length: str, *, tool: str = "", by: str = "") -> timing.Timed:
    """Record that a task took so long (25m, 1h30m), and ended now. Raises TaskMissing, TimerUnfit, ParameterInvalid."""
    place, name = at(desk, number, by=by)
    seconds = timing.length(length.strip().replace(" ", ""))
    if not 0 < seconds <= LONGEST:
        raise errors.TimerUnfit(f"'{length.strip()[:40]}' is nothing, or more than a month", do="Write it like 25m.")
    return timing.note(place, name, seconds, tool=tool_name(tool) if tool.strip() else "")[1]


def at(desk: Desk, number: int, *, by: str = "") -> tuple[lists.Desk, str]:
    """Return the desk at which a task is found by its name, and the name. Raises TaskMissing."""
    with database.reading(desk.floor.store) as connection:
        task = find(connection, number)
    place = lists.Desk(floor=desk.floor, repository=task.repository, who=pseudonym(desk, by), now=desk.now())
    return place, task.name


def tool_name(text: str) -> str:
    """Return the name of a tool. Raises ParameterInvalid for what is none."""
    name = text.strip()
    if not (name and name.isprintable() and len(name) <= 100):
        raise errors.ParameterInvalid("that is no name of a tool", do="Take 1 to 100 characters in one line.")
    return name
