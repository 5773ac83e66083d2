"""A worker on tickets that kills itself: `ticket_worker.py REPOSITORY DIE_AT`, at the so-manieth place.

Places are before and after everything that a ticket does to the world: stages, moves in the store, calls of the forge.
It ends by itself when no ticket is left that has not ended, and prints how many places it passed. $JIG_HOME and
$JIG_DATABASE_URL say where the factory is.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jigsmith.app.factory import floor, serving, tickets
from jigsmith.engines.forge import local
from jigsmith.engines.runner import records as runner
from jigsmith.flows.tickets import machine
from jigsmith.store.factory import tickets as rows

QUICK = runner.Settings(beat=0.2, ttl=1.2, poll=0.05)
WRITES = ("comment", "open_pull", "edit_pull", "merge_pull", "push", "close_issue", "set_check", "delete_branch")
LONGEST = 120.0  # seconds


class Places:
    """Counts the places that are passed, and dies at one of them."""

    def __init__(self, die_at: int) -> None:
        self.passed = 0
        self._die_at = die_at

    def __call__(self) -> None:
        self.passed += 1
        if self.passed == self._die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with a place before it and one after it."""

        def called(*args: Any, **named: Any) -> Any:
            self()
            result = function(*args, **named)
            self()
            return result

        return called


def main() -> None:
    """Work until all tickets have ended."""
    root, die_at = Path(sys.argv[1]), int(sys.argv[2])
    places = Places(die_at)
    machine.STAGES = {state: places.around(stage) for state, stage in machine.STAGES.items()}
    rows.move = places.around(rows.move)
    for name in WRITES:
        setattr(local.Local, name, places.around(getattr(local.Local, name)))
    with floor.opened(root) as opened:
        opened.add(root)
        worker = serving.Worker(opened, settings=QUICK)
        worker.start()
        until = time.monotonic() + LONGEST
        while tickets.listed(root) and time.monotonic() < until:
            worker.tick()
            time.sleep(0.1)
        worker.stop()
    sys.stdout.write(f"{places.passed}\n")


if __name__ == "__main__":
    main()
