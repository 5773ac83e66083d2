"""Months of the ledger to look at: tasks in each state, times by hand, tools with returns of each kind.

Put there by the store's own functions, and by gathering events from the file of a machine, as every use is.
"""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from jigsmith.app.factory import floor as floors
from jigsmith.base import clock
from jigsmith.ledger import gather
from jigsmith.store import event, events
from jigsmith.store.factory import database, tasks, times

CAME = timedelta(weeks=10)
PROPOSAL = {
    "kind": "script", "why": "typed 14 times in 9 sessions, the version differs", "command": "",
    "file": ".jig/proposals/cut-release.yaml",
    "text": "name: cut-release\nsteps:\n- git tag {version}\n- npm publish\n",
}  # fmt: skip
TASKS: dict[str, dict[str, Any]] = {
    "new-endpoint": {"what": "A route, its handler and a test", "per_week": 3.0, "minutes": 25.0},
    "triage-alerts": {"what": "Look at what the night complained of", "per_week": 5.0, "minutes": 6.0},
    "rename-a-field": {"what": "In the schema, the API and the pages", "per_week": 0.5, "minutes": 40.0},
    "fix-imports": {"what": "Sort them and drop those that are not used", "per_week": 8.0, "minutes": 3.0},
    "weekly-report": {"what": "Numbers of the week for the team", "per_week": 1.0, "minutes": 45.0},
    "cut-release": {"what": "Tag, notes, publish", "origin": "mined", "proposal": json.dumps(PROPOSAL)},
    "check-invoices": {"what": "Compare them with the bank"},
    "git-status": {"what": "Looks at the state", "state": "dismissed"},
}
"""By name; nobody has said how often or how long the last ones are."""
DOES = {"new-endpoint": "crud", "triage-alerts": "triage", "rename-a-field": "renamer", "fix-imports": "imports"}
BY_HAND = {"new-endpoint": (1500, 14), "triage-alerts": (340, 10), "rename-a-field": (2400, 9), "fix-imports": (170, 3)}
"""Seconds, and how often it was timed."""
USES = {"crud": (60, 210.0, 0.03), "triage": (80, 150.0, 0.22), "renamer": (9, 900.0, 0.1), "imports": (50, 20.0, 0.0),
        "generate": (40, 1.4, 0.02), "check": (120, 0.6, 0.0), "make-release": (12, 95.0, 0.1)}  # fmt: skip
"""How often, how long each, and which part fails."""
BUILT = {"crud": 9.0, "triage": 6.0, "renamer": 5.0, "imports": 1.0}
"""Hours."""


def fill(floor: floors.Floor, root: Path) -> None:
    """Put it into the store of a floor, as of the repository at `root`."""
    now = clock.now()
    with database.begin(floor.store) as connection:
        for name, what in TASKS.items():
            number, _ = tasks.put(connection, name, now=now - timedelta(weeks=20), repository=str(root), **what)
            times.add(connection, by_hand(number, name, now))
            if name in DOES:
                tasks.link(connection, tasks.Link(task=number, tool=DOES[name], since=now - CAME, share=0.9))
            if name == "cut-release":
                mined(connection, number, now)
        for tool, hours in BUILT.items():
            times.build(connection, times.Build(
                tool=tool, kind="build", at=now - CAME, seconds=3600 * hours, source="hand", key="1", who="p-0001",
                cost=1.8,
            ))  # fmt: skip
            times.build(connection, times.Build(
                tool=tool, kind="maintain", at=now - CAME / 2, seconds=600 * hours, source="hand", key="2",
            ))  # fmt: skip
    with events.opened(floor.home) as local:
        events.append(local, sorted(used(root, now), key=lambda each: each.started))
    gather.gather(floor.store, floor.home, now=now)


def by_hand(task: int, name: str, now: datetime) -> Iterator[times.Time]:
    """Yield the times of a task before its tool came."""
    usual, count = BY_HAND.get(name, (0, 0))
    chance = random.Random(name)
    for number in range(count):
        at = now - CAME - timedelta(days=2 + 2.3 * (count - number))
        seconds = usual * chance.uniform(0.75, 1.35)
        yield times.Time(task=task, started=at, seconds=seconds, source="timer", key=str(number), who="p-0001")


def mined(connection: sa.Connection, task: int, now: datetime) -> None:
    """Write what shows that it recurs."""
    tasks.prove(connection, task, tasks.Evidence(
        kind="shell", key="shell:p-0001:1", text="git tag <word> && git push --tags; npm publish", times=14, sessions=9,
        days=8, seconds=540.0, first=now - timedelta(weeks=14), last=now - timedelta(days=3),
    ))  # fmt: skip


def used(root: Path, now: datetime) -> Iterator[event.Event]:
    """Yield the uses of tools since they came; nobody has used the renamer for five weeks."""
    chance = random.Random(5)
    for tool, (count, usual, fails) in USES.items():
        last = timedelta(weeks=5) if tool == "renamer" else timedelta()
        for number in range(count):
            at = now - last - (CAME - last) * ((number + chance.random()) / count) ** 1.2
            seconds = usual * chance.lognormvariate(0, 0.25)
            yield event.Event(
                started=at, seconds=seconds, active=seconds, tool=tool, version="1", surface="cli",
                outcome="failed" if chance.random() < fails else "ok", repository=str(root),
                who=chance.choice(("p-0001", "p-0002", "p-0003")),
            )  # fmt: skip
