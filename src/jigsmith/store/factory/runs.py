"""Runs of jobs, and what is known of a job between its runs. State is moved by guarded statements alone."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from jigsmith.store.factory import rows, tables

QUEUED, RUNNING, SUCCEEDED, FAILED = "queued", "running", "succeeded", "failed"
TIMED_OUT, CANCELLED, SKIPPED, LOST = "timed-out", "cancelled", "skipped", "lost"
OPEN = (QUEUED, RUNNING)
BAD = (FAILED, TIMED_OUT, LOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a job."""

    id: str  # job:REPOSITORY:NAME:DUE: two schedulers that find one due time make one run
    repository: str
    job: str
    trigger: str  # schedule, catch-up, hand
    due: datetime
    state: str
    attempt: int = 1
    queued: datetime
    started: datetime | None = None  # None: not yet
    ended: datetime | None = None
    worker: str = ""
    exit_code: int | None = None  # None: none, or it was killed
    commit: str = ""  # what it ran on
    branch: str = ""  # where its changes are; empty: it made none
    log: str = ""  # path from the root of the repository
    said: str = ""  # the end of the output, masked; or why it was skipped
    results: str = "{}"  # JSON
    cancel: bool = False

    @property
    def seconds(self) -> float | None:
        """How long it took; None: it has not ended."""
        return (self.ended - self.started).total_seconds() if self.ended and self.started else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is known of a job between its runs."""

    paused: bool = False
    looked_until: datetime | None = None  # due times up to here are decided; None: it was never looked at
    alarmed: datetime | None = None  # the due time for which "did not run" was said last
    failing_since_run: str = ""  # the first run of the present series of failures; empty: it does not fail


table, state_table = tables.run, tables.job_state
COLUMNS = rows.columns(table, Run)
KNOWN = [field.name for field in fields(Job)]


def add(connection: sa.Connection, run: Run) -> bool:
    """Make a run; False when it is there already."""
    return _insert(connection, table, asdict(run))


def get(connection: sa.Connection, name: str) -> Run | None:
    """Return one run by its id."""
    found = rows.read(Run, connection.execute(sa.select(*COLUMNS).where(table.c.id == name)))
    return found[0] if found else None


def those(
    connection: sa.Connection,
    *,
    repository: str = "",
    job: str = "",
    states: Collection[str] = (),
    queued_before: datetime | None = None,
    oldest_first: bool = False,
    limit: int = 100,
) -> list[Run]:
    """Return runs, the latest first: of one repository, of one job, in some states."""
    when = (table.c.queued, table.c.id) if oldest_first else (table.c.queued.desc(), table.c.id.desc())
    wanted = sa.select(*COLUMNS).order_by(*when).limit(limit)
    if repository:
        wanted = wanted.where(table.c.repository == repository)
    if job:
        wanted = wanted.where(table.c.job == job)
    if states:
        wanted = wanted.where(table.c.state.in_(states))
    if queued_before:
        wanted = wanted.where(table.c.queued < queued_before)
    return rows.read(Run, connection.execute(wanted))


def series(connection: sa.Connection, first: Run) -> list[Run]:
    """Return the runs of a job from this one on, oldest first."""
    where = (table.c.repository == first.repository, table.c.job == first.job, table.c.queued >= first.queued)
    return rows.read(Run, connection.execute(sa.select(*COLUMNS).where(*where).order_by(table.c.queued).limit(1000)))


def begin(connection: sa.Connection, name: str, *, worker: str, now: datetime) -> Run | None:
    """Say that a worker has it now, for the first time or after another one died; None: it has ended."""
    values = {
        "state": RUNNING,
        "worker": worker,
        "started": sa.func.coalesce(table.c.started, sa.literal(now, table.c.started.type)),
    }
    return get(connection, name) if _move(connection, name, OPEN, values) else None


def change(connection: sa.Connection, name: str, **what: Any) -> bool:
    """Write columns of a run that has not ended; False: it has."""
    return _move(connection, name, OPEN, what)


def end(connection: sa.Connection, name: str, *, to: str, now: datetime, **what: Any) -> bool:
    """End a run; False when somebody ended it before."""
    return _move(connection, name, OPEN, {"state": to, "ended": now, **what})


def note(connection: sa.Connection, name: str, results: Mapping[str, Any]) -> None:
    """Add to what is known of a run, in whatever state; its flow alone does that."""
    there = json.loads(connection.scalar(sa.select(table.c.results).where(table.c.id == name)) or "{}")
    values = {"results": json.dumps(there | dict(results))}
    connection.execute(sa.update(table).where(table.c.id == name).values(**values))


def set_branch(connection: sa.Connection, name: str, branch: str) -> None:
    """Write down where the changes of a run are, in whatever state it is."""
    connection.execute(sa.update(table).where(table.c.id == name).values(branch=branch))


def cancel(connection: sa.Connection, name: str) -> bool:
    """Ask a run to stop; False: it has ended."""
    return _move(connection, name, OPEN, {"cancel": True})


def cancelled(connection: sa.Connection, name: str) -> bool:
    """Tell whether somebody asked a run to stop, or took it for lost."""
    found = connection.execute(sa.select(table.c.cancel, table.c.state).where(table.c.id == name)).first()
    return found is None or bool(found.cancel) or found.state not in OPEN


def state(connection: sa.Connection, repository: str, job: str) -> Job:
    """Return what is known of a job; of a new one, nothing."""
    wanted = sa.select(*rows.columns(state_table, Job)).where(*_job(repository, job))
    found = rows.read(Job, connection.execute(wanted))
    return found[0] if found else Job()


def states(connection: sa.Connection, repository: str) -> dict[str, Job]:
    """Return what is known of the jobs of a repository, by their names."""
    wanted = sa.select(state_table.c.job.label("name"), *rows.columns(state_table, Job))
    found = connection.execute(wanted.where(state_table.c.repository == repository))
    return {str(name): Job(**dict(zip(KNOWN, values, strict=True))) for name, *values in found}


def look(connection: sa.Connection, repository: str, job: str, *, was: datetime | None, until: datetime) -> bool:
    """Say that due times up to `until` are decided; False when another scheduler did that."""
    if was is None and _insert(connection, state_table, {"repository": repository, "job": job, "looked_until": until}):
        return True
    where = (*_job(repository, job), state_table.c.looked_until.is_not_distinct_from(was))
    return connection.execute(sa.update(state_table).where(*where).values(looked_until=until)).rowcount == 1


def pause(connection: sa.Connection, repository: str, job: str, *, paused: bool) -> bool:
    """Let the due times of a job pass, or no longer; False: it was so before."""
    _insert(connection, state_table, {"repository": repository, "job": job})
    where = (*_job(repository, job), state_table.c.paused != sa.literal(paused))
    return connection.execute(sa.update(state_table).where(*where).values(paused=paused)).rowcount == 1


def alarm(connection: sa.Connection, repository: str, job: str, *, due: datetime) -> bool:
    """Say that the run of this due time did not come; False when that, or a later one, was said before."""
    before = sa.or_(state_table.c.alarmed.is_(None), state_table.c.alarmed < due)
    where = (*_job(repository, job), before)
    return connection.execute(sa.update(state_table).where(*where).values(alarmed=due)).rowcount == 1


def failing(connection: sa.Connection, run: Run) -> str:
    """Say that a run failed, and return the first run of this series of failures: this one, or one before."""
    _insert(connection, state_table, {"repository": run.repository, "job": run.job})
    where = (*_job(run.repository, run.job), state_table.c.failing_since_run == "")
    connection.execute(sa.update(state_table).where(*where).values(failing_since_run=run.id))
    return state(connection, run.repository, run.job).failing_since_run


def recovered(connection: sa.Connection, run: Run) -> str:
    """Say that a run went well, and return the first run of the failures that this ends; empty: there were none."""
    first = state(connection, run.repository, run.job).failing_since_run
    where = (*_job(run.repository, run.job), state_table.c.failing_since_run == first)
    done = connection.execute(sa.update(state_table).where(*where).values(failing_since_run="")).rowcount
    return first if done else ""


def forget(connection: sa.Connection, *, before: datetime) -> int:
    """Delete runs that ended before a time, and return how many these were."""
    return connection.execute(sa.delete(table).where(table.c.ended < before)).rowcount


def _move(connection: sa.Connection, name: str, was: Collection[str], values: Mapping[str, Any]) -> bool:
    where = (table.c.id == name, table.c.state.in_(was))
    return connection.execute(sa.update(table).where(*where).values(**values)).rowcount == 1


def _job(repository: str, job: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (state_table.c.repository == repository, state_table.c.job == job)


def _insert(connection: sa.Connection, into: sa.Table, values: Mapping[str, Any]) -> bool:
    """Insert a row; False when its key is there already."""
    kind = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = kind(into).values(**values).on_conflict_do_nothing().returning(*into.primary_key.columns)
    return connection.execute(statement).first() is not None
