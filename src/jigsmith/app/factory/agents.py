"""Setting an agent to work: its adapter, its box, the proxy that holds the key and the purse, and its log."""

import dataclasses
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jigsmith.base import agent_settings, errors, settings
from jigsmith.engines.agents import account, kinds, proxy, serving
from jigsmith.engines.agents import records as agents
from jigsmith.engines.sandbox import processes, system
from jigsmith.engines.sandbox import records as sandbox
from jigsmith.flows.jobs import logs
from jigsmith.flows.tickets import records

MINUTE = 60.0
IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "jigsmith agent"), ("EMAIL", "agent@localhost"))
}
INSIDE = 8377  # the port at which a box shows the proxy's socket


def work(task: records.Task, *, configured: settings.Settings, box: sandbox.Box, log: logs.Log) -> agents.Result:
    """Let an agent work until it ends, is cancelled, or has used up its time or its purse."""
    with proxied(task, box) as (reached, served):
        result = _work(task, configured=configured, box=reached, log=log, served=served)
        return settled(result, served.usage)


def _work(
    task: records.Task, *, configured: settings.Settings, box: sandbox.Box, log: logs.Log, served: serving.Served
) -> agents.Result:
    own = named(configured, task.agent)
    budget = configured.tickets.per_ticket
    order = agents.Order(
        prompt=task.prompt, workspace=task.workspace, home=task.home, session=task.session, role=task.role,
        schema=task.schema, max_turns=budget.turns, max_cost=task.money, isolated=box.kind != "none",
        proxy=f"http://127.0.0.1:{box.port}", token=served.token,
        environment=IDENTITY | ({"JIG_PORT": str(task.ports)} if task.ports else {}),
    )  # fmt: skip
    task.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    started = kinds.start(own, order)
    purse = Purse(task)
    transcript = kinds.transcript(own, order)

    def heard(stream: str, line: bytes) -> None:
        log.line(stream, line)
        for event in transcript.read(line) if stream == "stdout" else transcript.complain(line):
            purse.heard(event)
            task.heard(event)

    ended = processes.run(
        started.command,
        box=boxed(box, task, started),
        stdin=started.stdin,
        on_output=heard,
        clocks=sandbox.Clocks(wall=budget.wall * MINUTE, idle=budget.idle * MINUTE),
        cancelled=lambda: purse.empty() or task.cancelled(),
    )
    return purse.settled(transcript.verdict(ended.code, ended.why, ended.detail))


@contextmanager
def proxied(task: records.Task, box: sandbox.Box) -> Iterator[tuple[sandbox.Box, serving.Served]]:
    """Run the proxy that an agent reaches its model by, and show it in the box. The key stays out here."""
    known = proxy.providers(os.environ)
    cap = account.Cap(money=task.money, tokens=task.tokens)
    with tempfile.TemporaryDirectory(prefix="jig-") as folder:
        path = Path(folder) / "proxy" if box.kind == "bwrap" else None
        with serving.served(
            known, path=path, cap=cap, on_call=lambda call: task.heard(told(call)), refuse=task.refuse
        ) as served:
            yield dataclasses.replace(box, socket=path, port=served.port or INSIDE), served


def told(call: account.Call) -> agents.Event:
    """Return a call that the proxy let through as an event."""
    data = {"cost": call.cost, "tokens_in": call.tokens.read, "tokens_out": call.tokens.written, "turns": 1}
    return agents.Event(kind="cost", text=call.model, data=data)


def settled(result: agents.Result, used: account.Usage) -> agents.Result:
    """Return the result with what the proxy counted, where the agent says less."""
    if used.calls == 0 or (result.cost or 0.0) >= used.cost:
        return result
    tokens = used.tokens
    return dataclasses.replace(
        result, cost=used.cost, estimated=True, tokens_in=max(result.tokens_in, tokens.read),
        tokens_out=max(result.tokens_out, tokens.written),
    )  # fmt: skip


def boxed(box: sandbox.Box, task: records.Task, started: agents.Start) -> sandbox.Box:
    """Return the box of a workspace as the box of an agent: with its programs, its conversation, its environment."""
    programs = tuple(path for name in started.programs for path in system.needs(name))
    return dataclasses.replace(
        box,
        writable=(task.workspace, task.home),
        readable=(*box.readable, *programs),
        environment=started.environment,
        network=False,
    )


class Purse:
    """What an agent may spend, counted from what it says: for agents that no proxy stands before."""

    def __init__(self, task: records.Task) -> None:
        self._money, self._tokens = task.money, task.tokens
        self._spent, self._used = 0.0, 0

    def heard(self, event: agents.Event) -> None:
        """Count what an event of cost says: it is what came since the last one."""
        if event.kind == "cost":
            self._spent += number(event.data.get("cost"))
            self._used += int(number(event.data.get("tokens_in")) + number(event.data.get("tokens_out")))

    def empty(self) -> bool:
        """Tell whether nothing is left."""
        broke = self._money is not None and self._spent >= self._money
        return broke or (self._tokens is not None and self._used >= self._tokens)

    def settled(self, result: agents.Result) -> agents.Result:
        """Return how it ended: an agent that was stopped for its purse has reached a limit of ours."""
        if result.outcome == "cancelled" and self.empty():
            return dataclasses.replace(result, outcome="limit", reason="budget", text="The budget is used up.")
        return result


def number(value: Any) -> float:
    """Return a number that came from outside; 0 for what is none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else 0.0


def named(configured: settings.Settings, name: str) -> kinds.Settings:
    """Return an agent's settings; `claude` and `codex` need none in jig.toml. Raises ConfigInvalid."""
    own: dict[str, kinds.Settings] = {"claude": agent_settings.Claude(), "codex": agent_settings.Codex()}
    found = configured.agents.get(name) or own.get(name)
    if found is None:
        raise errors.ConfigInvalid(f"there is no agent '{name}'", do=f"Write it into jig.toml: [agents.{name}].")
    return found
