"""What stages get and what they hand back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from jigsmith.base import ticket_settings
from jigsmith.engines.agents import records as agents
from jigsmith.engines.forge import records as forges
from jigsmith.loop.gate import records as gate
from jigsmith.store.factory.tickets import Ticket

QUEUED, PREPARING, WORKING, GATING, REPAIRING = "queued", "preparing", "working", "gating", "repairing"
PROPOSING, REVIEWING, WAITING, MERGING, CLEANING = "proposing", "reviewing", "waiting", "merging", "cleaning"
BLOCKED, DONE, FAILED, CANCELLED = "blocked", "done", "failed", "cancelled"
ENDED = frozenset({DONE, FAILED, CANCELLED})
RESTING = frozenset({QUEUED, WAITING, MERGING, BLOCKED}) | ENDED  # no flow works on it; the dispatcher looks after it
OPEN_PULL = frozenset({PROPOSING, REVIEWING, WAITING, MERGING})
"""States in which a pull request may be open, so that one more is a burden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a ticket goes, and what else is written in the same statement."""

    to: str
    why: str  # for the timeline
    changes: Mapping[str, Any] = field(default_factory=dict)


def block(on: str, question: str, *, then: str, **changes: Any) -> Move:
    """Wait for a person; what is answered is handed to the state `then`."""
    stay = {"blocked_on": on, "question": question, "answer": "", "pinged": None, "goes_on": then}
    return Move(to=BLOCKED, why=f"{on}: {question}", changes=stay | changes)


class Worker(Protocol):
    """An agent that can be set to work: the wiring of an agent's adapter with a box and a proxy."""

    def __call__(self, task: "Task", *, heard: Callable[[agents.Event], None], cancelled: Callable[[], bool]) -> Any:
        """Run the agent to its end and return its Result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What an agent is set to."""

    attempt: str  # its id: TICKET.NUMBER.ROLE
    agent: str  # by its name in jig.toml
    role: str
    prompt: str
    workspace: Path
    session: str  # the conversation
    resume: bool  # it has begun before
    schema: Mapping[str, Any] | None = None
    money: float | None = None  # US dollars that may still be spent
    tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a stage may reach. One for each repository."""

    store: sa.Engine
    clock: Callable[[], datetime]
    repository: Path
    home: Path  # the user's data folder; workspaces are below it
    worker: str  # who moves
    settings: ticket_settings.Tickets
    forge: forges.Forge
    work: Worker
    gates: Callable[[gate.Asked], Sequence[gate.Verdict]]
    enter: Callable[[Path], Sequence[str]]  # a workspace: the command that enters its box
    tell: Callable[[str, str], None]  # title, text: calls people

    def ticket_folder(self, ticket: Ticket) -> Path:
        """Return the folder that everything about a ticket is in, outside the repository."""
        return self.home / "tickets" / str(ticket.id)
