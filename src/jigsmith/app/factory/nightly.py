"""Jobs at work: their flows for an engine, what is due in a repository, and running one here and now."""

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app.factory import floor as floors
from jigsmith.app.factory import jobs
from jigsmith.base import clock, job_settings, settings
from jigsmith.engines.notify import send
from jigsmith.engines.runner.engine import Engine
from jigsmith.flows.jobs import running, ticking, watching, workspaces
from jigsmith.flows.jobs.records import Direct, World
from jigsmith.store.factory import database, runs

Ticked = ticking.Ticked
Put = ticking.Put


def register(engine: Engine, floor: floors.Floor) -> None:
    """Give an engine the flows of jobs, before it starts."""
    engine.queue(ticking.QUEUE, at_once=floor.runs_at_once, per_key=1)
    engine.flow(ticking.FLOW, lambda repository, name: running.run(_of(engine, floor, repository), engine, name))
    engine.flow(ticking.AFTER, lambda repository, name: watching.after(_of(engine, floor, repository), engine, name))


def tick(floor: floors.Floor, engine: Engine, repository: Path, *, now: datetime) -> Ticked:
    """Do what is due in a repository. Raises ConfigInvalid, StoreFailed."""

    def known(name: str) -> str | None:
        found = engine.state(name)
        return found.state if found else None

    at_work = world(floor.at(engine.worker), repository)
    return ticking.tick(at_work, engine.enqueue, known=known, now=now)


def world(
    floor: floors.Floor, repository: Path, *, echo: Callable[[bytes], None] = lambda _: None, hooks: bool = True
) -> World:
    """Return what the runs of a repository may reach; its jig.toml is read anew. Raises ConfigInvalid."""
    configured = settings.load(repository)
    if not hooks:
        none: dict[str, Any] = {key: [] for key in job_settings.HOOKS}
        configured = msgspec.structs.replace(
            configured, jobs=[msgspec.structs.replace(job, **none) for job in configured.jobs]
        )

    def tell(target: str, title: str, text: str, bad: bool) -> None:  # noqa: FBT001 - as the port has it
        address = configured.notify.targets[target]
        send.send(address, title=f"{repository.name}: {title}", body=text, bad=bad, environment=os.environ)

    return World(
        store=floor.store,
        clock=clock.now,
        repository=repository,
        home=floor.home,
        worker=floor.worker,
        settings=configured,
        forge=floors.forge_of(floor, repository, configured),
        tell=tell,
        machine=dict(os.environ),
        echo=echo,
    )


def run(
    floor: floors.Floor, repository: Path, name: str, *, echo: Callable[[bytes], None], hooks: bool = True
) -> jobs.Run:
    """Run a job here and now, to its end. Ctrl-C ends it as cancelled. Raises JobMissing."""
    at_work = world(floor, repository, echo=echo, hooks=hooks)
    made = by_hand(floor, at_work, name)
    try:
        running.run(at_work, Direct(), made.id)
    except BaseException:
        with database.begin(floor.store) as connection:
            runs.end(connection, made.id, to=runs.CANCELLED, now=clock.now(), said="it was interrupted")
        workspaces.remove(floor.home, made.id)
        raise
    return jobs.get(floor, made.id)


def ask(floor: floors.Floor, put: Put, repository: Path, name: str) -> jobs.Run:
    """Put a run of a job into the queue, for whichever worker is next. Raises JobMissing, StoreFailed."""
    made = by_hand(floor, world(floor, repository), name)
    try:
        put(ticking.FLOW, made.repository, made.id, id=made.id, queue=ticking.QUEUE, key=f"{made.repository}:{name}")
    except BaseException:
        with database.begin(floor.store) as connection:
            runs.end(connection, made.id, to=runs.CANCELLED, now=clock.now(), said="it did not get into the queue")
        raise
    return made


def by_hand(floor: floors.Floor, at_work: World, name: str) -> jobs.Run:
    """Make a run that somebody asks for now. Raises JobMissing."""
    job, now = at_work.job(name), clock.now()
    made = jobs.Run(
        id=f"{ticking.identity(at_work, job.name, now)}:{secrets.token_hex(4)}",
        repository=str(at_work.repository), job=job.name, trigger="hand", due=now, state=runs.QUEUED, queued=now,
    )  # fmt: skip
    floor.add(at_work.repository)
    with database.begin(floor.store) as connection:
        runs.add(connection, made)
    return made


def find_lost(floor: floors.Floor, repository: Path, *, now: datetime) -> list[str]:
    """End the runs that were asked for by hand and whose process died; return them."""
    return watching.lost(world(floor, repository), lambda _: None, now=now)


def _of(engine: Engine, floor: floors.Floor, repository: str) -> World:
    return world(floor.at(engine.worker), Path(repository))
