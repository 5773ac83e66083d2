"""Tasks with what is known of them: how often, how long by hand and with a tool, and where each number is from.

What was counted goes before what somebody said, and what nobody said is not measured: it is not 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

import sqlalchemy as sa

from jigsmith.ledger import counts
from jigsmith.ledger.figures import ASSUMED, ESTIMATED, MEASURED, NOT_MEASURED, Figure
from jigsmith.store.factory import rollups, tasks, times, uses

WEEK = timedelta(weeks=1)
SHORTEST = timedelta(weeks=2)  # of a history from which a frequency is told
ENOUGH = 3  # times from which a usual time and a frequency are told
GUESSES = ("git", "mined")  # sources of which the active time is an estimate
WORKED = ("ok",)
MOST = 400  # uses of tools that are looked at one by one for a task, the latest
EARLIER, WEEKS = 50, 8  # and where there are more, so many before the end of each of the last weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One time that a task was done, by hand or with its tool."""

    started: datetime
    seconds: float  # of a person; active where that was measured
    basis: str
    ok: bool = True  # False: the tool failed, so the time was lost


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A task with what is known of it."""

    task: tasks.Task
    tools: tuple[tasks.Link, ...]
    evidence: tuple[tasks.Evidence, ...]
    per_week: Figure
    minutes: Figure  # each, by hand
    before: tuple[Sample, ...]  # done by hand, oldest first
    after: tuple[Sample, ...]  # done with a tool that is linked, oldest first; where there are many, the latest
    counted: tuple[counts.Uses, ...]  # all that was done with a tool

    @property
    def automated(self) -> bool:
        """Whether a tool does it."""
        return bool(self.tools)


def views(
    connection: sa.Connection,
    *,
    now: datetime,
    repository: str = "",
    states: Sequence[str] = (tasks.OPEN,),
    after: bool = True,
) -> list[View]:
    """Return the tasks of a repository and of none, or all, by name. Without `after` no use of a tool is read, which
    is what takes time; what was timed with a tool is there then alone.
    """
    found = tasks.those(connection, repository=repository, states=states)
    about = _About(tasks.linked(connection), tasks.evidence(connection), times.those(connection))
    return [_view(connection, task, about, now=now, after=after) for task in found]


def view(connection: sa.Connection, task: tasks.Task, *, now: datetime, after: bool = True) -> View:
    """Return one task with what is known of it; `after` as in `views`."""
    own = task.id
    about = _About(tasks.linked(connection), tasks.evidence(connection, task=own), times.those(connection, task=own))
    return _view(connection, task, about, now=now, after=after)


def light(connection: sa.Connection, wanted: Sequence[tasks.Task], *, now: datetime) -> list[View]:
    """Return these tasks with what is known of them but for uses; many are read at once."""
    if len(wanted) == 1:
        return [view(connection, wanted[0], now=now, after=False)]
    about = _About(tasks.linked(connection), tasks.evidence(connection), times.those(connection))
    return [_view(connection, task, about, now=now, after=False) for task in wanted]


def mined(
    connection: sa.Connection,
    name: str,
    evidence: Sequence[tasks.Evidence],
    *,
    now: datetime,
    repository: str = "",
    what: str = "",
    proposal: str = "{}",
) -> tuple[int, bool]:
    """Make a task of what mining found, or add to the one that these patterns are evidence of already.

    What people wrote of it (name, how often, how long, dismissed or not) stays. Returns its id, and whether it is new.
    """
    known = [tasks.proven_by(connection, kind=each.kind, key=each.key) for each in evidence]
    there = next((task for task in known if task is not None), None)
    if there is None:
        taken = tasks.get(connection, name, repository=repository)
        if taken is None or taken.repository != repository:
            there, new = tasks.put(
                connection, name, now=now, repository=repository, origin=tasks.MINED, what=what, proposal=proposal
            )
        else:
            there, new = taken.id, False
    else:
        new = False
    if not new:
        tasks.change(connection, there, now=now, proposal=proposal)
    for each in evidence:
        tasks.prove(connection, there, each)
    return there, new


class _About(NamedTuple):
    """What belongs to tasks, by their ids."""

    links: Mapping[int, Sequence[tasks.Link]]
    evidence: Mapping[int, Sequence[tasks.Evidence]]
    times: Mapping[int, Sequence[times.Time]]


def _view(connection: sa.Connection, task: tasks.Task, about: _About, *, now: datetime, after: bool = True) -> View:
    links, evidence = about.links.get(task.id, ()), about.evidence.get(task.id, ())
    timed = about.times.get(task.id, ())
    before = tuple(_sample(each) for each in timed if not each.tool)
    with_it = tuple(_sample(each) for each in timed if each.tool)
    counted = tuple(map(single, with_it))
    if after and links and not with_it:  # nobody timed any: the uses of the tools themselves
        with_it, counted = _after(connection, task, links, now)
    return View(
        task=task,
        tools=tuple(links),
        evidence=tuple(evidence),
        per_week=per_week(task, evidence, before, since=links[0].since if links else None, now=now),
        minutes=minutes(task, evidence, before),
        before=before,
        after=with_it,
        counted=counted,
    )


def _after(
    connection: sa.Connection, task: tasks.Task, links: Sequence[tasks.Link], now: datetime
) -> tuple[tuple[Sample, ...], tuple[counts.Uses, ...]]:
    """Return uses of the tools of a task, and how many there were in all."""
    since, tools = links[0].since, [link.tool for link in links]

    def read(until: datetime | None, most: int) -> list[Sample]:
        found = uses.those(connection, since=since, until=until, tools=tools, repository=task.repository, limit=most)
        return [used(use) for use in found]

    latest = read(None, MOST)
    many = len(latest) == MOST
    gone = uses.mark(connection, uses.PRUNED).at
    if not many and gone <= since:
        return tuple(reversed(latest)), tuple(map(single, reversed(latest)))
    begin = rollups.monday_of(latest[-1].started) + WEEK if many else gone
    every = [*latest]
    for end in (now - WEEK * back for back in range(1, WEEKS) if many):
        if end < every[-1].started:
            every += read(end, EARLIER)
    sums = rollups.weekly(connection, tools, since=since, until=begin, repository=task.repository)
    weeks = [counts.Uses(monday, min(monday + WEEK, now), count, failed) for monday, count, failed in sums]
    return tuple(reversed(every)), (*weeks, *(single(each) for each in reversed(latest) if each.started >= begin))


def single(sample: Sample) -> counts.Uses:
    """Return a time that a task was done with a tool as one that is counted."""
    return counts.Uses(sample.started, sample.started, 1, int(not sample.ok))


def used(use: uses.Use) -> Sample:
    """Return a use as a time that a task was done with a tool.

    What a person was at it is taken where it was measured. Where an agent called the tool, somebody may have waited:
    all of its time is taken then, so that a tool never looks better than it is. Nobody waits for a job.
    """
    seen = bool(use.active) or use.surface == "job"
    return Sample(
        started=use.started,
        seconds=(use.active or 0.0) if seen else use.seconds,
        basis=MEASURED if seen else ESTIMATED,
        ok=use.outcome in WORKED and use.later != "reverted",
    )


def per_week(
    task: tasks.Task,
    evidence: Sequence[tasks.Evidence],
    before: Sequence[Sample],
    *,
    since: datetime | None,
    now: datetime,
) -> Figure:
    """Say how often the task comes: as mined, as timed by hand until a tool came (`since`), or as somebody said."""
    seen = [each for each in evidence if _span(each) >= SHORTEST]
    if seen:
        most = max(seen, key=lambda each: each.times)
        return Figure(value=round(most.times / (_span(most) / WEEK), 2), basis=MEASURED, n=most.times)
    if len(before) >= ENOUGH:
        span = (since or now) - before[0].started
        if span >= SHORTEST:
            done = sum(since is None or each.started < since for each in before)
            return Figure(value=round(done / (span / WEEK), 2), basis=MEASURED, n=done)
    return NOT_MEASURED if task.per_week is None else Figure(value=task.per_week, basis=ASSUMED)


def minutes(task: tasks.Task, evidence: Sequence[tasks.Evidence], before: Sequence[Sample]) -> Figure:
    """Say how long the task takes by hand: as timed, as mined, or as somebody said."""
    if len(before) >= ENOUGH:
        basis = MEASURED if all(each.basis == MEASURED for each in before) else ESTIMATED
        return Figure(value=round(median(each.seconds for each in before) / 60, 2), basis=basis, n=len(before))
    timed = [each for each in evidence if each.seconds is not None]
    if timed:
        most = max(timed, key=lambda each: each.times)
        return Figure(value=round((most.seconds or 0) / 60, 2), basis=ESTIMATED, n=most.times)
    return NOT_MEASURED if task.minutes is None else Figure(value=task.minutes, basis=ASSUMED)


def _span(evidence: tasks.Evidence) -> timedelta:
    return evidence.last - evidence.first if evidence.first and evidence.last else timedelta()


def _sample(time: times.Time) -> Sample:
    basis = ESTIMATED if time.source in GUESSES else MEASURED
    return Sample(started=time.started, seconds=time.seconds, basis=basis)
