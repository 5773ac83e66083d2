"""Timing: how long tasks take, by a timer, by hand, from other trackers and git; and what tools took to build."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from jigsmith.app import tasks
from jigsmith.app.tasks import Desk
from jigsmith.base import errors
from jigsmith.engines.git import lasting
from jigsmith.ledger import activitywatch, exports, spans, wakatime
from jigsmith.store.factory import database, times
from jigsmith.store.factory import tasks as table

Choice = exports.Choice
Each = exports.Each
READERS = {"wakatime": wakatime, "activitywatch": activitywatch}
TIMER, HAND, GIT = "timer", "hand", "git"
KINDS = ("build", "maintain", "review")
UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A time that was recorded, or would be."""

    task: str
    started: datetime
    seconds: float
    tool: str  # empty: by hand
    source: str
    new: bool = True  # False: it was there before


def length(text: str) -> float:
    """Return a length such as 25m, 1h30m or 1.5h in seconds. Raises TimerUnfit."""
    parts = re.findall(r"(\d{1,6}(?:\.\d+)?)([hms])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise errors.TimerUnfit(f"'{text}' is no length of time", do="Write it like 25m, 1h30m or 1.5h.")
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def running(desk: Desk) -> tuple[str, datetime] | None:
    """Return which task runs, and since when; None: none does."""
    with database.reading(desk.floor.store) as connection:
        timer = times.running(connection, desk.who)
        return (_name(connection, timer.task), timer.started) if timer else None


def latest(desk: Desk, *, count: int = 10) -> list[Timed]:
    """Return the times that were recorded last, the latest first."""
    with database.reading(desk.floor.store) as connection:
        found = [time for each in times.those(connection).values() for time in each]
        found.sort(key=lambda time: time.started, reverse=True)
        return [_timed(time, _name(connection, time.task)) for time in found[:count]]


def start(desk: Desk, name: str, *, tool: str = "") -> tuple[bool, Timed | None]:
    """Begin a task; what runs is stopped and recorded first. Return whether the task is new, and what was stopped."""
    with database.begin(desk.floor.store) as connection:
        stopped = _stop(connection, desk, minus=0)
        task, new = _task(connection, desk, name)
        times.start(connection, times.Timer(who=desk.who, task=task, tool=tool, started=desk.now))
    return new, stopped


def stop(desk: Desk, *, minus: float = 0) -> Timed:
    """End what runs and record it; `minus`: seconds in which somebody did something else. Raises TimerUnfit."""
    with database.begin(desk.floor.store) as connection:
        done = _stop(connection, desk, minus=minus)
    if done is None:
        raise errors.TimerUnfit("nothing runs", do="`jig log start TASK` begins something.")
    return done


def discard(desk: Desk) -> str:
    """End what runs without recording it, and return which task that was. Raises TimerUnfit."""
    with database.begin(desk.floor.store) as connection:
        timer = times.running(connection, desk.who)
        if timer is None:
            raise errors.TimerUnfit("nothing runs", do="`jig log start TASK` begins something.")
        times.stop(connection, timer)
        return _name(connection, timer.task)


def note(desk: Desk, name: str, seconds: float, *, tool: str = "", at: datetime | None = None) -> tuple[bool, Timed]:
    """Record that a task took so long, and ended now or at a time. Return whether the task is new, and the time."""
    started = (at or desk.now) - timedelta(seconds=seconds)
    with database.begin(desk.floor.store) as connection:
        task, new = _task(connection, desk, name)
        time = times.Time(
            task=task, started=started, seconds=seconds, source=HAND, key=desk.now.isoformat(), tool=tool, who=desk.who
        )
        times.add(connection, [time])
    return new, _timed(time, name)


def build(desk: Desk, tool: str, seconds: float, *, kind: str = "build", cost: float | None = None) -> None:
    """Record what went into a tool: time, and US dollars for models."""
    with database.begin(desk.floor.store) as connection:
        times.build(
            connection,
            times.Build(
                tool=tool, kind=kind, at=desk.now, seconds=seconds, source=HAND, key=desk.now.isoformat(), cost=cost,
                who=desk.who,
            ),
        )  # fmt: skip


def read(path: Path, choice: Choice, *, each: Each, idle: timedelta) -> tuple[str, list[exports.Sample]]:
    """Return of which tracker an export is, and the times in it that are chosen. Raises FileUnreadable."""
    raw = exports.load(path)
    for source, reader in READERS.items():
        if reader.fits(raw):
            pieces = reader.pieces(raw, files=bool(choice.match))
            return source, exports.samples(pieces, choice, each=each, idle=idle)
    raise exports.unknown(path)


def commits(
    root: Path, *, paths: Sequence[str], grep: str, since: str, everyone: bool, cap: timedelta
) -> list[exports.Sample]:
    """Return the time that each chosen commit took: since the one before of its author, at most `cap`.

    Raises GitFailed.
    """
    chosen = {commit.id for commit in lasting.made(root, paths=paths, grep=grep, since=since)}
    mine, every = lasting.me(root), defaultdict(list)
    for commit in lasting.made(root):
        if everyone or commit.author == mine:
            every[commit.author].append(commit)
    found = []
    for group in every.values():
        moments = [datetime.fromtimestamp(commit.when, UTC) for commit in group]
        for commit, moment, took in zip(group, moments, spans.each(moments, cap=cap), strict=True):
            if commit.id in chosen and took:
                found.append(exports.Sample(moment - took, took.total_seconds(), None, commit.id))
    return sorted(found)


def keep(
    desk: Desk, name: str, source: str, samples: Sequence[exports.Sample], *, tool: str = "", dry_run: bool = False
) -> list[Timed]:
    """Record times of a task; those that were recorded before are not counted twice. Raises TaskMissing."""
    with database.begin(desk.floor.store) as connection:
        task = tasks.find(connection, desk, name)
        there = {time.key for time in times.those(connection, task=task.id).get(task.id, []) if time.source == source}
        new = [
            times.Time(
                task=task.id, started=each.start, seconds=each.seconds, wall=each.wall, source=source, key=each.key,
                tool=tool, who=desk.who,
            )
            for each in samples
        ]  # fmt: skip
        if not dry_run:
            times.add(connection, new)
    return [_timed(time, task.name, new=time.key not in there) for time in new]


def _stop(connection: sa.Connection, desk: Desk, *, minus: float) -> Timed | None:
    timer = times.running(connection, desk.who)
    if timer is None or not times.stop(connection, timer):
        return None
    wall = (desk.now - timer.started).total_seconds()
    if minus > wall:
        raise errors.TimerUnfit(f"it ran for {wall:.0f} s, which is less than that", do="It runs on.")
    time = times.Time(
        task=timer.task, started=timer.started, seconds=wall - minus, wall=wall, source=TIMER,
        key=timer.started.isoformat(), tool=timer.tool, who=desk.who,
    )  # fmt: skip
    times.add(connection, [time])
    return _timed(time, _name(connection, timer.task))


def _task(connection: sa.Connection, desk: Desk, name: str) -> tuple[int, bool]:
    """Return the task of that name, which is made when there is none."""
    found = table.get(connection, name, repository=desk.repository)
    if found is not None:
        return found.id, False
    return table.put(connection, tasks.checked(name), now=desk.now, repository=desk.repository)


def _name(connection: sa.Connection, task: int) -> str:
    return table.name(connection, task) or str(task)


def _timed(time: times.Time, name: str, *, new: bool = True) -> Timed:
    return Timed(task=name, started=time.started, seconds=time.seconds, tool=time.tool, source=time.source, new=new)
