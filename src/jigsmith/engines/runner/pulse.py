"""The pulse of a worker: it holds a lease by beating, and takes a new name when it was declared dead.

A process can stand still (a laptop that sleeps, SIGSTOP, a machine that swaps) while others take its flows. Whatever
it was at then must end without another word; what it takes afterwards, it takes under another name, so that nobody
can mistake the one for the other.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from jigsmith.base import errors
from jigsmith.engines.runner import records
from jigsmith.store.factory import database, leases

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Term:
    """The time in which a worker goes by one name."""

    worker: str
    is_over: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class Execution:
    """A flow at work in this process."""

    flow: str
    term: Term
    since: datetime
    doing: str = ""  # the step; empty: between steps


class Pulse:
    """Beats for this worker in a thread, and says which flows are at work in it."""

    def __init__(
        self, store: sa.Engine, worker: str, *, settings: records.Settings, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._base, self._settings, self._clock = store, worker, settings, clock
        self._lock = threading.Lock()
        self._executions: list[Execution] = []
        self._beating: set[str] = set()  # flows that have a row
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jig-beat", daemon=True)
        self.on_lost: Callable[[Term, Term], None] = lambda _old, _new: None
        self.term = Term(self._name())

    def start(self) -> None:
        """Take the lease and beat from now on. Raises StoreFailed."""
        self._take(self.term)
        self._thread.start()

    def drain(self) -> None:
        """Say that this worker takes no more flows."""
        with database.begin(self._store) as connection:
            leases.drain(connection, self.term.worker, now=self._clock())

    def stop(self) -> None:
        """Beat no more, and end the lease."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        with database.begin(self._store) as connection:
            leases.still(connection, self._beating)
            leases.leave(connection, self.term.worker, now=self._clock())

    def begin(self, flow: str) -> Execution:
        """Note that a flow is at work here."""
        execution = Execution(flow, self.term, self._clock())
        with self._lock:
            self._executions.append(execution)
        return execution

    def end(self, execution: Execution) -> None:
        """Note that it is no more."""
        with self._lock:
            self._executions.remove(execution)

    def at_work(self) -> list[Execution]:
        """Return what is at work here."""
        with self._lock:
            return list(self._executions)

    def beat(self) -> None:
        """Give one sign of life, and take a new lease when the old one was taken away. Raises StoreFailed."""
        now = self._clock()
        with database.begin(self._store) as connection:
            if leases.beat(connection, self.term.worker, now=now):
                self._beat_flows(connection, now)
                return
        self._renew()

    def _beat_flows(self, connection: sa.Connection, now: datetime) -> None:
        """Only flows that are at work for longer than a beat get a row: short ones cost nothing."""
        doing = {
            execution.flow: execution.doing
            for execution in self.at_work()
            if (now - execution.since).total_seconds() >= self._settings.beat
        }
        leases.moved(connection, self.term.worker, doing, now=now)
        leases.still(connection, self._beating - set(doing))
        self._beating = set(doing)

    def _renew(self) -> None:
        lost, self.term = self.term, Term(self._name())
        lost.is_over.set()
        log.warning("%s was declared dead; it goes on as %s", lost.worker, self.term.worker)
        self._beating = set()
        self._take(self.term)
        self.on_lost(lost, self.term)

    def _take(self, term: Term) -> None:
        host, pid, *_ = term.worker.rsplit(":", 2)
        now = self._clock()
        lease = leases.Lease(worker=term.worker, host=host, pid=int(pid), started=now, beat=now, ttl=self._settings.ttl)
        with database.begin(self._store) as connection:
            leases.take(connection, lease)

    def _name(self) -> str:
        return f"{self._base}:{secrets.token_hex(4)}"

    def _run(self) -> None:
        level = logging.WARNING  # said once for each time that the database is away
        while not self._stop.wait(self._settings.beat):
            try:
                self.beat()
                level = logging.WARNING
            except errors.StoreFailed as error:
                log.log(level, "no sign of life given: %s", error)
                level = logging.DEBUG


def here() -> str:
    """Return this process as host:pid."""
    return f"{socket.gethostname()}:{os.getpid()}"
