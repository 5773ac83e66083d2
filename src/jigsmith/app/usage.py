"""The one choke point through which every use goes, from the command line and from MCP.

It takes a few milliseconds and never changes how a command ends: whatever goes wrong with the record is swallowed.
JIG_TELEMETRY=off turns it off. Nothing leaves the machine; shapes of arguments are recorded, never values.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime

import jigsmith
from jigsmith.base import clock, errors, places
from jigsmith.ledger import uses

TYPE_CHECKING = False  # start-up time: typing is imported by type checkers alone
if TYPE_CHECKING:
    from typing import Any

OFF = {"off", "0", "no", "false"}
INTERRUPTIONS = {"KeyboardInterrupt", "Abort", "EOFError", "CancelledError", "Declined"}  # Abort: click's name for it


class Run:
    """A use while it runs; what is set here is recorded when it ends."""

    def __init__(self, tool: str, surface: str, shape: Mapping[str, str]) -> None:
        self.tool = tool
        self.surface = surface
        self.shape = shape
        self.files_written = 0
        self.lines_written = 0
        self.template = ""
        self.template_version = ""
        self.outcome = "ok"
        self.error = ""

    def wrote(self, *, files: int, lines: int) -> None:
        """Add to what this use has written."""
        self.files_written += files
        self.lines_written += lines

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
def recorded(tool: str, *, surface: str, shape: Mapping[str, str] | None = None) -> Iterator[Run]:
    """Record what runs inside as one use. Errors pass through unchanged."""
    run = Run(tool, surface, shape or {})
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
    elif isinstance(error, errors.JigError):
        run.fail("failed", kind)
    elif code:  # what click raises has an exit code as well
        run.fail("failed", "UsageError" if code == 2 else f"exit code {code}")
    elif code is None:
        run.fail("crashed", kind)


def track(tool: str, action: str, facts: Mapping[str, Any]) -> None:
    """Record a use that another tool reports when it ends: `jigsmith.track_usage`. ValueError: it has no name."""
    if is_off():
        return
    from jigsmith.ledger import reported  # noqa: PLC0415 - start-up time: no verb of jig needs it

    seconds = reported.number(facts.get("seconds"))
    started = clock.now().timestamp() - seconds
    event = reported.event(tool, action, facts, shape=reported.shape(facts), started=started)
    uses.append(places.home_name(), event)


def is_off() -> bool:
    """Tell whether the user wants nothing to be recorded."""
    return os.environ.get("JIG_TELEMETRY", "").lower() in OFF


def keep(run: Run, started: datetime, seconds: float) -> None:
    """Append the use to the ledger, or let it be."""
    if is_off():
        return
    with suppress(Exception):  # the promise of this module: a record never fails a command
        uses.append(places.home_name(), to_event(run, started, seconds))


def to_event(run: Run, started: datetime, seconds: float) -> uses.Event:
    """Return the use as it is recorded."""
    return uses.Event(
        started=started,
        seconds=round(seconds, 4),
        tool=run.tool,
        version=jigsmith.__version__,
        surface=run.surface,
        outcome=run.outcome,
        error=run.error,
        files_written=run.files_written,
        lines_written=run.lines_written,
        template=run.template,
        template_version=run.template_version,
        shape=" ".join(f"{name}:{kind}" for name, kind in sorted(run.shape.items())),
    )
