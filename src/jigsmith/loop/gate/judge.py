"""Judging a change: its gates' commands are run in the merged tree, the built-ins look at what it consists of."""

import dataclasses
import functools
import time
from collections.abc import Callable, Mapping

from jigsmith.base import errors
from jigsmith.base.gate_settings import NEED_COMMAND, Gate
from jigsmith.loop.gate import (
    commands,
    coverage,
    defaults,
    dependencies,
    leaks,
    measuring,
    patches,
    protected,
    records,
    reports,
    saying,
    size,
    weakened,
)
from jigsmith.loop.gate.records import Asked, Figures, Finding, Verdict

LOOKERS: dict[str, Callable[[Asked, Gate, dict[str, patches.Patch]], Verdict]] = {
    "protected": protected.judge,
    "weakened-tests": weakened.judge,
    "secrets": leaks.judge,
    "dependencies": dependencies.judge,
    "diff-size": size.judge,
}
"""Built-ins that look at the change alone, by name."""
READERS = frozenset({"lint", "types"})
"""They read the change's code and do not run it, so they come before those that do: these could write to the tree."""


def judge(asked: Asked, *, run: records.Run) -> tuple[Verdict, ...]:
    """Return what each gate says, in the order of jig.toml; the built-ins that it does not name come last.

    Nothing is raised for what a change does: what cannot be run or read is a verdict, and never a green one.
    """
    gates = [defaults.command(each, asked.tree) for each in defaults.effective(asked.gates)]
    diff = patches.read(asked.change)
    looked = {  # before any command has run: the tree is as it was merged
        each.name: _safely(each, lambda gate: LOOKERS[gate.builtin](asked, gate, diff))
        for each in gates
        if each.builtin in LOOKERS
    }
    judging = _Judging(asked, gates, run=run, diff=diff)
    ran = {
        each.name: _safely(each, judging.by_command)
        for each in sorted(gates, key=lambda gate: gate.builtin not in READERS)
        if each.name not in looked
    }
    return tuple((looked | ran)[each.name] for each in gates)


def _safely(gate: Gate, work: Callable[[Gate], Verdict]) -> Verdict:
    """Judge by one gate. Should a change hold what breaks it, then that gate was not run, and the others are."""
    began = time.monotonic()
    try:
        verdict = work(gate)
    except errors.JigError:
        raise  # it is about the machine, such as a box that cannot be made
    except Exception as error:  # noqa: BLE001 -- whatever strangers put into files
        verdict = saying.not_run(gate, f"it broke: {type(error).__name__}: {error}.")
    return dataclasses.replace(verdict, seconds=round(time.monotonic() - began, 3))


class _Judging:
    """One change, while its gates' commands run."""

    def __init__(self, asked: Asked, gates: list[Gate], *, run: records.Run, diff: Mapping[str, patches.Patch]) -> None:
        self._asked = asked
        self._place = commands.Place(
            tree=asked.tree,
            log=asked.log,
            run=run,
            since=time.time(),
            added={path: frozenset(line.number for line in patch.added) for path, patch in diff.items()},
        )
        self._spoilt = _clear(self._place, gates)

    @functools.cached_property
    def _base(self) -> Mapping[str, Figures]:
        return self._asked.base()

    def by_command(self, gate: Gate) -> Verdict:
        """Run a gate, and hold what it measured against the base."""
        if self._asked.cancelled():
            return saying.not_run(gate, "cancelled.")
        if gate.name in self._spoilt:
            return saying.not_run(gate, self._spoilt[gate.name])
        if not gate.command and gate.builtin in NEED_COMMAND:
            why = f"nothing here says how {gate.builtin} are run: name a command in `[[gates]]` of jig.toml."
            return saying.person(gate, why)
        measured = commands.measure(gate, self._place)
        reading = measured.reading
        figures = measuring.of(reading) if reading else None
        if measured.outcome == "passed" and reading and gate.builtin == "coverage":
            said = coverage.judge(self._asked, gate, reading, base=self._base.get(gate.name), added=self._place.added)
            return dataclasses.replace(said, figures=figures)
        verdict = Verdict(
            gate=gate.name,
            outcome=measured.outcome,
            why=measured.why,
            findings=self._findings(measured),
            required=gate.required,
            figures=figures,
        )
        return self._against_base(gate, verdict) if gate.builtin == "tests" else verdict

    def _findings(self, measured: commands.Measured) -> tuple[Finding, ...]:
        listed = measured.reading.findings if measured.reading else ()
        return tuple(
            Finding(
                path=commands.relative(each.path, self._asked.tree),
                line=each.line,
                message=each.message,
                level=each.level,
            )
            for each in listed[: saying.MOST]
        )

    def _against_base(self, gate: Gate, verdict: Verdict) -> Verdict:
        """Let a person see that fewer tests ran than on the base."""
        if verdict.outcome != "passed" or verdict.figures is None:
            return verdict
        before = self._base.get(gate.name, Figures()).tests
        now = verdict.figures.tests or 0
        if before is None or now >= before:
            return verdict
        why = f"{now} tests ran, on the base it was {before}."
        return dataclasses.replace(verdict, outcome="needs-person", why=why)


def _clear(place: commands.Place, gates: list[Gate]) -> dict[str, str]:
    """Take reports away that are there before anything ran; say why where it cannot be done."""
    spoilt = {}
    for each in gates:
        try:
            if each.report:
                reports.remove(place.tree, each.report)
        except reports.Absent as absent:
            spoilt[each.name] = f"its report cannot be written: {absent}."
    return spoilt
