"""The factory's hands: agents, gates and set-up commands, each in its box, with its output in a log."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jigsmith.app.factory import agents as agents_here
from jigsmith.base import settings
from jigsmith.engines.agents import records as agents
from jigsmith.engines.git import branches
from jigsmith.engines.sandbox import masking, processes
from jigsmith.engines.sandbox import records as sandbox
from jigsmith.flows import records
from jigsmith.loop.gate import judge
from jigsmith.loop.gate import records as gate

TAIL = 4_000  # characters of output that are kept for people
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Hands:
    """See flows.records.Boxes."""

    def __init__(self, *, repository: Path, settings: settings.Settings) -> None:
        self._repository = repository
        self._settings = settings

    @property
    def isolation(self) -> sandbox.Kind:
        """What kind of box it is."""
        return self._settings.tickets.isolation

    def work(self, task: records.Task) -> agents.Result:
        """Let an agent work."""
        return agents_here.work(task, settings=self._settings, box=self.box(task.workspace, task.ports))

    def run(self, command: records.Command) -> records.Ran:
        """Run a command."""
        ended, said = self._run(command, sandbox.Clocks())
        return records.Ran(ended.code if ended.why == "exited" else None, said)

    def judge(self, asked: gate.Asked) -> Sequence[gate.Verdict]:
        """Run the gates in the clone that they are asked about."""

        def run(words: Sequence[str], *, log: Path, timeout: float) -> gate.Ran:
            command = records.Command(words=words, workspace=asked.tree, log=log, cancelled=asked.cancelled)
            ended, said = self._run(command, sandbox.Clocks(wall=timeout))
            return gate.Ran(ended.code, ended.why, said)

        return judge.judge(asked, run=run)
