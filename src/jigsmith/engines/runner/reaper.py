"""The reaper: gives the flows of dead workers back to their queues, and those that stand still.

Every worker has one; each looks at everything each time, so that nothing depends on somebody having been there at the
right moment. Whatever is at work under a name that holds no living lease is given back, whether its worker died, ended
badly or was never heard of. All moves are guarded: two reapers do no harm.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from jigsmith.base import errors
from jigsmith.engines.runner import records
from jigsmith.engines.runner.client import Client, explained
from jigsmith.store.factory import database, leases

log = logging.getLogger(__name__)


class Reaper:
    """Looks after all workers in a thread. It judges nobody while its own pulse is not regular."""

    def __init__(
        self,
        store: sa.Engine,
        client: Client,
        *,
        settings: records.Settings,
        clock: Callable[[], datetime],
        notify: records.Notify,
    ) -> None:
        self._store, self._client, self._settings, self._clock, self._notify = store, client, settings, clock, notify
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jig-reaper", daemon=True)
        self._looked: datetime | None = None
        self._judges_from = clock()

    def start(self) -> None:
        """Look from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> int:
        """Do what is to do now; return how many flows were given back. Raises StoreFailed."""
        now = self._clock()
        judges = self._may_judge(now)
        if judges:
            self._bury(now)
        count = self._give_back(now, judges=judges)
        self._looked = now
        return count

    def _may_judge(self, now: datetime) -> bool:
        """After a gap (the machine slept, the database was away) let the others beat first."""
        ttl = timedelta(seconds=self._settings.ttl)
        if self._looked is not None and now - self._looked > ttl:
            self._judges_from = now + ttl
        return now >= self._judges_from

    def _bury(self, now: datetime) -> None:
        with database.begin(self._store) as connection:
            if not leases.judging(connection):
                return
            overdue = [lease for lease in leases.living(connection) if lease.is_overdue(now=now)]
            dead = [lease for lease in overdue if leases.bury(connection, lease)]
        for lease in dead:
            silent = (now - lease.beat).total_seconds()
            self._notify(
                records.Notice(kind="died", worker=lease.worker, text=f"gave no sign of life for {silent:.0f} s")
            )

    def _give_back(self, now: datetime, *, judges: bool) -> int:
        """The flows are read before the leases: who takes one in between holds a lease by then."""
        flows = self._client.under_way()
        with database.reading(self._store) as connection:
            alive = {lease.worker for lease in leases.living(connection)}
            beats = leases.beats(connection, [flow.id for flow in flows])
        left = [flow for flow in flows if flow.worker not in alive]
        known = [flow for flow in flows if flow.worker in alive]
        standing = self._standing(known, beats, now) if judges else []
        return self._return(left, "given-back", "its worker is dead") + self._return(
            standing, "stood-still", f"its worker has not known of it for {self._settings.still:g} s"
        )

    def _standing(
        self, flows: Sequence[records.Flow], beats: dict[str, leases.Beat], now: datetime
    ) -> list[records.Flow]:
        """A flow whose worker lives but says nothing of it: taken and never begun, or ended and never recorded."""
        still = now - timedelta(seconds=self._settings.still)
        return [
            flow
            for flow in flows
            if (flow.started or flow.queued) < still and (flow.id not in beats or beats[flow.id].at < still)
        ]

    def _return(self, flows: Sequence[records.Flow], kind: records.Kind, text: str) -> int:
        count = 0
        for flow in flows:
            with explained(self._client.url):
                given = self._client.flows.give_back(flow.id, flow.worker)
            if given:
                count += 1
                self._notify(records.Notice(kind=kind, worker=flow.worker, flow=flow.id, text=text))
        return count

    def _run(self) -> None:
        level = logging.WARNING  # said once for each time that the database is away
        while not self._stop.wait(self._settings.beat):
            try:
                self.look()
                level = logging.WARNING
            except errors.StoreFailed as error:
                log.log(level, "could not look after the workers: %s", error)
                level = logging.DEBUG
