"""One attempt of a run: a clean clone, the command, steps or built-in in it, and what it changed as commits."""

import math
import time
from collections.abc import Callable
from datetime import datetime

import msgspec

from jigsmith.base import errors
from jigsmith.engines.git import branches
from jigsmith.engines.sandbox import masking
from jigsmith.flows.jobs import catalogue, commands, logs, workspaces
from jigsmith.flows.jobs.records import Begun, Proposal, Result, Steps, Tried, World
from jigsmith.store.factory import database, runs

STATES = {"cancelled": runs.CANCELLED, "wall": runs.TIMED_OUT}


def attempt(world: World, steps: Steps, name: str, begun: Begun, *, number: int) -> Tried:
    """Run an attempt to its end. It begins anew when it was interrupted: its clone is made again."""
    log = logs.Log(world.repository / begun.log, limit=begun.job.log_limit, mask=masked(world, begun), echo=world.echo)
    try:
        log.note(f"{begun.job.name}, attempt {number}, on {begun.commit[:12]}, {world.clock():%Y-%m-%d %H:%M:%S} UTC")
        with database.begin(world.store) as connection:
            runs.change(connection, name, attempt=number)
        tried = _tried(world, steps, name, begun, log=log)
        steps.check()  # what was stopped with its worker has not failed: it runs again elsewhere
        log.note(f"{tried.state}{'' if tried.exit_code is None else f', exit code {tried.exit_code}'}")
        return tried
    finally:
        log.close()


def _tried(world: World, steps: Steps, name: str, begun: Begun, *, log: logs.Log) -> Tried:
    job = begun.job
    try:
        tree = workspaces.make(world.repository, world.home, name, commit=begun.commit)
        more = {"JIG_JOB": job.name, "JIG_RUN": name, "JIG_COMMIT": begun.commit}
        more |= {"JIG_SURFACE": "job", "JIG_REPOSITORY": str(world.repository)}  # for the ledger
        environment = commands.environment(job, world.machine, more=more)
        objects = branches.objects_of(world.repository)
        shell = commands.Shell(
            box=commands.box(job, tree, objects=objects, environment=environment),
            seconds=commands.timeout(job),
            hear=log.line,
            note=log.note,
            cancelled=_asked_to_stop(world, steps, name),
        )
        if job.builtin:
            return _built_in(world, name, begun, shell=shell, log=log)
        return _commands(world, name, begun, shell=shell, log=log)
    except errors.JigError as error:
        log.note(f"error: {error}")
        return Tried(state=runs.FAILED, said=str(error))


def _commands(world: World, name: str, begun: Begun, *, shell: commands.Shell, log: logs.Log) -> Tried:
    """Run the command, or the steps until one fails."""
    job = begun.job
    for line in [job.command] if job.command else job.steps:
        ran = shell.line(line)
        if not ran.good:
            return Tried(state=STATES.get(ran.why, runs.FAILED), exit_code=ran.code, said=log.said())
    proposals = []
    if wants_changes(begun):
        head = keep(world, name, begun)
        proposals = [Proposal(head=head)] if head != begun.commit else []
    return Tried(state=runs.SUCCEEDED, exit_code=0, said=log.said(), proposals=proposals)


def _built_in(world: World, name: str, begun: Begun, *, shell: commands.Shell, log: logs.Log) -> Tried:
    """Run a built-in job."""
    desk = catalogue.Desk(
        tree=shell.box.work,
        job=begun.job.name,
        shell=shell,
        note=log.note,
        past=past(world, begun),
        commit=lambda group, message: keep(world, name, begun, group=group, message=message),
        base=begun.commit,
    )
    result: Result = catalogue.run(begun.job, desk)
    log.line("jig", result.summary.encode() + b"\n")
    state = runs.SUCCEEDED if result.good else runs.FAILED
    if shell.cancelled():
        state = runs.CANCELLED
    return Tried(
        state=state,
        said=log.said() if not result.good else result.summary[-logs.SAID :],
        summary=result.summary,
        readings=dict(result.readings),
        proposals=list(result.proposals),
    )


def keep(world: World, name: str, begun: Begun, *, group: str = "", message: str = "") -> str:
    """Bring what the clone has changed into the repository as a commit that nothing deletes; twice is once."""
    tree = workspaces.folder(world.home, name) / "tree"
    text = message or f"Run the job {begun.job.name}"
    head = workspaces.changed(world.repository, tree, base=begun.commit, message=text, when=begun.due)
    if head != begun.commit:
        branches.move_ref(world.repository, workspaces.kept(name, group), to=head)
    return head


def wants_changes(begun: Begun) -> bool:
    """Tell whether a hook of the job proposes what a run changed."""
    job = begun.job
    return any("create-pr" in hooks for hooks in (job.on_success, job.on_failure, job.on_recovery))


def past(world: World, begun: Begun) -> list[dict[str, float | None]]:
    """Return the readings of the runs before, the newest first."""
    with database.reading(world.store) as connection:
        found = runs.those(
            connection, repository=str(world.repository), job=begun.job.name, states=(runs.SUCCEEDED, runs.FAILED)
        )
    return [msgspec.json.decode(run.results).get("readings") or {} for run in found]


def rest(world: World, steps: Steps, name: str, *, until: datetime) -> None:
    """Wait between two attempts; somebody who asks the run to stop ends the wait."""
    stop = _asked_to_stop(world, steps, name)
    while world.clock() < until and not stop():
        time.sleep(0.2)
    steps.check()


def masked(world: World, begun: Begun) -> Callable[[bytes], bytes]:
    """Return what takes the secrets out of a line: those of the machine, those of the job, and what looks like one."""
    values = masking.secrets(dict(world.machine) | begun.job.environment)
    return masking.Masker([*values, *commands.secrets(begun.job, world.machine)]).mask


def _asked_to_stop(world: World, steps: Steps, name: str) -> Callable[[], bool]:
    """Return whether the run has to stop; the store is asked once a second."""
    asked, answer = -math.inf, False

    def stop() -> bool:
        nonlocal asked, answer
        if steps.interrupted():
            return True
        if not answer and time.monotonic() - asked > 1:
            asked = time.monotonic()
            with database.reading(world.store) as connection:
                answer = runs.cancelled(connection, name)
        return answer

    return stop
