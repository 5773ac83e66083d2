"""One run of a job, a durable flow: its state, its attempts, its hooks. Each step may run again after a crash."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from jigsmith.base import durations, errors
from jigsmith.engines.git import branches
from jigsmith.engines.runner import due
from jigsmith.flows.jobs import attempts, hooks, logs, workspaces
from jigsmith.flows.jobs.records import Begun, Closed, Steps, Tried, World
from jigsmith.store.factory import database, runs

HOOK_TRIES = 2  # more, when a retry helps


def run(world: World, steps: Steps, name: str) -> str:
    """Bring a run to its end and return the state it ended in. Raises JobMissing for an id that is none."""
    begun = steps.step("begin", lambda: begin(world, name), returns=Begun | str)
    if isinstance(begun, str):
        return begun
    tried = _attempts(world, steps, name, begun)
    closed = steps.step("end", lambda: end(world, name, tried), returns=Closed)
    for wanted in hooks.wanted(begun.job, closed):
        hook(world, steps, name, wanted, begun=begun, tried=tried)
    if closed.recovered_from:
        hook(world, steps, name, "close-issue", begun=begun, tried=tried)
    steps.step("clean", lambda: clean(world, name, begun, tried))
    return closed.state


def begin(world: World, name: str) -> Begun | str:
    """Say that the run is under way, and write down what it runs; the state of one that ended before."""
    with database.begin(world.store) as connection:
        found = runs.begin(connection, name, worker=world.worker, now=world.clock())
        there = found or runs.get(connection, name)
    if there is None:
        raise errors.JobMissing(f"there is no run '{name}'")
    if found is None:
        return there.state
    if found.cancel:
        return _ended_at_once(world, found, runs.CANCELLED, "it was cancelled before it began")
    try:
        job = world.job(found.job)
        base = job.base or branches.default_branch(world.repository) or "HEAD"
        commit = branches.commit_of(world.repository, base)
        if commit is None:
            do = "Make a first commit, or name another `base`."
            raise errors.JobUnfit(f"there is no branch '{base}' for the job '{job.name}'", do=do)
    except errors.JigError as error:
        return _ended_at_once(world, found, runs.FAILED, str(error))
    log = logs.place(found.job, found.due, mark=f"-{workspaces.short(name)[:6]}")
    with database.begin(world.store) as connection:
        runs.change(connection, name, commit=commit, log=log)
    return Begun(job=job, commit=commit, base="" if base == "HEAD" else base, log=log, due=found.due)


def end(world: World, name: str, tried: Tried) -> Closed:
    """Write how the run ended; when that is written already, read it."""
    with database.begin(world.store) as connection:
        return close(world, connection, name, tried)


def close(world: World, connection: sa.Connection, name: str, tried: Tried) -> Closed:
    """End a run, and the series of failures that it ends or belongs to, in one."""
    what = {"exit_code": tried.exit_code, "said": tried.said}
    won = runs.end(connection, name, to=tried.state, now=world.clock(), **what)
    found = runs.get(connection, name)
    if found is None:
        raise errors.JobMissing(f"there is no run '{name}'")
    if won:
        first = runs.failing(connection, found) if tried.state in runs.BAD else ""
        before = runs.recovered(connection, found) if tried.state == runs.SUCCEEDED else ""
        known = {"series": first, "recovered": before, "summary": tried.summary, "readings": tried.readings}
        runs.note(connection, name, known)
        return Closed(state=tried.state, first_failure=first, recovered_from=before)
    there = hooks.results(found)
    return Closed(state=found.state, first_failure=there.get("series", ""), recovered_from=there.get("recovered", ""))


def clean(world: World, name: str, begun: Begun, tried: Tried) -> None:
    """Delete what the run needed no longer: its clone, what kept its commits, old logs."""
    for proposal in tried.proposals:
        branches.forget_ref(world.repository, workspaces.kept(name, proposal.name))
    logs.prune(world.repository, begun.job.name, keep=begun.job.keep_logs)
    workspaces.remove(world.home, name)


def _attempts(world: World, steps: Steps, name: str, begun: Begun) -> Tried:
    """Try until it goes well, or the tries are used up."""
    number = 1
    tried = _attempt(world, steps, name, begun, number=number)
    while tried.state not in {runs.SUCCEEDED, runs.CANCELLED} and number <= begun.job.retries:
        _wait(world, steps, name, begun, number=number)
        number += 1
        tried = _attempt(world, steps, name, begun, number=number)
    return tried


def _attempt(world: World, steps: Steps, name: str, begun: Begun, *, number: int) -> Tried:
    return steps.step(
        f"attempt {number}",
        lambda: attempts.attempt(world, steps, name, begun, number=number),
        returns=Tried,
    )


def _wait(world: World, steps: Steps, name: str, begun: Begun, *, number: int) -> None:
    """Wait before the next attempt; after a crash, what is left of the wait."""
    pause = due.wait(number, backoff=timedelta(seconds=durations.seconds(begun.job.backoff)))
    until = steps.step(f"wait from {number}", lambda: world.clock() + pause, returns=datetime)
    steps.step(f"wait {number}", lambda: attempts.rest(world, steps, name, until=until))


def hook(world: World, steps: Steps, name: str, what: str, *, begun: Begun, tried: Tried) -> None:
    """Do what a hook says. One that fails is written down, and changes nothing of the run."""
    try:
        steps.step(f"hook {what}", lambda: hooks.do(world, name, what, begun, tried=tried), retries=HOOK_TRIES)
    except errors.JigError as error:
        steps.step(f"failed {what}", hooks.failure(world, name, what, str(error)))


def _ended_at_once(world: World, found: runs.Run, state: str, said: str) -> str:
    with database.begin(world.store) as connection:
        close(world, connection, found.id, Tried(state=state, said=said))
    return state
