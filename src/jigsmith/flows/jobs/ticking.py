"""The scheduler: makes the runs of due times, and looks after those that did not come. One tick does all that is due.

Any number of schedulers may tick at once. The id of a run is made of its due time, so each due time has one run; and
who decides about a span of time moves the mark `looked_until` by a guarded statement, so that one alone decides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from jigsmith.base import durations
from jigsmith.base.job_settings import Job
from jigsmith.engines.runner import due
from jigsmith.flows.jobs import watching, workspaces
from jigsmith.flows.jobs.records import World
from jigsmith.store.factory import database, runs

FLOW, AFTER, QUEUE = "job", "job-after", "jobs"
MARK = timedelta(hours=1)  # so often it is written down that nothing was due
STUCK = timedelta(minutes=1)  # of runs that wait longer one looks whether they are in the queue
LOOKED_AT = 20  # of these, the oldest, in a tick
Known = Callable[[str], str | None]


class Put(Protocol):
    """Puts a flow into a queue; False: it is there already. `Engine.enqueue` is one."""

    def __call__(
        self,
        flow: str,
        *args: str,
        id: str,  # noqa: A002 - as the engine has it
        queue: str,
        key: str | None = None,
        delay: float = 0.0,
    ) -> bool:
        """Put it there."""
        ...


@dataclass(slots=True)
class Ticked:
    """What a tick did."""

    queued: list[str] = field(default_factory=list)  # runs
    skipped: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)  # jobs that did not run


def tick(world: World, put: Put, *, known: Known, now: datetime) -> Ticked:
    """Do what is due in a repository. `known` returns the state of a flow by its id; None: there is no such flow."""
    done = Ticked()
    with database.reading(world.store) as connection:
        states = runs.states(connection, str(world.repository))
    scheduled = [(job, states.get(job.name, runs.Job())) for job in world.settings.jobs if job.schedule]
    new = [run for job, state in scheduled for run in _decide(world, job, done, known=state, now=now)]
    done.queued = _hand_over(world, put, new, known, now=now)
    for run in done.skipped:
        put(AFTER, str(world.repository), run, id=f"after:{run}", queue=QUEUE)
    done.lost = watching.lost(world, known, now=now)
    for run in done.lost:
        put(AFTER, str(world.repository), run, id=f"after:{run}", queue=QUEUE)
    done.alarms += watching.waiting_too_long(world, now=now)
    _sweep(world)
    return done


def identity(world: World, job: str, moment: datetime) -> str:
    """Return the id of the run of a due time."""
    return f"job:{world.repository}:{job}:{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _decide(world: World, job: Job, done: Ticked, *, known: runs.Job, now: datetime) -> list[runs.Run]:
    """Make the runs of the due times since one looked last, and return those that are to be queued."""
    repository = str(world.repository)
    if known.looked_until is None:
        with database.begin(world.store) as connection:
            runs.look(connection, repository, job.name, was=None, until=now)
        return []
    found = due.due(
        due.schedule(job.schedule, job.timezone),
        since=known.looked_until,
        now=now,
        catch_up=job.catch_up,
        window=timedelta(seconds=durations.seconds(job.catch_up_window)),
    )
    nothing = not (found.on_time or found.made_up or found.missed)
    if nothing and now - known.looked_until < MARK:
        return []
    with database.begin(world.store) as connection:
        if not runs.look(connection, repository, job.name, was=known.looked_until, until=now) or known.paused:
            return []
        made = list(_made(connection, world, job, found, now=now))
    done.skipped += [run.id for run in made if run.state == runs.SKIPPED and not _is_missed(run)]
    if found.missed and not (found.made_up or found.on_time) and watching.alarm(world, job, found.missed[-1]):
        done.alarms.append(job.name)
    return [run for run in made if run.state == runs.QUEUED]


def _made(connection: sa.Connection, world: World, job: Job, found: due.Due, *, now: datetime) -> Iterator[runs.Run]:
    """Make the runs, and yield those that no other scheduler had made."""

    def make(moment: datetime, trigger: str, *, state: str = runs.QUEUED, said: str = "") -> Iterator[runs.Run]:
        run = runs.Run(
            id=identity(world, job.name, moment), repository=str(world.repository), job=job.name, trigger=trigger,
            due=moment, state=state, queued=now, ended=now if state == runs.SKIPPED else None, said=said,
        )  # fmt: skip
        if runs.add(connection, run):
            yield run

    if found.missed:
        more = f", nor at {len(found.missed) - 1} due times before" if len(found.missed) > 1 else ""
        yield from make(found.missed[-1], "missed", state=runs.SKIPPED, said=f"nothing ran here then{more}")
    for moment in found.made_up:
        yield from make(moment, "catch-up")
    for moment in found.on_time:
        before = runs.those(connection, repository=str(world.repository), job=job.name, states=runs.OPEN)
        if before and job.overlap == "skip":
            said = f"the run that was due {before[-1].due:%Y-%m-%d %H:%M} UTC had not ended"
            yield from make(moment, "schedule", state=runs.SKIPPED, said=said)
            continue
        if job.overlap == "cancel_previous":
            for run in before:
                runs.cancel(connection, run.id)
        yield from make(moment, "schedule")


def _hand_over(world: World, put: Put, new: Sequence[runs.Run], known: Known, *, now: datetime) -> list[str]:
    """Put runs into the queue: new ones, and those that a scheduler had made just before it died; return them."""
    with database.reading(world.store) as connection:
        old = runs.those(
            connection,
            repository=str(world.repository),
            states=(runs.QUEUED,),
            queued_before=now - STUCK,
            oldest_first=True,
            limit=LOOKED_AT,
        )
    forgotten = [run for run in old if run.trigger != "hand" and known(run.id) is None]
    jitters = {job.name: timedelta(seconds=durations.seconds(job.jitter)) for job in world.settings.jobs}
    queued = []
    for run in [*new, *forgotten]:
        late = due.delay(run.id, jitter=jitters.get(run.job, timedelta()))
        delay = max(0.0, (run.due + late - now).total_seconds()) if run.trigger == "schedule" else 0.0
        if put(FLOW, run.repository, run.id, id=run.id, queue=QUEUE, key=f"{run.repository}:{run.job}", delay=delay):
            queued.append(run.id)
    return queued


def _sweep(world: World) -> None:
    """Delete the clones of runs that ended without deleting them."""
    left: Sequence[str] = workspaces.left(world.home)
    for name in left:
        with database.reading(world.store) as connection:
            run = runs.get(connection, name)
        old = run is None or run.ended is None or world.clock() - run.ended > timedelta(minutes=10)
        if old and (run is None or run.state not in runs.OPEN):
            workspaces.remove(world.home, name)


def _is_missed(run: runs.Run) -> bool:
    return run.trigger == "missed"
