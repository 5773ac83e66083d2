"""A worker process for the tests of crashes: `python -m tests.unit.flows.jobs.worker REPOSITORY`."""

import sys
import time
from pathlib import Path

from jigsmith.app.factory import floor, nightly
from jigsmith.base import clock
from jigsmith.engines.runner import client, engine, records

QUICK = records.Settings(beat=0.5, ttl=2.0, poll=0.1)


def main() -> None:
    """Work and tick until the process is killed, or told to stop by a line on stdin."""
    root = Path(sys.argv[1])
    with floor.opened(root) as opened:
        url = "" if opened.url.startswith("sqlite") else opened.url
        working = engine.Engine(client.address(opened.home, url), store=opened.store, settings=QUICK)
        nightly.register(working, opened)
        working.start()
        sys.stdout.write(f"{working.worker}\n")
        sys.stdout.flush()
        while True:
            nightly.tick(opened, working, root, now=clock.now())
            time.sleep(0.2)


if __name__ == "__main__":
    main()
