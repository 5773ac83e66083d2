"""What did not happen: runs lost with their worker, and due times whose run did not come. Both are told once."""

import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from jigsmith.base import durations, errors
from jigsmith.base.job_settings import Job
from jigsmith.engines.runner import due
from jigsmith.flows.jobs import hooks, running, texts
from jigsmith.flows.jobs.records import Begun, Steps, Tried, World
from jigsmith.store.factory import database, runs

ENDED = {"done", "failed", "cancelled"}
STUCK = timedelta(minutes=10)  # of runs that wait longer one looks whether their flow does
LOOKED_AT = 20  # of these, the oldest
PATIENCE = timedelta(hours=1)  # over the time that a run elsewhere may take at most


def lost(world: World, known: Callable[[str], str | None], *, now: datetime) -> list[str]:
    """End the runs whose worker died and whose flow does not go on, and return them."""
    mine: dict[str, Any] = {"repository": str(world.repository), "oldest_first": True}
    with database.reading(world.store) as connection:
        running_ones = runs.those(connection, states=(runs.RUNNING,), limit=1000, **mine)
        waiting = runs.those(connection, states=(runs.QUEUED,), queued_before=now - STUCK, limit=LOOKED_AT, **mine)
    found = []
    for run in [*running_ones, *waiting]:
        said = _why_lost(world, run, known(run.id), now=now)
        if said:
            with database.begin(world.store) as connection:
                closed = running.close(world, connection, run.id, Tried(state=runs.LOST, said=said))
            found += [run.id] if closed.state == runs.LOST else []
    return found


def waiting_too_long(world: World, *, now: datetime) -> list[str]:
    """Say of jobs whose run has not begun long after its time that it did not run; return these jobs."""
    jobs = {job.name: job for job in world.settings.jobs}
    shortest = min((grace(job) for job in world.settings.jobs), default=timedelta())
    with database.reading(world.store) as connection:
        waiting = runs.those(
            connection,
            repository=str(world.repository),
            states=(runs.QUEUED,),
            queued_before=now - shortest,
            oldest_first=True,
        )
        told = {name: known.alarmed for name, known in runs.states(connection, str(world.repository)).items()}
    said = []
    for run in waiting:
        job = jobs.get(run.job)
        before = told.get(run.job)
        late = job is not None and run.trigger != "hand" and now > run.queued + grace(job)
        if job and late and not (before and before >= run.due) and alarm(world, job, run.due):
            said.append(job.name)
    return said


def alarm(world: World, job: Job, moment: datetime) -> bool:
    """Say that the run of a due time did not come; False when that was said. At once: the queue may be what stands."""
    repository = str(world.repository)
    with database.begin(world.store) as connection:
        if not runs.alarm(connection, repository, job.name, due=moment):
            return False
        there = [run for run in runs.those(connection, repository=repository, job=job.name) if run.due == moment]
    if not there:
        return False
    for hook in job.on_failure:
        if hook.startswith("notify-"):
            try:
                hooks.afterwards(world, there[0], hook, title=f"{job.name} did not run at {texts.stamp(moment)}")
            except errors.JigError as error:
                hooks.failure(world, there[0].id, hook, str(error))()
    return True


def after(world: World, steps: Steps, name: str) -> str:
    """Do what follows a run that was skipped or lost: a durable flow. Raises JobMissing."""
    with database.reading(world.store) as connection:
        run = runs.get(connection, name)
    if run is None:
        raise errors.JobMissing(f"there is no run '{name}'")
    job = steps.step("job", lambda: world.job(run.job), returns=Job)
    follow = job.on_skipped if run.state == runs.SKIPPED else job.on_failure
    begun = Begun(job=job, commit=run.commit, base=job.base, log=run.log, due=run.due)
    for hook in follow:
        if hook.startswith(hooks.AFTERWARDS):
            running.hook(world, steps, name, hook, begun=begun, tried=Tried(state=run.state, said=run.said))
    return run.state


def overdue(job: Job, known: runs.Job, *, now: datetime) -> datetime | None:
    """Return a due time that nobody looked at although its grace is over: no scheduler runs. None: there is none."""
    if not job.schedule or known.paused or known.looked_until is None:
        return None
    first = due.following(due.schedule(job.schedule, job.timezone), after=known.looked_until)
    return first if first is not None and first + grace(job) < now else None


def grace(job: Job) -> timedelta:
    """Return how long after its due time a run has to have begun."""
    return timedelta(seconds=durations.seconds(job.grace) + durations.seconds(job.jitter))


def _why_lost(world: World, run: runs.Run, flow: str | None, *, now: datetime) -> str:
    """Say why a run cannot end any more; empty: it can."""
    if flow in ENDED:
        return f"its flow {flow} without ending it"
    if flow is not None or run.state != runs.RUNNING or run.started is None:
        return ""
    host, number = (*run.worker.split(":"), "", "")[:2]
    if host == socket.gethostname() and number.isdigit():
        return "" if _lives(int(number)) else f"the process {number} that it ran in has ended"
    job = next((each for each in world.settings.jobs if each.name == run.job), None)
    most = durations.seconds(job.timeout) * (job.retries + 1) if job else 0.0
    over = run.started + timedelta(seconds=most) + PATIENCE
    return f"nothing was heard of it on {host or 'its machine'} for too long" if now > over else ""


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
