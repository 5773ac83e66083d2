"""What an agent is asked to do, what it says meanwhile, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

Outcome = Literal["completed", "blocked", "failed", "limit", "cancelled"]
Reason = Literal[
    "", "question", "permission", "turns", "budget", "usage-limit", "login", "service", "wall", "idle", "memory",
    "processes", "output", "killed", "error", "answer",
]  # fmt: skip
EventKind = Literal["begun", "said", "tool", "retry", "denied", "cost", "limit", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One piece of work for an agent. The same order again goes on with the conversation that its `home` holds."""

    prompt: str
    """The task; when a conversation is resumed, what is said next."""
    workspace: Path
    """The clone. It is the working directory, and where the agent may write."""
    home: Path
    """Home folder of this conversation alone. What the agent keeps there is how it is resumed."""
    session: str
    """A UUID that follows from what the order is for, so that a worker which takes over finds the conversation."""
    role: str = "author"
    """What the agent is told that it is; "author" and "reviewer" are known."""
    model: str = ""
    """Empty: what the agent's settings say, or its own default."""
    schema: Mapping[str, Any] | None = None
    """JSON schema of the answer, for reviews; None: the answer is text."""
    max_turns: int | None = None
    max_cost: float | None = None
    """US dollars, for the agent's own cap. The proxy holds it as well, since an agent's cap may fail open."""
    proxy: str = "http://127.0.0.1:8377"
    """Where the agent finds its model."""
    token: str = "not-a-key"  # noqa: S105 - what the proxy knows this attempt by
    """What the proxy knows this attempt by. It is worth nothing anywhere else."""
    isolated: bool = True
    """Whether it runs in a box. Without one, an agent that asks for permissions keeps to those of its settings."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What is added to its environment, such as ports and the name to commit by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How an agent is started, in a box that has `programs`, and can write `workspace` and `home` of the order."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    stdin: bytes = b""
    programs: tuple[str, ...] = ()
    """Programs that have to be there, wherever they are installed: `sandbox.system.needs` knows what they need."""
    resumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something an agent did. What is not understood is no event."""

    kind: EventKind
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How an attempt ended. Only "completed" is success, and the gates have not been asked yet."""

    outcome: Outcome
    reason: Reason = ""
    """Why it is not "completed": "question" and "permission" are for a person, "usage-limit" passes by itself."""
    text: str = ""
    """The last that it said, or what the error was."""
    question: str = ""
    """What it wants to know, when it is blocked."""
    answer: Any = None
    """What was answered by the schema of the order."""
    session: str = ""
    """Its own name of the conversation."""
    cost: float | None = None
    """US dollars; None: not told."""
    estimated: bool = False
    """Whether the cost is tokens times a price of ours."""
    tokens_in: int = 0
    """All that was read, from a cache as well."""
    tokens_out: int = 0
    turns: int = 0
    resets_at: datetime | None = None
    """When a usage limit passes; None: there is none, or it was not told."""


class Transcript(Protocol):
    """What an agent prints, read line by line."""

    def read(self, line: bytes) -> list[Event]:
        """Take one line of its standard output."""

    def complain(self, line: bytes) -> list[Event]:
        """Take one line of its standard error."""

    def verdict(self, code: int | None, why: str, detail: str = "") -> Result:
        """Say how it ended: `code`, `why` and `detail` are those of `sandbox.records.Ended`."""
