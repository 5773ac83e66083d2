"""What jobs get and what they hand back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa

from jigsmith.base import errors, settings
from jigsmith.base.job_settings import Job
from jigsmith.engines.forge import records as forges

T = TypeVar("T")


class Steps(Protocol):
    """What runs the steps of a flow: the durable engine, or this process alone (see `Direct`)."""

    def step(
        self, name: str, function: Callable[[], T], *, retries: int = 0, backoff: float = 1.0, returns: Any = Any
    ) -> T:
        """Run a step, or return what it gave before."""
        ...

    def interrupted(self) -> bool:
        """Tell whether this execution has to end here."""
        ...

    def check(self) -> None:
        """End this execution if it has to."""
        ...


class Direct:
    """Steps that are run once, here and now: for a run that somebody asked for and waits for."""

    def step(
        self, name: str, function: Callable[[], T], *, retries: int = 0, backoff: float = 1.0, returns: Any = Any
    ) -> T:
        """Run a step."""
        return function()

    def interrupted(self) -> bool:
        """Return False: Ctrl-C comes as an exception."""
        return False

    def check(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything a run may reach. One for each repository."""

    store: sa.Engine
    clock: Callable[[], datetime]
    repository: Path
    home: Path  # the user's data folder; workspaces are below it
    worker: str
    settings: settings.Settings
    forge: forges.Forge
    tell: Callable[[str, str, str, bool], None]  # target, title, text, whether it is bad: sends a message
    machine: Mapping[str, str]  # the environment of this process
    echo: Callable[[bytes], None] = lambda _: None  # shows output as it comes

    def job(self, name: str) -> Job:
        """Return a job by its name. Raises JobMissing."""
        for job in self.settings.jobs:
            if job.name == name:
                return job
        raise errors.JobMissing(f"there is no job '{name}'", where=str(self.repository / "jig.toml"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Changes of a run that may become a pull request."""

    head: str  # commit, in the repository
    name: str = ""  # of a group of changes; empty: all that the run changed
    title: str = ""
    body: str = ""  # Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a built-in job found."""

    good: bool
    summary: str  # Markdown, for people
    readings: Mapping[str, float | None] = field(default_factory=dict)  # None: not measured
    proposals: Sequence[Proposal] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a run is begun with; the same for all its attempts."""

    job: Job
    commit: str
    base: str  # the branch that this commit was the end of; empty: none
    log: str  # path from the root of the repository
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How an attempt ended."""

    state: str  # succeeded, failed, timed-out, cancelled
    exit_code: int | None = None
    said: str = ""  # the end of the output, masked
    summary: str = ""
    readings: dict[str, float | None] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """How a run ended, and what that means after the runs before."""

    state: str
    first_failure: str = ""  # of the series it belongs to, when it failed
    recovered_from: str = ""  # the first run of the series that it ended
