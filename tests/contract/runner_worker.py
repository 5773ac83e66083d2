"""Workers to be killed: `python runner_worker.py JSON` keeps so many processes at work, whatever happens to them.

What the flows do to the world is in a folder, so that it outlives every process: `log` has a line for each thing that
happened, `effects/` a file for each thing done to the outside, `workers/` the ids of the processes.
"""

import json
import os
import signal
import sys
import threading
import time
import uuid
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

import sqlalchemy as sa

from jigsmith.base import clock
from jigsmith.engines.runner import client, engine, inside, records
from jigsmith.store.factory import database, tables

QUEUE = "work"


@dataclass(frozen=True, kw_only=True)
class Task:
    """What the test wants: see `tests/contract/runners.py`."""

    home: str
    url: str  # empty: SQLite
    workers: int
    settings: dict[str, float]
    at_once: int = 2

    @property
    def flows(self) -> str:
        """Where the flows are."""
        return client.address(Path(self.home), self.url)

    @property
    def store(self) -> str:
        """Where the leases are."""
        return database.address(Path(self.home), self.url)


class World:
    """The outside."""

    def __init__(self, home: str) -> None:
        self.folder = Path(home) / "world"
        for name in ("effects", "workers", "killed"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def say(self, *words: object) -> None:
        """Add a line to the log, whole or not at all."""
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(log, (" ".join(map(str, words)) + "\n").encode())
        finally:
            os.close(log)

    def die_once(self, flow: str, here: int, at: int) -> None:
        """Kill this process when `here` is where the flow is to die, but the first time only."""
        if here != at:
            return
        try:
            os.close(os.open(self.folder / "killed" / flow, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    def wait_for(self, name: str) -> None:
        """Wait until the test makes a file."""
        while not (self.folder / name).exists():
            time.sleep(0.01)


class Flows:
    """The flows of the tests."""

    def __init__(self, runner: engine.Engine, store: sa.Engine, world: World) -> None:
        self.runner, self.store, self.world = runner, store, world

    def chain(self, flow: str, steps: int, die_at: int) -> list[str]:
        """Do so many steps with an outside effect each, and die at one of `points(steps)`."""
        self.world.die_once(flow, 0, die_at)
        tokens = []
        for number in range(steps):
            token = self.runner.step(f"step{number}", partial(self._step, flow, number, die_at))
            self.world.say("seen", flow, number, token)
            self.world.die_once(flow, 4 * number + 4, die_at)
            tokens.append(token)
        self.world.die_once(flow, 4 * steps + 1, die_at)
        return tokens

    def _step(self, flow: str, number: int, die_at: int) -> str:
        self.world.say("ran", flow, number)
        self.world.die_once(flow, 4 * number + 1, die_at)
        key = f"{flow}-{number}"
        if not self._is_noted(key):
            if not list((self.world.folder / "effects").glob(f"{key}-*")):
                (self.world.folder / "effects" / f"{key}-{uuid.uuid4().hex}").touch()
            self.world.die_once(flow, 4 * number + 2, die_at)
            with database.begin(self.store) as connection:
                connection.execute(sa.insert(tables.effect).values(key=key, result="", at=clock.now()))
        self.world.die_once(flow, 4 * number + 3, die_at)
        return uuid.uuid4().hex

    def _is_noted(self, key: str) -> bool:
        with database.reading(self.store) as connection:
            return connection.scalar(sa.select(tables.effect.c.key).where(tables.effect.c.key == key)) is not None

    def held(self, flow: str) -> str:
        """Do one step that waits for the test, and one more."""
        try:
            token = self.runner.step("hold", lambda: self._hold(flow))
            self.runner.step("after", lambda: self.world.say("after", flow, os.getpid()))
            return token
        except BaseException as error:
            self.world.say("left", flow, os.getpid(), type(error).__name__)
            raise

    def _hold(self, flow: str) -> str:
        self.world.say("ran", flow, os.getpid())
        self.world.wait_for(f"go-{flow}")
        return f"{os.getpid()}"


def points(steps: int) -> range:
    """Where a chain can die: before, in (three places) and after each step, at its beginning and at its end."""
    return range(4 * steps + 2)


def work(task: Task) -> None:
    """Be one worker until SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())
    store, world = database.opened(task.store), World(task.home)
    settings = records.Settings(at_once=task.at_once, **task.settings)
    runner = engine.Engine(task.flows, store=store, settings=settings)
    flows = Flows(runner, store, world)
    runner.flow("chain", flows.chain)
    runner.flow("held", flows.held)
    runner.queue(QUEUE)
    runner.start()
    (world.folder / "workers" / str(os.getpid())).write_text(runner.worker)
    stop.wait()
    runner.stop(drain=1)


def main() -> None:
    """Keep the workers at work: one that is killed has a successor. What they import is imported before."""
    task = Task(**json.loads(sys.argv[1]))
    assert inside.NAME
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        for child in children:
            os.kill(child, signal.SIGTERM)

    children: set[int] = set()
    signal.signal(signal.SIGTERM, stop)
    while not stopping or children:
        while not stopping and len(children) < task.workers:
            children.add(_fork(task))
        ended, _ = os.wait()
        children.discard(ended)


def _fork(task: Task) -> int:
    child = os.fork()
    if child == 0:
        try:
            work(task)
        except BaseException as error:  # noqa: BLE001 - what happened must be seen before the process ends
            sys.stderr.write(f"worker failed: {error!r}\n")
        finally:
            os._exit(0)
    return child


if __name__ == "__main__":
    main()
