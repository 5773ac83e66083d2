"""The process that works: it takes durable flows from their queues, and looks again and again what is to be done.

`jig serve` and `jig worker` are this; on Postgres as many of them as wanted, on as many machines.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from jigsmith.app.factory import ledger, nightly
from jigsmith.app.factory.floor import Floor
from jigsmith.base import clock, errors
from jigsmith.engines.runner import client, engine
from jigsmith.engines.runner import records as runner
from jigsmith.flows.tickets import dispatch, intake, machine, merge

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
        for repository in self._floor.repositories():
            try:
                self.look(repository)
            except errors.JigError as error:
                log.warning("%s: %s", repository, error)

    def look(self, repository: Path) -> None:
        """See to the jobs and the tickets of one repository, and take in new issues."""
        nightly.tick(self._floor, self.engine, repository, now=clock.now())
        world = self._floor.at(self.engine.worker).world(repository)
        now = clock.now().timestamp()
        if now - self._polled.get(repository, 0.0) >= world.settings.poll:
            self._polled[repository] = now
            intake.poll(world)
        dispatch.look(world, dispatch.Queue(enqueue=self.engine.enqueue, ended=self._ended))

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
        world = self._floor.at(self.engine.worker).world(Path(repository))
        return machine.flow(world, self.engine, number, name)  # type: ignore[arg-type]  # ids come as JSON numbers

    def _merge(self, repository: str) -> str:
        return merge.flow(self._floor.at(self.engine.worker).world(Path(repository)), self.engine)
