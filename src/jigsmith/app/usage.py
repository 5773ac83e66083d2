"""The one choke point through which every use goes, from the command line and from MCP.

It takes a few milliseconds and never changes how a command ends: whatever goes wrong with the record is swallowed.
JIG_TELEMETRY=off turns it off, and `[ledger] record = false` in a jig.toml for one repository. Nothing leaves the
machine; shapes of arguments are recorded, never values. JIG_SURFACE says how the command came to be called where it
cannot know that itself (job, skill), and JIG_REPOSITORY for which repository when it works in a copy.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime

import jigsmith
from jigsmith.base import clock, failure, places
from jigsmith.ledger import spool, where, who
from jigsmith.store.event import Event

TYPE_CHECKING = False  # start-up time: typing is imported by type checkers alone
if TYPE_CHECKING:
    from typing import Any

OFF = {"off", "0", "no", "false"}
WATCHED = 300.0  # seconds that somebody keeps looking at a command; after that they do something else
INTERRUPTIONS = {"KeyboardInterrupt", "Abort", "EOFError", "CancelledError", "Declined"}  # Abort: click's name for it


class Run:
    """A use while it runs; what is set here is recorded when it ends."""

    def __init__(self, tool: str, surface: str, shape: Mapping[str, str], *, folder: str = "", by: str = "") -> None:
        self.tool = tool
        self.folder = folder
        self.by = by
        self.surface = surface
        self.shape = shape
        self.files_written = 0
        self.lines_written = 0
        self.template = ""
        self.template_version = ""
        self.outcome = "ok"
        self.error = ""
        self.paths: list[str] = []
        self.version = jigsmith.__version__
        self.tokens: int | None = 0  # None: not measured
        self.cost: float | None = 0.0

    def wrote(self, *, files: int, lines: int, paths: Iterable[str | os.PathLike[str]] = ()) -> None:
        """Add to what this use has written; `paths` (absolute) are followed for a day, to see whether it lasts."""
        self.files_written += files
        self.lines_written += lines
        self.paths += [os.fspath(path) for path in paths]

    def spent(self, *, tokens: int, cost: float) -> None:
        """Add to what a model took for it; `cost` in US dollars."""
        self.tokens = (self.tokens or 0) + tokens
        self.cost = (self.cost or 0.0) + cost

    def about(self, template: str, version: str) -> None:
        """Say which template this use is about."""
        self.template, self.template_version = template, version

    def fail(self, outcome: str, error: str) -> None:
        """Say that it did not end well: "failed", "crashed" or "interrupted", and the name of the error."""
        self.outcome, self.error = outcome, error


current_run: ContextVar[Run | None] = ContextVar("current_run", default=None)


def current() -> Run:
    """Return the use that runs here; outside of one, something that takes the same calls and records nothing."""
    return current_run.get() or Run("", "", {})


@contextmanager
def recorded(
    tool: str, *, surface: str, shape: Mapping[str, str] | None = None, folder: str = "", by: str = ""
) -> Iterator[Run]:
    """Record what runs inside as one use. Errors pass through unchanged.

    `folder` is what it is for, where that is not the working directory; `by` who does it, where that is not the user
    of this machine: a pseudonym of theirs is recorded, not the name.
    """
    run = Run(tool, surface, shape or {}, folder=folder, by=by)
    token = current_run.set(run)
    started, before = clock.now(), time.perf_counter()
    try:
        yield run
    except BaseException as error:
        note(run, error)
        raise
    finally:
        current_run.reset(token)
        keep(run, started, time.perf_counter() - before)


def note(run: Run, error: BaseException) -> None:
    """Say how it ended from the error that came out."""
    kind, code = type(error).__name__, getattr(error, "exit_code", None)
    if kind in INTERRUPTIONS:
        run.fail("interrupted", "")
    elif isinstance(error, failure.JigError):
        run.fail("failed", kind)
    elif code:  # what click raises has an exit code as well
        run.fail("failed", "UsageError" if code == 2 else f"exit code {code}")
    elif code is None:
        run.fail("crashed", kind)


def track(tool: str, action: str, facts: Mapping[str, Any]) -> None:
    """Record a use that another tool reports when it ends: `jigsmith.track_usage`. ValueError: it has no name."""
    place = here()
    if is_off() or not place.recorded:
        return
    from jigsmith.ledger import reported  # noqa: PLC0415 - start-up time: no verb of jig needs it

    home = places.home_name()
    event = reported.event(
        tool,
        action,
        facts,
        shape=reported.shape(facts),
        started=clock.now().timestamp() - reported.number(facts.get("seconds")),
        who=who.known(home).name,
        repository=repository_of(place),
        surface=surface("tool"),
    )
    spool.append(home, event)


def is_off() -> bool:
    """Tell whether the user wants nothing to be recorded."""
    return os.environ.get("JIG_TELEMETRY", "").lower() in OFF


def here() -> where.Where:
    """Return the repository in which the command runs; a folder that is gone is in none."""
    try:
        return where.find(os.getcwd())  # noqa: PTH109 - start-up time
    except OSError:
        return where.NOWHERE


def repository_of(place: where.Where) -> str:
    """Return which repository it is for: a job works in a copy of it."""
    return os.environ.get("JIG_REPOSITORY") or place.repository


def surface(own: str) -> str:
    """Return how the command came to be called."""
    told = os.environ.get("JIG_SURFACE", "")
    return told if told.isascii() and told.isalpha() and len(told) <= 20 else own


def watched(seconds: float, surface: str) -> float:
    """Return how much of it a person was at: the first minutes of what runs in a terminal or answers to a page, nothing
    of what does not.
    """
    seen = surface == "web" or (surface == "cli" and (os.isatty(0) or os.isatty(2)))
    return round(min(seconds, WATCHED), 4) if seen else 0.0


def keep(run: Run, started: datetime, seconds: float) -> None:
    """Append the use to the ledger, or let it be."""
    if is_off():
        return
    with suppress(Exception):  # the promise of this module: a record never fails a command
        place = where.find(run.folder) if run.folder else here()
        if place.recorded:
            home = places.home_name()
            by = who.known(home)
            spool.append(home, to_event(run, started, seconds, by=who.other(by, run.by) if run.by else by, place=place))


def to_event(run: Run, started: datetime, seconds: float, *, by: who.Who, place: where.Where) -> Event:
    """Return the use as it is recorded."""
    how = surface(run.surface)
    return Event(
        started=started,
        seconds=round(seconds, 4),
        tool=run.tool,
        version=run.version,
        surface=how,
        outcome=run.outcome,
        error=run.error,
        files_written=run.files_written,
        lines_written=run.lines_written,
        template=run.template,
        template_version=run.template_version,
        shape=" ".join(f"{name}:{kind}" for name, kind in sorted(run.shape.items())),
        who=by.name,
        repository=repository_of(place),
        active=watched(seconds, how),
        tokens=run.tokens,
        cost=run.cost,
        traces=traced(run.paths, place, by),
    )


def traced(paths: list[str], place: where.Where, by: who.Who) -> str:
    """Return the traces of what was written."""
    if not (paths and place.root and by.secret):
        return ""
    from jigsmith.ledger import traces  # noqa: PLC0415 - start-up time: most uses write nothing

    return traces.of(paths, root=place.root, secret=by.secret)
