"""What the tests of the runner share: a database of either kind, and workers that are other processes."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jigsmith.engines.runner import client
from jigsmith.store.factory import database

PROGRAM = Path(__file__).with_name("runner_worker.py")
QUICK = {"beat": 0.2, "ttl": 1.5, "poll": 0.05, "still": 30.0}


class Floor:
    """A database, and the workers on it."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        self.store = database.opened(database.address(home, url))
        self.flows = client.address(home, database.address(home, url) if url else "")
        self.client = client.Client(self.flows)

    def close(self) -> None:
        """Let go of the database."""
        self.client.close()
        self.store.dispose()

    @contextmanager
    def workers(self, count: int, **task: Any) -> Iterator[int]:
        """Keep so many workers at work."""
        settings = QUICK | task.pop("settings", {})
        asked = {"home": str(self.home), "url": self.url, "workers": count, "settings": settings} | task
        process = subprocess.Popen([sys.executable, str(PROGRAM), json.dumps(asked)])
        try:
            yield process.pid
        finally:
            process.terminate()
            assert process.wait(30) == 0

    def log(self) -> list[list[str]]:
        """What happened so far, by words."""
        path = self.home / "world" / "log"
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    def is_past(self, lines: int) -> bool:
        """Whether so much has happened."""
        return len(self.log()) > lines

    def until(self, condition: Callable[[], Any], seconds: float = 30) -> Any:
        """What the condition says as soon as it holds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(f"not within {seconds} s; log: {self.log()}")

    def names(self) -> dict[int, str]:
        """The workers that ever began, by process."""
        return {int(path.name): path.read_text() for path in (self.home / "world" / "workers").glob("*")}

    @contextmanager
    def pause(self, pid: int) -> Iterator[None]:
        """Let a process stand still, but not while it holds the lock of an SQLite file: all would stand still then."""
        os.kill(pid, signal.SIGSTOP)
        try:
            while not self.url and any(_is_locked(path) for path in self.home.glob("*.db")):
                os.kill(pid, signal.SIGCONT)
                time.sleep(0.05)
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def make(self, name: str) -> None:
        """Make a file that a flow waits for."""
        (self.home / "world" / name).touch()


def _is_locked(path: Path) -> bool:
    """Whether somebody still writes after a while in which others would have ended."""
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


def check_chains(floor: Floor, flows: dict[str, int], *, steps: int) -> None:
    """Every flow is done; no step ran again once its result was seen, and each effect is there exactly once."""
    seen: dict[tuple[str, str], str] = {}
    runs: Counter[tuple[str, str]] = Counter()
    for what, flow, number, *token in floor.log():
        if what == "ran":
            assert (flow, number) not in seen, f"{flow} did step {number} again after it was seen"
            runs[flow, number] += 1
        else:
            assert seen.setdefault((flow, number), token[0]) == token[0], f"{flow} lost what step {number} gave"
    for flow in flows:
        ended = floor.client.state(flow)
        assert ended is not None
        assert (ended.state, ended.error) == ("done", "")
        assert ended.result == [seen[flow, str(number)] for number in range(steps)]
    effects: defaultdict[str, int] = defaultdict(int)
    for path in (floor.home / "world" / "effects").iterdir():
        effects[path.name.rsplit("-", 1)[0]] += 1
    assert effects == {f"{flow}-{number}": 1 for flow in flows for number in range(steps)}
