"""Workers at work beside a benchmark: each of them is `jig worker`, a process of its own."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST = 7_200.0  # seconds


@contextmanager
def at_work(root: Path, count: int) -> Iterator[None]:
    """Keep so many workers at work on a repository."""
    words = [sys.executable, "-m", "jigsmith", "worker"]
    running = [subprocess.Popen(words, cwd=root, stdout=subprocess.DEVNULL) for _ in range(count)]
    try:
        yield
    finally:
        for each in running:
            each.terminate()
        for each in running:
            each.wait(60)


def wait(done: Callable[[], bool]) -> None:
    """Wait until it is done. Raises TimeoutError."""
    until = time.monotonic() + LONGEST
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(f"not done after {LONGEST:g} s")
        time.sleep(1)
