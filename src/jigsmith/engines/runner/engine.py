"""The engine: runs flows durably, many workers on one database. A worker that dies loses nothing.

A flow is a function whose steps are remembered: after a crash it runs again from its beginning somewhere else, and each
step that had ended gives what it gave before, without running. So a flow does everything that touches the world in
steps, and is otherwise determined by its arguments and by what its steps gave. The step that was under way when the
worker died runs again: it must find out for itself what it had done already.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from jigsmith.base import clock as clocks
from jigsmith.base import errors
from jigsmith.engines.runner import pulse, reaper, records, remembering
from jigsmith.engines.runner.client import Client
from jigsmith.store.factory import database, leases

T = TypeVar("T")
log = logging.getLogger(__name__)
AWAY = 1.0  # seconds between two tries while the database is away
_present: ContextVar[pulse.Execution] = ContextVar("execution")


class Engine:
    """One worker. There is one at a time in a process.

    `url` is the flows' database (`client.address`), `store` the factory's, where leases are. `worker` is host:pid, and
    what tells this one from others gets a random end. `notify` hears of dead workers and flows that were given back.
    """

    def __init__(
        self,
        url: str,
        *,
        store: sa.Engine,
        worker: str = "",
        settings: records.Settings | None = None,
        clock: Callable[[], datetime] = clocks.now,
        notify: records.Notify | None = None,
    ) -> None:
        self._settings = settings or records.Settings()
        self.store, self._clock = store, clock
        self._notify = notify or _log
        self._flows: dict[str, Callable[..., Any]] = {}
        self._queues: dict[str, dict[str, Any]] = {}
        self.stopping = threading.Event()
        self.client = Client(url, patient=True)
        self._watch = Client(url)
        self._pulse = pulse.Pulse(store, worker or pulse.here(), settings=self._settings, clock=clock)
        self._pulse.on_lost = self._lost
        self._reaper = reaper.Reaper(store, self._watch, settings=self._settings, clock=clock, notify=self._notify)
        self.enqueue, self.cancel, self.resume = self.client.enqueue, self.client.cancel, self.client.resume
        self.state, self.wait = self.client.state, self.client.wait

    @property
    def worker(self) -> str:
        """The present name of this worker: host:pid:random."""
        return self._pulse.term.worker

    def flow(self, name: str, function: Callable[..., Any]) -> None:
        """Say what a flow does, before `start`. Its arguments and its result are what JSON holds."""

        def run(*args: Any) -> Any:
            with self._at_work():
                return function(*args)

        self._flows[name] = run

    def queue(
        self,
        name: str,
        *,
        at_once: int | None = None,
        per_key: int | None = None,
        rate: tuple[int, float] | None = None,
    ) -> None:
        """Say what a queue allows, before `start`: flows at once everywhere, and for each key; `rate`: n in s seconds.

        This worker takes flows from the queues that are named to it, and only from these.
        """
        here = self._settings.at_once
        self._queues[name] = {
            "worker_concurrency": here if at_once is None else min(here, at_once),
            "global_concurrency": at_once,
            "partition_concurrency": per_key,
            "limiter": None if rate is None else {"limit": rate[0], "period": rate[1]},
            "polling_interval_sec": self._settings.poll,
        }

    def start(self) -> None:
        """Take the lease and begin to take flows. Raises StoreFailed."""
        self._pulse.start()
        for name, options in self._queues.items():
            self.client.flows.register(name, options)
        self._inside.launch(self.client.engine, self.worker, self._flows, list(self._queues))
        self._reaper.start()

    def stop(self, *, drain: float = 10.0) -> None:
        """Take no more flows; steps have `drain` seconds to end, and what has not ended goes on elsewhere."""
        self.stopping.set()
        self._reaper.stop()
        self._pulse.drain()
        self._inside.halt(math.ceil(drain) if self._pulse.at_work() else 0)
        self._give_back()
        self._pulse.stop()
        self._watch.close()
        self.client.close()

    def step(
        self,
        name: str,
        function: Callable[[], T],
        *,
        retries: int = 0,
        backoff: float = 1.0,
        returns: Any = Any,
    ) -> T:
        """Run a step of the present flow, or return what it gave before. Only in a flow, in the flow's own thread.

        What it gives is remembered as JSON and handed back as `returns` (a type that msgspec knows, such as a
        dataclass; without it plain lists and dicts), the first time as well. Raises what it raised when that is a
        JigError, else StepRaised. `retries`: so many more tries, after `backoff` seconds, then twice that and so on,
        except for errors of which a retry does not help. While the factory's database is away, it is tried on.
        """
        execution = _present.get(None)
        if execution is None:
            raise RuntimeError(f"step {name} is in no flow")
        self.check()
        execution.doing = name
        try:
            text = self._inside.step(
                name, lambda: remembering.outcome(name, lambda: self._try(function, retries, backoff))
            )
        finally:
            execution.doing = ""
        result: T = remembering.recall(text, returns)
        return result

    def interrupted(self) -> bool:
        """Whether the present flow must end here: this worker stops, or it was declared dead. Costs nothing to ask."""
        execution = _present.get(None)
        return self.stopping.is_set() or (execution is not None and execution.term.is_over.is_set())

    def check(self) -> None:
        """Raise Interrupted unless the present flow is still this worker's: ask before what cannot be taken back."""
        if self.interrupted() or not self.client.flows.is_mine():
            raise records.Interrupted

    def forget(self, *, older_than: timedelta) -> int:
        """Delete flows that ended longer ago than that, and leases that did; return how many flows."""
        now = self._clock()
        with database.begin(self.store) as connection:
            leases.forget(connection, before=now - older_than)
        return self.client.forget(older_than=older_than, now=now)

    def look(self) -> int:
        """Look after dead workers at once, as the thread does each few seconds; return how many flows it gave back."""
        return self._reaper.look()

    @property
    def _inside(self) -> Any:
        from jigsmith.engines.runner import inside  # noqa: PLC0415 - takes 0.4 s, see there

        return inside

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        execution = self._pulse.begin(self._inside.flow_id() or "")
        token = _present.set(execution)
        try:
            if self.interrupted():
                raise records.Interrupted
            yield
        finally:
            _present.reset(token)
            self._pulse.end(execution)

    def _try(self, function: Callable[[], T], retries: int, backoff: float) -> T:
        tries, patience = 0, time.monotonic() + self._settings.away
        while True:
            try:
                return function()
            except Exception as error:
                if _is_away(error) and time.monotonic() < patience:
                    pause = AWAY
                elif tries < retries and not (isinstance(error, errors.JigError) and not error.retry_helps):
                    tries, pause = tries + 1, backoff * 2**tries
                else:
                    raise
                log.warning("a step is tried again after %g s: %s", pause, error)
            self.stopping.wait(pause)
            self.check()

    def _give_back(self) -> None:
        for flow in self.client.flows.find(status="PENDING", executor_id=self.worker, load_output=False):
            self.client.flows.give_back(flow.id, self.worker)

    def _lost(self, lost: pulse.Term, new: pulse.Term) -> None:
        self._inside.rename(new.worker)
        self._notify(records.Notice(kind="lost", worker=lost.worker, text=f"goes on as {new.worker}"))


def _is_away(error: Exception) -> bool:
    """Whether the factory's database does not answer: what the step did cannot be recorded either."""
    return isinstance(error, errors.StoreFailed) and isinstance(error.__cause__, sa.exc.OperationalError)


def _log(notice: records.Notice) -> None:
    log.warning("%s: worker %s, flow %s: %s", notice.kind, notice.worker, notice.flow or "none", notice.text)
