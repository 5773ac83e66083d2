"""Flows from outside: put them into queues, look at them, cancel them, without running any."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from jigsmith.engines.runner import records
from jigsmith.store.factory import database

FILE: Final = "runner.db"
BATCH: Final = 500  # flows that are deleted at once
FIRST_LOOK, LAST_LOOK = 0.02, 0.5  # seconds between two looks of `wait`
MIDDLE: Final = 2**30  # the engine inside knows priorities from 1 to 2**31
WAITING: Final = ["ENQUEUED", "DELAYED", "PENDING"]
TERMINAL: Final = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]


def address(home: Path, url: str = "") -> str:
    """Return where the flows are: beside the factory's tables on Postgres, else in a file of their own."""
    return database.address(home, url) if url else f"sqlite:///{home / FILE}"


class Client:
    """The flows of a database. Raises StoreFailed when it is away; `patient`: waits for it instead."""

    def __init__(self, url: str, *, patient: bool = False) -> None:
        from jigsmith.engines.runner import inside  # noqa: PLC0415 - takes 0.4 s, see there

        self.url = url
        self._no_key = inside.NO_KEY
        with explained(url):
            self.engine = inside.connected(url)
            self.flows = inside.Database(self.engine, patient=patient)
            self.flows.migrate()

    def close(self) -> None:
        """Let go of the database."""
        self.flows.close()
        self.engine.dispose()

    def enqueue(
        self,
        flow: str,
        *args: Any,
        id: str,  # noqa: A002 - what it is called everywhere here
        queue: str,
        priority: int = 0,
        key: str | None = None,
        delay: float = 0.0,
    ) -> bool:
        """Put a flow into a queue; False: that id is there already, ended or not, and nothing was done.

        `args` are what JSON holds. Flows of smaller `priority` start first; it may be negative. `key` is what
        a queue with `per_key` counts by. `delay` in seconds.
        """
        options: dict[str, Any] = {"workflow_id": id, "queue_name": queue, "priority": MIDDLE + priority}
        options["queue_partition_key"] = key or self._no_key
        if delay > 0:
            options["delay_seconds"] = delay
        with explained(self.url):
            return self.flows.enqueue(flow, args, options)

    def cancel(self, id: str) -> None:  # noqa: A002
        """End a flow: one that waits never starts; one that runs ends before its next step. A step looks for itself."""
        with explained(self.url):
            self.flows.cancel(id)

    def resume(self, id: str) -> None:  # noqa: A002
        """Put a flow that was cancelled or given up back into its queue; it goes on at the step it was in."""
        found = self.state(id)
        if found is not None:
            with explained(self.url):
                self.flows.resume(id, found.queue)

    def state(self, id: str) -> records.Flow | None:  # noqa: A002
        """Return a flow as it is now; None: there is none of that id."""
        with explained(self.url):
            return next(iter(self.flows.find(workflow_ids=[id])), None)

    def wait(self, id: str, timeout: float) -> records.Flow:  # noqa: A002
        """Return a flow when it has ended. Raises TimeoutError after `timeout` seconds, KeyError for an unknown id."""
        until, pause = time.monotonic() + timeout, FIRST_LOOK
        while True:
            found = self.state(id)
            if found is None:
                raise KeyError(id)
            if found.state in records.ENDED:
                return found
            if time.monotonic() > until:
                raise TimeoutError(f"flow {id} is {found.state} after {timeout:g} s")
            time.sleep(pause)
            pause = min(LAST_LOOK, pause * 1.5)

    def taken(self) -> list[records.Taken]:
        """Return the flows that workers have taken and not ended."""
        with explained(self.url):
            return self.flows.taken()

    def give_back(self, taken: records.Taken) -> bool:
        """Put a flow back into its queue that its worker left; False: it is not that worker's any more."""
        with explained(self.url):
            return self.flows.give_back(taken.flow, taken.worker)

    def forget(self, *, older_than: timedelta, now: datetime) -> int:
        """Delete the flows that ended longer ago than that; return how many."""
        return self._delete(status=TERMINAL, completed_before=(now - older_than).isoformat())

    def drop(self) -> int:
        """Delete the flows that have not ended, while no worker is there that could have one; return how many."""
        return self._delete(status=WAITING)

    def _delete(self, **filters: Any) -> int:
        count = 0
        while True:
            with explained(self.url):
                found = self.flows.find(limit=BATCH, load_output=False, **filters)
                self.flows.delete(flow.id for flow in found)
            count += len(found)
            if len(found) < BATCH:
                return count


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Say what is wrong with the database instead of what its driver says."""
    try:
        yield
    except (sa.exc.DBAPIError, OSError) as error:
        raise database.explain(error, url) from error
