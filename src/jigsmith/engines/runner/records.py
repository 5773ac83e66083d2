"""What the runner tells: flows, notices, and the two ways in which a step ends badly."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

State = Literal["queued", "running", "done", "failed", "cancelled"]
Kind = Literal["died", "given-back", "stood-still", "lost"]
ENDED: frozenset[State] = frozenset({"done", "failed", "cancelled"})


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How the runner keeps time. All in seconds but `at_once`."""

    beat: float = 3.0  # between two signs of life of a worker
    ttl: float = 18.0  # without one for this long a worker counts as dead; six beats, as a busy SQLite lets some wait
    still: float = 120.0  # a flow that its living worker does not know of stands still after this long
    poll: float = 0.5  # between two looks at a queue
    away: float = 600.0  # how long a step waits for the factory's database before it fails
    at_once: int = 16  # flows of one queue at one worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A flow as it is in the database. Times are aware, UTC."""

    id: str
    name: str
    state: State
    queue: str
    key: str  # empty: none
    worker: str  # the last one that took it; empty: none yet
    attempts: int  # how often a worker took it
    result: Any  # of a flow that is done
    error: str  # of one that failed, or why it was given up
    queued: datetime
    started: datetime | None  # when a worker took it last; None: not yet
    ended: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A flow that a worker has taken and not ended."""

    flow: str
    worker: str
    since: datetime  # when it was taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something about workers that a person may want to know."""

    kind: Kind
    worker: str
    flow: str = ""  # empty: it is about the worker alone
    text: str


Notify = Callable[[Notice], None]


class Interrupted(BaseException):
    """This execution of a flow ends here: its worker stops, or another one has the flow now.

    It is no Exception, so that `except Exception` in a flow does not take it for a failure; nothing is recorded,
    and the flow goes on at the step that was interrupted. A step that polls `Engine.interrupted` raises it.
    """


class StepRaised(Exception):
    """A step raised something that is no JigError; which class it was is only told in words.

    A replay after a crash cannot raise the class itself again, and so the first run does not either.
    """
