"""What a box is, what a command may use in it, and how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Kind = Literal["bwrap", "landlock", "none"]
Why = Literal["exited", "cancelled", "wall", "idle", "limit", "killed"]
PORT = 8377
MEBIBYTE = 1 << 20
GIBIBYTE = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a command and all it started may use together. None: no limit of ours."""

    memory: int | None = 8 * GIBIBYTE
    """Bytes that are resident; one process alone may not have more writable memory than that either."""
    processes: int | None = 512
    """Processes at one time."""
    file_size: int | None = 4 * GIBIBYTE
    """Bytes of one file that is written."""
    open_files: int | None = 65_536
    """For each process."""
    temporary: int = GIBIBYTE
    """Bytes of /tmp, which is in memory. For bwrap alone: the others have the /tmp of the machine, or none."""
    output: int | None = 256 * MEBIBYTE
    """Bytes printed, on both streams together."""
    line: int = 16 * MEBIBYTE
    """Bytes of one line; what is over is left out up to the next line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a command runs. Paths are the same inside as outside; nothing of the environment is inherited."""

    kind: Kind
    work: Path
    """Working directory; it is in `writable`, or there is nowhere to write."""
    writable: tuple[Path, ...]
    """The clone, and the home folder of the command. Everything else is read-only or absent."""
    readable: tuple[Path, ...] = ()
    """What is needed besides the system: objects of the repository the clone borrows from, programs in home folders."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """The whole environment."""
    socket: Path | None = None
    """bwrap: a unix socket outside, answered inside at http://127.0.0.1:`port`; the only way out without `network`."""
    port: int = PORT
    """bwrap: where `socket` is inside. landlock: the one port that may be connected to. none: it means nothing."""
    network: bool = False
    """Whether the network of the machine is there, loopback included: for jobs such as `npm update`, not for agents."""
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """How long a command may take, in seconds. None: for ever."""

    wall: float | None = None
    idle: float | None = None
    """Without a byte of output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """How a command is asked to end: SIGINT, some seconds, SIGTERM, some seconds, SIGKILL."""

    interrupt: float = 10.0
    terminate: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended. Nothing that it started is alive any more."""

    code: int | None
    """Exit code, 128 + n for a command that signal n ended; None: it had to be killed."""
    why: Why
    """exited: by itself. killed: by somebody else, with its box. limit: it used too much, see `detail`."""
    seconds: float
    output: int
    """Bytes printed on both streams."""
    memory: int = 0
    """The most bytes that were seen resident at one time, of all its processes together; 0: not seen."""
    detail: str = ""
    """Which limit: "memory", "processes" or "output"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a kind of box is worth on this machine: it was tried."""

    kind: Kind
    works: bool
    version: str = ""
    promises: tuple[str, ...] = ()
    """What it keeps a command from, here."""
    lacks: tuple[str, ...] = ()
    """What it does not keep it from, here."""
    problem: str = ""
    """Why it does not work; empty: it does."""
    do: str = ""
    """How to get it, or what is missing of it."""
