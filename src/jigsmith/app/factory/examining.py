"""What is here to work with: agents, boxes, programs, the forge; what is missing, and how to get it."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jigsmith.app.factory import floor
from jigsmith.base import agent_settings, errors, settings
from jigsmith.engines.agents import doctor as agents
from jigsmith.engines.sandbox import doctor as boxes
from jigsmith.engines.sandbox import records as sandbox

PROGRAMS = {"git": "Install git."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The state of this machine, as a factory needs it."""

    agents: list[agents.Examined]
    boxes: list[sandbox.Tried]
    isolation: str  # what jig.toml asks for
    problems: list[tuple[str, str]]  # what is missing besides, and what to do
    used: list[str]  # agents that jig.toml sets to work

    @property
    def ready(self) -> bool:
        """Whether tickets could be worked on."""
        agents_fit = all(not each.problems for each in self.agents if each.name in self.used)
        return (
            agents_fit and any(each.kind == self.isolation and each.works for each in self.boxes) and not self.problems
        )


def examine(root: Path) -> Found:
    """Look at everything; each box is tried, no model is asked. Raises ConfigInvalid."""
    configured = settings.load(root)
    named: dict[str, agent_settings.Agent] = {"claude": agent_settings.Claude(), "codex": agent_settings.Codex()}
    used = [configured.tickets.agent, configured.tickets.reviewer or configured.tickets.agent]
    used = list(dict.fromkeys(used if configured.tickets.review else used[:1]))
    known = named | configured.agents
    return Found(
        agents=agents.examine(known, os.environ),
        boxes=boxes.available(),
        isolation=configured.tickets.isolation,
        problems=[problem for check in (programs, repository, store) for problem in check(root)]
        + [(f"[tickets] names the agent '{name}', and there is none", f"Write it into jig.toml: [agents.{name}].")
           for name in used if name not in known],
        used=used,
    )  # fmt: skip


def programs(_root: Path) -> list[tuple[str, str]]:
    """Return the programs that are missing."""
    return [(f"{name} is not installed", do) for name, do in PROGRAMS.items() if not shutil.which(name)]


def repository(root: Path) -> list[tuple[str, str]]:
    """Return what is wrong with the repository."""
    return tried(lambda: floor.repository_of(root))


def store(root: Path) -> list[tuple[str, str]]:
    """Return what is wrong with the factory's database, or with how the forge is reached; nothing is asked of it."""

    def look() -> None:
        with floor.opened(root) as opened:
            opened.world(root)

    return tried(look)


def tried(look: Callable[[], object]) -> list[tuple[str, str]]:
    """Return what is wrong, when something is."""
    try:
        look()
    except errors.JigError as error:
        return [(error.what, error.do)]
    return []
