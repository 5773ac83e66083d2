"""Jobs: which there are, when they run next, and how their runs went. Running them is in `nightly`."""

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from jigsmith.app.factory import floor as floors
from jigsmith.base import clock, errors, settings
from jigsmith.base.job_settings import Job
from jigsmith.engines.runner import due
from jigsmith.flows.jobs import catalogue, logs, texts, watching
from jigsmith.store.factory import database, runs

Run = runs.Run
SHOWN = 30  # runs that a trend is made of
LOOK = 0.3  # seconds between two looks at a log that is followed
length, stamp, now = texts.length, texts.stamp, clock.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A job as it is shown."""

    name: str
    what: str  # command, steps or built-in
    schedule: str
    timezone: str
    next: datetime | None  # None: only by hand, or paused
    state: str  # waiting, paused, running, queued, overdue, by hand
    overdue: datetime | None  # a due time that nobody looked at; None: there is none
    failing_since: str  # id of the first run of the present failures; empty: it does not fail
    last: Run | None
    trend: tuple[str, ...]  # states of the last runs, the newest last


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How the last runs of a job went."""

    runs: int
    good: int
    median: float | None  # seconds of those that went well; None: there are none
    change: float | None  # of the newer half against the older one, as a share; None: too few


def listed(floor: floors.Floor, repository: Path, *, now: datetime) -> list[Listed]:
    """Return the jobs of a repository as they are now. Raises ConfigInvalid, StoreFailed."""
    configured = settings.load(repository)
    with database.reading(floor.store) as connection:
        known = runs.states(connection, str(repository))
        return [
            _listed(connection, repository, job, known=known.get(job.name, runs.Job()), now=now)
            for job in configured.jobs
        ]


def history(floor: floors.Floor, repository: Path, name: str = "", *, limit: int = 20) -> list[Run]:
    """Return the runs of a job, or of all, the latest first. Raises JobMissing."""
    with database.reading(floor.store) as connection:
        found = runs.those(connection, repository=str(repository), job=name, limit=limit)
    if name and not found:
        _job(repository, name)
    return found


def trend(floor: floors.Floor, repository: Path, name: str) -> Trend:
    """Return how the last runs of a job went."""
    ended = [each for each in history(floor, repository, name, limit=SHOWN) if each.state not in runs.OPEN]
    counted = [each for each in ended if each.state not in {runs.SKIPPED, runs.CANCELLED}]
    good = [each.seconds for each in counted if each.state == runs.SUCCEEDED and each.seconds is not None]
    newer, older = good[: len(good) // 2], good[len(good) // 2 :]
    change = statistics.median(newer) / statistics.median(older) - 1 if len(good) > 5 and min(older) > 0 else None
    median = statistics.median(good) if good else None
    return Trend(runs=len(counted), good=len(good), median=median, change=change)


def latest(floor: floors.Floor, repository: Path, name: str) -> Run:
    """Return the latest run of a job, by its name or by the id of the run. Raises JobMissing."""
    if name.startswith("job:"):
        return get(floor, name)
    found = [each for each in history(floor, repository, name, limit=50) if each.log or each.state in runs.OPEN]
    if not found:
        raise errors.JobMissing(f"the job '{name}' has no run with a log yet", do=f"`jig jobs run {name}` runs it.")
    return found[0]


def get(floor: floors.Floor, name: str) -> Run:
    """Return a run by its id. Raises JobMissing."""
    with database.reading(floor.store) as connection:
        found = runs.get(connection, name)
    if found is None:
        raise errors.JobMissing(f"there is no run '{name}'", do="`jig jobs history --json` shows their ids.")
    return found


def log(repository: Path, of: Run) -> str:
    """Return the log of a run; empty: there is none any more."""
    return logs.read(repository / of.log) if of.log else ""


def follow(floor: floors.Floor, repository: Path, name: str) -> Iterator[str]:
    """Yield the log of a run as it is written, until the run has ended."""
    seen = ""
    while True:
        of = get(floor, name)
        text = log(repository, of)
        at = len(seen) if text.startswith(seen) else 0  # else its beginning was rotated away
        if text[at:]:
            yield text[at:]
        seen = text
        if of.state not in runs.OPEN:
            return
        time.sleep(LOOK)


def pause(floor: floors.Floor, repository: Path, name: str, *, paused: bool) -> bool:
    """Let the due times of a job pass, or no longer; False: it was so before. Raises JobMissing."""
    _job(repository, name)
    with database.begin(floor.store) as connection:
        return runs.pause(connection, str(repository), name, paused=paused)


def stop(floor: floors.Floor, repository: Path, name: str) -> list[str]:
    """Ask the runs of a job that have not ended to stop, and return them. Raises JobMissing."""
    _job(repository, name)
    with database.begin(floor.store) as connection:
        found = runs.those(connection, repository=str(repository), job=name, states=runs.OPEN)
        return [each.id for each in found if runs.cancel(connection, each.id)]


def upcoming(repository: Path, *, now: datetime, count: int) -> list[tuple[datetime, str]]:
    """Return the next due times of all jobs, the first first."""
    found: list[tuple[datetime, str]] = []
    for job in settings.load(repository).jobs:
        moment: datetime | None = now
        for _ in range(count if job.schedule else 0):
            moment = due.following(due.schedule(job.schedule, job.timezone), after=moment) if moment else None
            found += [(moment, job.name)] if moment else []
    return sorted(found)[:count]


def planned(repository: Path, name: str = "") -> list[Job]:
    """Return the jobs that `now` runs: one, or all that have a schedule. Raises JobMissing."""
    if name:
        return [_job(repository, name)]
    return [job for job in settings.load(repository).jobs if job.schedule]


def what(job: Job) -> str:
    """Return what a job does, on a line."""
    return job.command or "; ".join(job.steps) or f"built-in {job.builtin}"


def builtins() -> Mapping[str, tuple[str, dict[str, Any]]]:
    """Return the built-in jobs with what they do and their options."""
    return catalogue.described()


def results(of: Run) -> dict[str, Any]:
    """Return what is known of a run besides its columns: what hooks did, readings."""
    found: dict[str, Any] = msgspec.json.decode(of.results)
    return found


def forget(floor: floors.Floor, *, older_than: timedelta, now: datetime) -> int:
    """Delete the records of runs that ended longer ago than that; return how many."""
    with database.begin(floor.store) as connection:
        return runs.forget(connection, before=now - older_than)


def _listed(connection: sa.Connection, repository: Path, job: Job, *, known: runs.Job, now: datetime) -> Listed:
    found: Sequence[Run] = runs.those(connection, repository=str(repository), job=job.name, limit=10)
    overdue = watching.overdue(job, known, now=now)
    open_ones = [each.state for each in found if each.state in runs.OPEN]
    state = "by hand" if not job.schedule else "waiting"
    if known.paused:
        state = "paused"
    elif overdue:
        state = "overdue"
    if open_ones:
        state = runs.RUNNING if runs.RUNNING in open_ones else runs.QUEUED
    of = due.schedule(job.schedule, job.timezone) if job.schedule and not known.paused else None
    return Listed(
        name=job.name,
        what=what(job),
        schedule=job.schedule,
        timezone=job.timezone,
        next=due.following(of, after=now) if of else None,
        state=state,
        overdue=overdue,
        failing_since=known.failing_since_run,
        last=found[0] if found else None,
        trend=tuple(each.state for each in reversed(found)),
    )


def _job(repository: Path, name: str) -> Job:
    for job in settings.load(repository).jobs:
        if job.name == name:
            return job
    names = ", ".join(job.name for job in settings.load(repository).jobs)
    do = f"There are {names}." if names else "jig.toml has no [[jobs]]; docs/howto/nightly-jobs.md shows one."
    raise errors.JobMissing(f"there is no job '{name}'", where=str(repository / "jig.toml"), do=do)
