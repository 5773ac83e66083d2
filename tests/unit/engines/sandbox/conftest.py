"""Commands in boxes of each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from tests import attempts, programs

from jigsmith.engines.sandbox import processes
from jigsmith.engines.sandbox.records import Box, Clocks, Ended, Kind

KINDS = ("bwrap", "landlock", "none")
LONG = Clocks(wall=60)


@dataclass(kw_only=True)
class Said:
    """What a command printed, and how it ended."""

    ended: Ended
    lines: list[tuple[str, bytes]]

    def text(self, stream: str = "stdout") -> str:
        """All that it printed on a stream."""
        return b"".join(line for name, line in self.lines if name == stream).decode()


Run = Callable[..., Said]


def run_in(box: Box, *command: str, clocks: Clocks = LONG, **more: Any) -> Said:
    """Run a command in a box."""
    lines: list[tuple[str, bytes]] = []
    ended = processes.run(command, box=box, on_output=lambda *line: lines.append(line), clocks=clocks, **more)
    return Said(ended=ended, lines=lines)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of box."""
    if request.param == "bwrap":
        programs.bwrap()
    return cast("Kind", request.param)


@pytest.fixture
def place(tmp_path: Path) -> attempts.Place:
    """A repository, a clone that borrows its objects, and a home."""
    return attempts.place(tmp_path)


@pytest.fixture
def run(place: attempts.Place, kind: Kind) -> Run:
    """Runs a shell's command line in a box of each kind."""

    def shell(line: str, *, box: dict[str, Any] | None = None, **more: Any) -> Said:
        return run_in(place.box(kind, **(box or {})), "/bin/bash", "-c", line, **more)

    return shell
