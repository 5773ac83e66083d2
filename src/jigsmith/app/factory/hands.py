"""The factory's hands: agents, gates and set-up commands, each in its box, with its output in a log."""

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from jigsmith.app.factory import agents as agents_here
from jigsmith.base import errors, gate_settings, settings
from jigsmith.engines.agents import records as agents
from jigsmith.engines.git import branches
from jigsmith.engines.notify import send
from jigsmith.engines.sandbox import masking, processes
from jigsmith.engines.sandbox import records as sandbox
from jigsmith.flows.jobs import logs
from jigsmith.flows.tickets import records
from jigsmith.loop.gate import judge, measuring
from jigsmith.loop.gate import records as gate

PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
LOG_LIMIT = 20 << 20  # bytes of one log


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
        """Let an agent work in the box of its workspace."""
        with self.logging(task.log) as log:
            return agents_here.work(task, configured=self._settings, box=self.box(task.workspace), log=log)

    def run(self, command: records.Command) -> records.Ran:
        """Run a command."""
        ended, said = self._run(command, sandbox.Clocks())
        return records.Ran(ended.code if ended.why == "exited" else None, said)

    def judge(self, asked: gate.Asked) -> Sequence[gate.Verdict]:
        """Run the gates in the clone that they are asked about."""
        return judge.judge(asked, run=self._runs(asked.tree, asked.cancelled))

    def measure(
        self, gates: Sequence[gate_settings.Gate], tree: Path, *, log: Path, cancelled: Callable[[], bool]
    ) -> Mapping[str, gate.Figures]:
        """Run those gates that compare with the base, on the base."""
        return measuring.figures(gates, tree, log=log, run=self._runs(tree, cancelled), cancelled=cancelled)

    def _runs(self, tree: Path, cancelled: Callable[[], bool]) -> gate.Run:
        def run(words: Sequence[str], *, log: Path, timeout: float) -> gate.Ran:
            command = records.Command(words=words, workspace=tree, log=log, cancelled=cancelled)
            ended, said = self._run(command, sandbox.Clocks(wall=timeout))
            return gate.Ran(ended.code, ended.why, said)

        return run

    def box(self, workspace: Path, *, network: bool = False, ports: int = 0) -> sandbox.Box:
        """Return the box of a workspace: it alone can be written, and a home folder beside it."""
        home = workspace.with_name(f"{workspace.name}-home")
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        readable = (branches.objects_of(self._repository), *map(Path, self._settings.tickets.readable))
        environment = {"PATH": PATHS, "HOME": str(home), "LANG": "C.UTF-8", "CI": "1", "GIT_TERMINAL_PROMPT": "0"}
        return sandbox.Box(
            kind=self.isolation,
            work=workspace,
            writable=(workspace, home),
            readable=tuple(path.expanduser() for path in readable),
            environment=environment | ({"JIG_PORT": str(ports)} if ports else {}),
            network=network,
        )

    @contextlib.contextmanager
    def logging(self, path: Path) -> Iterator[logs.Log]:
        """Open a log, with secrets masked."""
        log = logs.Log(
            path, limit=LOG_LIMIT, mask=masking.Masker(masking.secrets(os.environ)).mask, echo=lambda _: None
        )
        try:
            yield log
        finally:
            log.close()

    def _run(self, command: records.Command, clocks: sandbox.Clocks) -> tuple[sandbox.Ended, str]:
        box = self.box(command.workspace, network=command.network, ports=command.ports)
        with contextlib.ExitStack() as opened:
            log = opened.enter_context(self.logging(command.log))
            into = opened.enter_context(command.output.open("wb")) if command.output else None

            def heard(stream: str, line: bytes) -> None:
                if into and stream == "stdout":
                    into.write(line)
                else:
                    log.line(stream, line)

            ended = processes.run(command.words, box=box, on_output=heard, clocks=clocks, cancelled=command.cancelled)
            return ended, log.said()


def teller(configured: settings.Settings) -> Callable[[str, str], None]:
    """Return what calls people, by the targets of `[notify]` that `[tickets] ping` names; all of them by default."""

    def tell(title: str, text: str) -> None:
        for name, target in configured.notify.targets.items():
            if not configured.tickets.ping or name in configured.tickets.ping:
                with contextlib.suppress(errors.NotifyFailed):  # the comment on the forge is there all the same
                    send.send(target, title=title, body=text, bad=True, environment=os.environ)

    return tell
