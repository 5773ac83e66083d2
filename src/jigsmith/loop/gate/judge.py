"""Judging a change: its gates' commands are run in the merged tree, the built-ins look at what it consists of."""

import time
from collections.abc import Callable
from pathlib import Path

from jigsmith.base.gate_settings import NEED_COMMAND, Gate
from jigsmith.loop.gate import commands, defaults, patches, protected, records, reports, size
from jigsmith.loop.gate.records import Asked, Verdict

LOOKERS: dict[str, Callable[[Asked, Gate], Verdict]] = {
    "protected": protected.judge,
    "diff-size": size.judge,
}
"""Built-ins that look at the change alone, by name."""


def judge(asked: Asked, *, run: records.Run) -> tuple[Verdict, ...]:
    """Return what each gate says, in the order of jig.toml; the built-ins that it does not name come last.

    Nothing is raised for what a change does: what cannot be run or read is a verdict, and never a green one.
    """
    gates = [defaults.command(each, asked.tree) for each in defaults.effective(asked.gates)]
    looked = {each.name: LOOKERS[each.builtin](asked, each) for each in gates if each.builtin in LOOKERS}
    since = time.time()
    spoilt = _clear(asked.tree, gates)
    return tuple(
        looked.get(each.name) or spoilt.get(each.name) or _by_command(asked, each, run=run, since=since)
        for each in gates
        if each.builtin in {*LOOKERS, *NEED_COMMAND, "coverage"}
    )


def _clear(tree: Path, gates: list[Gate]) -> dict[str, Verdict]:
    """Take reports away that are there before anything ran; where that cannot be done, the gate is not run."""
    spoilt = {}
    for each in gates:
        try:
            if each.report:
                reports.remove(tree, each.report)
        except reports.Absent as absent:
            spoilt[each.name] = not_run(each, f"its report cannot be written: {absent}.")
    return spoilt


def not_run(gate: Gate, why: str) -> Verdict:
    """Return the verdict of a gate that came to none."""
    return Verdict(gate=gate.name, outcome="not-run", why=why, required=gate.required)


def _by_command(asked: Asked, gate: Gate, *, run: records.Run, since: float) -> Verdict:
    if asked.cancelled():
        return not_run(gate, "cancelled.")
    if not gate.command and gate.builtin in NEED_COMMAND:
        why = f"nothing here says how {gate.builtin} are run: name a command in [[gates]] of jig.toml."
        return Verdict(gate=gate.name, outcome="needs-person", why=why, required=gate.required)
    log = asked.log.with_name(f"{asked.log.stem}-{gate.name}{asked.log.suffix}")
    lines = {
        path: frozenset(line.number for line in patch.added) for path, patch in patches.read(asked.change.patch).items()
    }
    measured = commands.measure(asked.tree, gate, run=run, log=log, since=since, changed=lines)
    return commands.verdict(gate, measured, tree=asked.tree)
