"""The process that works: it takes durable flows from their queues, and looks again and again what is to be done.

`jig serve` and `jig worker` are this; on Postgres as many of them as wanted, on as many machines.
"""

import dataclasses
import logging
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from jigsmith.app.factory import jobs, ledger, nightly
from jigsmith.app.factory.floor import Floor
from jigsmith.base import clock, errors
from jigsmith.base.ids import TicketId
from jigsmith.engines.forge import local
from jigsmith.engines.runner import client, engine
from jigsmith.engines.runner import records as runner
from jigsmith.flows.tickets import dispatch, intake, machine, merge
from jigsmith.flows.tickets.records import World

LOOK = 1.0  # seconds between two looks at the tickets
log = logging.getLogger(__name__)


class Worker:
    """One process of the factory. `tick` is called by whoever keeps it alive; flows run in threads of their own."""

    def __init__(self, floor: Floor, *, settings: runner.Settings | None = None) -> None:
        self._floor = floor
        self.engine = engine.Engine(
            client.address(floor.home, "" if floor.url.startswith("sqlite") else floor.url),
            store=floor.store,
            settings=settings,
        )
        self._polled: dict[Path, float] = {}
        self._complained: dict[Path, str] = {}
        self._kept_up: date | None = None
        self.engine.flow(machine.FLOW, self._ticket)
        self.engine.flow(merge.FLOW, self._merge)
        self.engine.queue(dispatch.QUEUE)
        self.engine.queue(dispatch.MERGES, per_key=1)
        nightly.register(self.engine, floor)

    def start(self) -> None:
        """Begin to take flows. Raises StoreFailed."""
        self.engine.start()

    def stop(self, *, drain: float = 10.0) -> None:
        """Let go of everything; what has not ended goes on elsewhere, or at the next start."""
        self.engine.stop(drain=drain)

    def tick(self) -> None:
        """Look once at all repositories. What goes wrong in one does not stop the others."""
        try:
            self._keep_up()
            found = self._floor.repositories()
        except errors.StoreFailed as error:  # it is away for a while: whatever is under way waits for it as well
            self._complain(self._floor.home, str(error))
            return
        self._complained.pop(self._floor.home, None)
        for repository in found:
            try:
                self.look(repository)
                self._complained.pop(repository, None)
            except errors.JigError as error:
                self._complain(repository, str(error))
            except Exception as error:  # noqa: BLE001 - a defect in one look must not end what the flows are at
                self._complain(repository, f"something unforeseen happened: {type(error).__name__}: {error}")

    def look(self, repository: Path) -> None:
        """See to the jobs and the tickets of one repository, and take in new issues."""
        nightly.tick(self._floor, self.engine, repository, now=clock.now())
        world = self._floor.at(self.engine.worker).world(repository)
        ask = self._may_ask(world)
        if ask:
            intake.poll(world)
        dispatch.look(world, dispatch.Queue(enqueue=self.engine.enqueue, ended=self._ended), ask=ask)

    def _complain(self, repository: Path, what: str) -> None:
        """Say what is wrong with a repository, once as long as it is the same."""
        if self._complained.get(repository) != what:
            self._complained[repository] = what
            log.warning("%s: %s", repository.name, what)

    def _keep_up(self) -> None:
        """Forget once a day what ended long ago."""
        today = clock.now().date()
        if self._kept_up != today:
            self._kept_up = today
            keep = self._floor.keep_runs
            ledger.take(self._floor, now=clock.now())  # what is forgotten is in the sums before
            self.engine.forget(older_than=keep)
            jobs.forget(self._floor, older_than=keep, now=clock.now())

    def _may_ask(self, world: World) -> bool:
        """Whether it is time to ask the forge again: that on this machine always, another one now and then."""
        now = clock.now().timestamp()
        is_local = isinstance(world.forge, local.Local)
        if not is_local and now - self._polled.get(world.repository, 0.0) < world.settings.poll:
            return False
        self._polled[world.repository] = now
        return True

    def run(self, stopping: threading.Event, *, every: Callable[[], None] = lambda: None) -> None:
        """Look until it is time to stop; the ledger is kept up to date meanwhile."""
        threading.Thread(target=ledger.keep_up, args=(self._floor, stopping), daemon=True).start()
        while not stopping.wait(LOOK):
            self.tick()
            every()

    def _ended(self, name: str) -> bool:
        found = self.engine.state(name) if name else None
        return found is None or found.state in runner.ENDED

    def _ticket(self, repository: str, number: int, name: str) -> str:
        return machine.flow(self._world(repository), self.engine, TicketId(number), name)

    def _merge(self, repository: str) -> str:
        return merge.flow(self._world(repository), self.engine)

    def _world(self, repository: str) -> World:
        world = self._floor.at(self.engine.worker).world(Path(repository))
        return dataclasses.replace(world, interrupted=self.engine.interrupted, check=self.engine.check)
