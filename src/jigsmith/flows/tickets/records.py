"""What stages get and what they hand back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from jigsmith.base import gate_settings, ticket_settings
from jigsmith.engines.agents import records as agents
from jigsmith.engines.forge import records as forges
from jigsmith.loop.gate import records as gate
from jigsmith.store.factory.tickets import Ticket

QUEUED, PREPARING, WORKING, REPAIRING, GATING = "queued", "preparing", "working", "repairing", "gating"
PROPOSING, REVIEWING, WAITING, MERGING, CLEANING = "proposing", "reviewing", "waiting", "merging", "cleaning"
BLOCKED, DONE, FAILED, CANCELLED = "blocked", "done", "failed", "cancelled"
STATES = (
    QUEUED, PREPARING, WORKING, REPAIRING, GATING, PROPOSING, REVIEWING, WAITING, MERGING, BLOCKED, CLEANING,
    DONE, FAILED, CANCELLED,
)  # fmt: skip
ENDED = frozenset({DONE, FAILED, CANCELLED})
RESTING = frozenset({QUEUED, WAITING, MERGING, BLOCKED}) | ENDED
"""States in which no flow of its own works on a ticket: the dispatcher looks after it."""
AT_WORK = frozenset(STATES) - RESTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a ticket goes, and what else is written in the same statement."""

    to: str
    why: str  # for the timeline
    changes: Mapping[str, Any] = field(default_factory=dict)


class Lost(Exception):
    """Another worker has the ticket: whatever this one was doing for it counts no more."""


def block(on: str, question: str, *, then: str, **changes: Any) -> Move:
    """Wait for a person; what is answered is handed to the state `then`."""
    stay = {"blocked_on": on, "question": question, "answer": "", "pinged": None, "goes_on": then}
    shortly = question.partition("\n")[0]
    return Move(to=BLOCKED, why=f"{on}: {shortly}", changes=stay | changes)


def repair(ticket: Ticket, todo: str, *, why: str, at_most: int, **changes: Any) -> Move:
    """Let the agent mend it, or ask a person when it has tried often enough."""
    if ticket.repairs >= at_most:
        said = f"{why} after {ticket.repairs} repairs. What is left:\n\n{todo}"
        return block("gate", said, then=REPAIRING, todo=todo, **changes)
    new = {"todo": todo, "repairs": ticket.repairs + 1, "attempt": ticket.attempt + 1}
    return Move(to=REPAIRING, why=why, changes=new | changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What an agent is set to."""

    attempt: str  # its id: TICKET.NUMBER.ROLE
    agent: str  # by its name in jig.toml
    role: str
    prompt: str
    workspace: Path
    home: Path  # where the agent keeps the conversation
    session: str  # its id
    resume: bool  # it has begun before
    schema: Mapping[str, Any] | None = None
    money: float | None = None  # US dollars that may still be spent; None: no limit
    tokens: int | None = None
    ports: int = 0
    log: Path
    heard: Callable[[agents.Event], None]  # may be called in another thread
    refuse: Callable[[], str] = lambda: ""  # why no more may be spent just now; empty: it may
    cancelled: Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command that is run in a workspace, in a box."""

    words: Sequence[str]
    workspace: Path
    log: Path
    cancelled: Callable[[], bool]
    network: bool = False
    ports: int = 0
    output: Path | None = None  # a file that its standard output goes to, as it is; None: into the log


@dataclass(frozen=True, slots=True)
class Ran:
    """How it ended."""

    code: int | None  # None: it did not end by itself
    said: str  # the end of its output, secrets masked


class Boxes(Protocol):
    """The factory's hands: whatever is somebody else's code runs behind these."""

    def work(self, task: Task) -> agents.Result:
        """Let an agent work."""
        ...

    def run(self, command: Command) -> Ran:
        """Run a command."""
        ...

    def judge(self, asked: gate.Asked) -> Sequence[gate.Verdict]:
        """Run the gates."""
        ...

    def measure(
        self, gates: Sequence[gate_settings.Gate], tree: Path, *, log: Path, cancelled: Callable[[], bool]
    ) -> Mapping[str, gate.Figures]:
        """Run those gates that compare with the base, on the base."""
        ...

    @property
    def isolation(self) -> str:
        """What kind of box it is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a stage may reach. One for each repository."""

    store: sa.Engine
    clock: Callable[[], datetime]
    repository: Path
    home: Path  # the user's data folder; workspaces are below it
    worker: str  # who moves
    settings: ticket_settings.Tickets
    gates: Sequence[gate_settings.Gate]
    forge: forges.Forge
    boxes: Boxes
    tell: Callable[[str, str], None]  # title, text: calls people
    interrupted: Callable[[], bool] = lambda: False  # whether this execution has to end: its worker stops, or lost it
    check: Callable[[], None] = lambda: None  # ends it then, so that it goes on elsewhere

    def folder(self, ticket: Ticket) -> Path:
        """Return the folder that everything about a ticket is in, outside the repository."""
        return self.home / "tickets" / str(ticket.id)

    def log(self, ticket: Ticket, name: str) -> Path:
        """Return where a log of a ticket lies: in the repository, so that people find it."""
        return self.repository / ".jig" / "logs" / "tickets" / str(ticket.id) / f"{name}.log"
