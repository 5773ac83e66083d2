"""One attempt of an agent, wired as the factory wires it: proxy, box, process, transcript."""

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from jigsmith.engines.agents import kinds, proxy, serving
from jigsmith.engines.agents.account import Cap, Usage
from jigsmith.engines.agents.records import Event, Order, Result
from jigsmith.engines.sandbox import processes, system
from jigsmith.engines.sandbox.records import Box, Clocks, Ended, Kind, Stop

KEY = "the-real-key-of-the-provider"
SPACE = UUID("5b0f0c3e-6f0c-4c4e-9a58-0a3c3d7f5a11")
AUTHOR = {
    "GIT_AUTHOR_NAME": "agent", "GIT_AUTHOR_EMAIL": "agent@example.invalid",
    "GIT_COMMITTER_NAME": "agent", "GIT_COMMITTER_EMAIL": "agent@example.invalid",
}  # fmt: skip


NO_CAP = Cap()
TWO_MINUTES = Clocks(wall=120)


@dataclass(kw_only=True)
class Attempt:
    """What an attempt came to."""

    result: Result
    ended: Ended
    usage: Usage
    events: list[Event]
    lines: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A repository, a clone of it that borrows its objects, and a home."""

    main: Path
    clone: Path
    home: Path

    def order(self, prompt: str, **more: Any) -> Order:
        """An order for this place."""
        given = {"session": str(uuid5(SPACE, str(self.clone))), "environment": AUTHOR} | more
        return Order(prompt=prompt, workspace=self.clone, home=self.home, **given)

    def box(self, kind: Kind, **more: Any) -> Box:
        """A box for it."""
        given = {"environment": {"PATH": system.PATH, "HOME": str(self.home)} | AUTHOR} | more
        return Box(
            kind=kind, work=self.clone, writable=(self.clone, self.home),
            readable=(self.main / ".git" / "objects",), **given,
        )  # fmt: skip


def place(folder: Path) -> Place:
    """A place with one commit in it, on the branch `work` of the clone."""
    made = Place(main=folder / "main", clone=folder / "clone", home=folder / "agent")
    made.home.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main", str(made.main))
    (made.main / "README.md").write_text("A project.\n")
    git(made.main, "add", ".")
    git(made.main, "commit", "-qm", "Begin")
    git(folder, "clone", "-q", "--shared", str(made.main), str(made.clone))
    git(made.clone, "checkout", "-q", "-b", "work")
    return made


def git(where: Path, *words: str) -> str:
    """What git prints. CalledProcessError if it fails."""
    environment = {**os.environ, **AUTHOR, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    safe = ["git", "-c", "safe.directory=*", "-C", str(where), *words]
    return subprocess.run(safe, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def attempt(
    settings: kinds.Settings,
    order: Order,
    *,
    at: Place,
    kind: Kind = "bwrap",
    models: str = "",
    cap: Cap = NO_CAP,
    clocks: Clocks = TWO_MINUTES,
    stop: Stop = processes.KINDLY,
    cancelled: Callable[[list[Event]], bool] = lambda _: False,
    environment: dict[str, str] | None = None,
) -> Attempt:
    """Let an agent work. `models` is the URL of the server of models; `cancelled` sees what has happened until then."""
    known = proxy.providers(
        {"ANTHROPIC_API_KEY": KEY, "OPENAI_API_KEY": KEY, "ANTHROPIC_BASE_URL": models, "OPENAI_BASE_URL": models}
    )
    socket = at.home.parent / "proxy.sock" if kind == "bwrap" else None
    events: list[Event] = []
    lines: list[bytes] = []
    with serving.served(known, path=socket, cap=cap) as served:
        port = served.port or 8377
        ready = replace(order, proxy=f"http://127.0.0.1:{port}", token=served.token)
        begun = kinds.start(settings, ready)
        transcript = kinds.transcript(settings, ready)

        def take(stream: str, line: bytes) -> None:
            lines.append(line)
            events.extend(transcript.read(line) if stream == "stdout" else transcript.complain(line))

        needed = [path for program in begun.programs for path in system.needs(program)]
        box = Box(
            kind=kind, work=at.clone, writable=(at.clone, at.home), readable=(at.main / ".git" / "objects", *needed),
            environment=dict(begun.environment) | (environment or {}), socket=socket, port=port,
        )  # fmt: skip
        ended = processes.run(
            begun.command, box=box, stdin=begun.stdin, on_output=take, clocks=clocks, stop=stop,
            cancelled=lambda: cancelled(events),
        )  # fmt: skip
        return Attempt(
            result=transcript.verdict(ended.code, ended.why, ended.detail),
            ended=ended, usage=served.usage, events=events, lines=lines,
        )  # fmt: skip
