"""Jobs at the desk: a row for each, a page for each with its history, and the pages and logs of their runs."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app.desk.places import Desk
from jigsmith.app.factory import jobs, nightly
from jigsmith.base import errors, settings
from jigsmith.base.job_settings import HOOKS, Job
from jigsmith.engines.runner import due
from jigsmith.flows.jobs import logs, watching
from jigsmith.store.factory import database, glances, runs

Bar = glances.Bar
Run = runs.Run
SHOWN = 30  # runs that are bars of a row
PAST = 200  # runs on the page of a job
ENOUGH = 5  # good runs from which on a 95th percentile says something
TAIL = 30_000  # bytes of a log that a page shows
CHUNK = 30_000  # bytes of a log that are sent at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A job with how it stands and how it went."""

    repository: str  # by its short name
    name: str
    what: str  # command, steps or built-in
    schedule: str
    timezone: str
    state: str  # failing, overdue, running, queued, paused, ok, by hand, new
    next: datetime | None  # None: only by hand, or paused
    overdue: datetime | None  # a due time that nobody saw to
    paused: bool
    bars: tuple[Bar, ...]  # the last runs, the latest last
    last: Bar | None  # the latest that was not skipped
    running: Bar | None
    p95: float | None  # seconds; None: not measured, too few good runs
    median: float | None  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A job with its history."""

    row: Row
    hooks: dict[str, tuple[str, ...]]  # by when they are called
    timeout: str
    retries: int
    runs: tuple[Bar, ...]  # the latest first
    latest: Run | None  # the latest that has a log or is open


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """A run with the end of its log."""

    repository: str
    run: Run
    seconds: float | None
    results: dict[str, Any]  # what hooks did, readings
    log: str  # the end of it
    log_end: int  # the byte up to which that is
    log_cut: bool  # there is more before


def rows(desk: Desk, *, repository: str = "", state: str = "", text: str = "") -> list[Row]:
    """Return the jobs, the worst first: of one repository, in one state, with a text in name or command."""
    found = [each for name, path in desk.chosen(repository).items() for each in of_repository(desk, name, path, text)]
    return sorted((each for each in found if state in {"", each.state}), key=worst_first)


def of_repository(desk: Desk, name: str, path: Path, text: str = "") -> list[Row]:
    """Return the jobs of one repository, with a text in name or command."""
    wanted = [job for job in settings.load(path).jobs if text.lower() in f"{job.name} {jobs.what(job)}".lower()]
    now, kept = desk.now(), []
    with database.reading(desk.floor.store) as connection:
        known = glances.jobs(connection, str(path))
        for job in wanted:
            bars = glances.last_runs(connection, str(path), job.name, limit=SHOWN)
            kept.append(row(name, job, known.get(job.name, runs.Job()), bars, now=now))
    return kept


ORDER = ("failing", "overdue", "running", "queued", "ok", "new", "by hand", "paused")


def worst_first(each: Row) -> tuple[int, str, str]:
    """Return what jobs are sorted by."""
    return ORDER.index(each.state), each.repository, each.name


def row(repository: str, job: Job, known: runs.Job, found: Sequence[Bar], *, now: datetime) -> Row:
    """Return one job with its last runs, the latest first."""
    of = due.schedule(job.schedule, job.timezone) if job.schedule and not known.paused else None
    late = watching.overdue(job, known, now=now)
    good = [each.seconds for each in found if each.state == runs.SUCCEEDED and each.seconds is not None]
    counted = [each for each in found if each.state not in {*runs.OPEN, runs.SKIPPED}]
    return Row(
        repository=repository,
        name=job.name,
        what=jobs.what(job),
        schedule=job.schedule,
        timezone=job.timezone,
        state=state_of(job, known, found, late=late is not None),
        next=due.following(of, after=now) if of else None,
        overdue=late,
        paused=known.paused,
        bars=tuple(reversed(found)),
        last=counted[0] if counted else None,
        running=next((each for each in found if each.state == runs.RUNNING), None),
        p95=percentile(good, 0.95) if len(good) >= ENOUGH else None,
        median=statistics.median(good) if good else None,
    )


def state_of(job: Job, known: runs.Job, found: Sequence[Bar], *, late: bool) -> str:
    """Return in a word how a job stands; what is worst is said."""
    states = [each.state for each in found]
    checks = (
        ("paused", known.paused),
        ("running", runs.RUNNING in states),
        ("queued", runs.QUEUED in states),
        ("overdue", late),
        ("failing", bool(known.failing_since_run)),
        ("by hand", not job.schedule and not found),
        ("new", not found),
    )
    return next((word for word, holds in checks if holds), "ok")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile: the smallest value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def page(desk: Desk, repository: str, name: str) -> Page:
    """Return one job with its history. Raises JobMissing, RepositoryMissing."""
    path = desk.repository(repository)
    (job,) = jobs.planned(path, name)
    with database.reading(desk.floor.store) as connection:
        found = glances.last_runs(connection, str(path), name, limit=PAST)
        shown = next((each for each in found if each.state in runs.OPEN or each.started), None)
        latest = runs.get(connection, shown.id) if shown else None
        known = runs.state(connection, str(path), name)
    return Page(
        row=row(repository, job, known, found[:SHOWN], now=desk.now()),
        hooks={key: tuple(getattr(job, key)) for key in HOOKS if getattr(job, key)},
        timeout=job.timeout,
        retries=job.retries,
        runs=tuple(found),
        latest=latest,
    )


def run_page(desk: Desk, name: str) -> RunPage:
    """Return a run by its id. Raises JobMissing."""
    run = jobs.get(desk.floor, name)
    log, end, cut = b"", 0, False
    if run.log:
        path = Path(run.repository) / run.log
        log, end = logs.tail(path, most=TAIL)
        cut = end > len(log) or logs.rotated(path).exists()
    return RunPage(
        repository=desk.name_of(run.repository),
        run=run,
        seconds=run.seconds,
        results=msgspec.json.decode(run.results),
        log=log.decode(errors="replace"),
        log_end=end,
        log_cut=cut,
    )


def whole_log(desk: Desk, name: str) -> str:
    """Return all that is left of the log of a run. Raises JobMissing."""
    run = jobs.get(desk.floor, name)
    return jobs.log(Path(run.repository), run)


def more_log(desk: Desk, name: str, *, at: int) -> tuple[str, int, bool]:
    """Return what came to a run's log since a byte, where that ends, and whether the run has ended. JobMissing."""
    run = jobs.get(desk.floor, name)
    if not run.log:
        return "", 0, run.state not in runs.OPEN
    data, end = logs.after(Path(run.repository) / run.log, at, most=CHUNK)
    return data.decode(errors="replace"), end, run.state not in runs.OPEN and not data


def history(desk: Desk, *, repository: str = "", job: str = "", state: str = "", limit: int = 50) -> list[Run]:
    """Return runs, the latest first. Raises RepositoryMissing."""
    path = str(desk.repository(repository)) if repository else ""
    with database.reading(desk.floor.store) as connection:
        return runs.those(connection, repository=path, job=job, states=(state,) if state else (), limit=limit)


def ask(desk: Desk, repository: str, name: str) -> Run:
    """Have a job run as soon as a worker is free. Raises JobMissing, RepositoryMissing."""
    return nightly.ask(desk.floor, desk.put, desk.repository(repository), name)


def pause(desk: Desk, repository: str, name: str, *, paused: bool) -> bool:
    """Let the due times of a job pass, or no longer. Raises JobMissing, RepositoryMissing."""
    return jobs.pause(desk.floor, desk.repository(repository), name, paused=paused)


def stop(desk: Desk, name: str) -> None:
    """Ask a run to stop. Raises JobMissing; JobUnfit: it has ended."""
    jobs.get(desk.floor, name)
    with database.begin(desk.floor.store) as connection:
        if not runs.cancel(connection, name):
            raise errors.JobUnfit("the run has ended", do="Nothing is to be stopped.")
