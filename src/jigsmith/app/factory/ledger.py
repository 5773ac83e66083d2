"""The ledger: brought up to date, looked after, and what is known of it.

Figures are made from the database that `gather` fills. Before that, git is asked what became of what was written:
a use of which the day is over is judged then, once.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from jigsmith.app import usage
from jigsmith.app.factory.floor import Floor
from jigsmith.base import clock, errors
from jigsmith.engines.git import lasting
from jigsmith.ledger import drops, gather, traces, uses, who
from jigsmith.store import events
from jigsmith.store.event import Event
from jigsmith.store.factory import database
from jigsmith.store.factory import uses as shared

DAY = timedelta(days=1)
OLDEST = timedelta(days=60)  # what was not judged by then stays so
Gathered = gather.Gathered
EVERY = 60.0  # seconds between two looks, where something is served
log = logging.getLogger(__name__)
Numbered = tuple[int, Event]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is recorded on this machine, and what was gathered."""

    recording: bool  # in this folder
    why_not: str  # empty: it records
    who: str
    home: Path
    here: int  # uses in the file of this machine
    first: datetime | None  # the oldest of them; None: there is none
    database: str  # without its password
    gathered: int  # uses in it, of all machines
    up_to: datetime | None  # when this machine was gathered last; None: never


def keep_up(floor: Floor, stopping: threading.Event, *, every: float = EVERY) -> None:
    """Bring the ledger up to date at once and again and again, and prune it once a day, until it is time to stop."""
    pruned: datetime | None = None
    while True:
        now = clock.now()
        try:
            if pruned is None or now - pruned >= DAY:
                prune(floor, now=now, keep=floor.keep_uses)
                pruned = now
            else:
                bring(floor, now=now)
        except errors.JigError as error:
            log.warning("the ledger: %s", error)
        if stopping.wait(every):
            return


def take(floor: Floor, *, now: datetime) -> Gathered:
    """Take in what is new, and ask nobody what became of it. Raises StoreFailed."""
    return gather.gather(floor.store, floor.home, now=now)


def bring(floor: Floor, *, now: datetime) -> Gathered:
    """Judge what is a day old, and take in what is new. Raises StoreFailed."""
    settle(floor.home, now=now)
    return take(floor, now=now)


def prune(floor: Floor, *, now: datetime, keep: timedelta) -> tuple[int, int]:
    """Take in what is new, then delete single uses that are older; return how many, there and here."""
    bring(floor, now=now)
    return gather.prune(floor.store, floor.home, now=now, keep=keep)


def rebuild(floor: Floor, *, now: datetime) -> int:
    """Make the sums anew from the single uses; return how many these were. Raises StoreFailed."""
    return gather.rebuild(floor.store, now=now)


def state(floor: Floor) -> State:
    """Tell what is recorded, where, and how far it was gathered. Raises StoreFailed."""
    here, first, source = 0, None, ""
    drops.take(floor.home, now=clock.now())
    if uses.is_there(floor.home / events.FILE):
        with events.opened(floor.home) as local:
            here, first = events.extent(local)
            source = events.source(local)
    with database.reading(floor.store) as connection:
        mark, gathered = shared.mark(connection, source), shared.count(connection)
    why = _why_not()
    return State(
        recording=not why,
        why_not=why,
        who=who.known(floor.home).name,
        home=floor.home,
        here=here,
        first=first,
        database=floor.store.url.render_as_string(hide_password=True),
        gathered=gathered,
        up_to=mark.at if mark.at > shared.EPOCH else None,
    )


def settle(home: Path, *, now: datetime) -> int:
    """Say of uses that are a day old what became of what they wrote, and return of how many. Raises StoreFailed."""
    drops.take(home, now=now)
    if not uses.is_there(home / events.FILE):
        return 0
    with events.opened(home) as local:
        groups: dict[str, list[Numbered]] = defaultdict(list)
        for number, event in events.unjudged(local, since=now - OLDEST, until=now - DAY):
            groups[event.repository].append((number, event))
        verdicts: dict[int, str] = {}
        for repository, group in groups.items():
            verdicts |= judged(Path(repository), group, secret=who.known(home).secret)
        if verdicts:
            events.judge(local, verdicts)
    return len(verdicts)


def judged(root: Path, group: Sequence[Numbered], *, secret: bytes) -> dict[int, str]:
    """Say what became of what uses wrote in one repository; where git does not answer, nobody knows."""
    started = [int(event.started.timestamp()) for _, event in group]
    try:
        edits = lasting.edits(root, since=min(started), until=max(started) + int(DAY.total_seconds()) + 1)
    except errors.GitFailed:
        return dict.fromkeys((number for number, _ in group), traces.UNKNOWN)
    history: dict[str, list[traces.Change]] = defaultdict(list)
    for edit in edits:
        path, before, after = traces.path_digest(edit.path, secret), edit.before, edit.after
        history[path].append(traces.Change(edit.when, path, before[: traces.DIGITS], after[: traces.DIGITS]))
    now = Now(root, {path for _, event in group for path in traces.parse(event.traces)} - history.keys(), secret)
    return {
        number: traces.verdict(event.traces, started=event.started.timestamp(), history=history, now=now.content)
        for number, event in group
    }


class Now:
    """What files that no commit touched hold now; the work tree is listed only when there are such."""

    def __init__(self, root: Path, wanted: set[str], secret: bytes) -> None:
        self._root = root
        self._wanted = wanted
        names = lasting.present(root) if wanted else []
        self._names = {digest: name for name in names if (digest := traces.path_digest(name, secret)) in wanted}

    def content(self, path: str) -> str | None:
        """Return the content's digest; "" when the file is gone, None when it was not asked for or cannot be read."""
        if path not in self._wanted:
            return None
        name = self._names.get(path)
        there = name is not None and (self._root / name).is_file()
        return traces.blob(str(self._root / str(name))) if there else ""


def _why_not() -> str:
    if usage.is_off():
        return "JIG_TELEMETRY is off"
    return "" if usage.here().recorded else "`[ledger] record = false` in jig.toml"
