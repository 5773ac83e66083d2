"""Gates that run a command: how it ended, and what it reported.

Not run, too slow, or nothing examined is never green.
"""

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jigsmith.base import durations
from jigsmith.base.gate_settings import Gate
from jigsmith.engines.gauges import printed
from jigsmith.engines.gauges import records as gauges
from jigsmith.loop.gate import records, reports, saying
from jigsmith.loop.gate.records import Outcome

TAIL = 1 << 20  # bytes of a log that are looked through for what a test runner printed
SAID = 1_500  # characters of output that a verdict repeats
NOT_THERE = frozenset({126, 127})  # exit codes of sh: cannot be run, is not there
SHELL = ("sh", "-c")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where gates run."""

    tree: Path
    log: Path
    run: records.Run
    since: float  # seconds of the epoch; what is older was not written by these gates
    added: Mapping[str, frozenset[int]]  # numbers of the lines that the change adds, by path


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a gate came to."""

    outcome: Outcome
    why: str
    reading: gauges.Reading | None = None
    said: str = ""  # the end of the output


def measure(gate: Gate, place: Place) -> Measured:
    """Run the command of a gate, if it has one, and read its report."""
    if not gate.command:
        return _judged(gate, 0, _read(gate, place, since=place.since), place)
    since = time.time()
    try:
        if gate.report:
            reports.remove(place.tree, gate.report)
    except reports.Absent as absent:
        return Measured(outcome="not-run", why=f"its report cannot be written: {absent}.")
    log = place.log.with_name(f"{place.log.stem}-{gate.name}{place.log.suffix}")
    logged = log.stat().st_size if log.is_file() else 0
    ran = place.run((*SHELL, gate.command), log=log, timeout=durations.seconds(gate.timeout))
    if ended := _not_ended(ran, gate):
        return Measured(outcome="not-run", why=ended, said=ran.said)
    said = output(log, ran.said, after=logged)
    return _judged(gate, ran.code or 0, _read(gate, place, since=since, said=said), place, said=ran.said)


def _not_ended(ran: records.Ran, gate: Gate) -> str:
    """Say why a command came to no result; empty: it did."""
    if ran.why in {"wall", "idle"}:
        return f"it took longer than {gate.timeout}."
    if ran.code is None or ran.why != "exited":
        return f"it did not end by itself: {ran.why}."
    if ran.code in NOT_THERE:
        return f"its command cannot be run (exit code {ran.code}): {ran.said[-SAID:].strip()}"
    return ""


def output(log: Path, said: str, *, after: int) -> str:
    """Return the end of what was printed: from the log where it is there, for that holds more."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(after if after < size else 0, size - TAIL))
            return file.read(TAIL).decode("utf-8", "replace") or said
    except OSError:
        return said


Read = tuple[gauges.Reading | None, str]
"""A reading, and why there is none where there should be one."""


def _read(gate: Gate, place: Place, *, since: float, said: str = "") -> Read:
    if not gate.report:
        found = printed.read(said)
        return found, "" if found or gate.builtin != "tests" else "nothing that it printed says how many tests ran"
    try:
        reading = reports.read(place.tree, gate.report, gate.format, since=since)
        if reading.examined is None and printed.is_nothing(said):
            reading = dataclasses.replace(reading, examined=0)
        return reading, ""
    except reports.Absent as absent:
        return None, str(absent)
    except gauges.Unreadable as unreadable:
        return None, f"{gate.report} cannot be read: {unreadable}"


def _judged(gate: Gate, code: int, read: Read, place: Place, *, said: str = "") -> Measured:
    """Put exit code and reading together: the graver one counts."""
    outcome, why = _outcome(gate, code, read, place)
    reading = read[0]
    if reading and gate.changed_only:
        counted = tuple(each for each in reading.findings if _counts(gate, each, place))
        reading = dataclasses.replace(reading, findings=counted)
    if outcome == "failed" and said and not (reading and reading.findings):
        why = f"{why} It said: {said[-SAID:].strip()}"
    return Measured(outcome=outcome, why=why, reading=reading, said=said)


def _outcome(gate: Gate, code: int, read: Read, place: Place) -> tuple[Outcome, str]:
    reading, absent = read
    if reading and (bad := _bad(gate, reading, place)):
        return "failed", bad
    forgiven = gate.changed_only and reading and code == 1  # linters exit with 1 for findings, with more for trouble
    if code and not forgiven:
        return "failed", f"exit code {code}."
    if absent:
        return "not-run", f"{absent}."
    if reading and reading.examined == 0:
        return "not-run", "nothing was examined."
    if reading and reading.counts and not reading.counts.ran:
        return "not-run", f"none of {reading.counts.total} tests was run, all were skipped."
    return "passed", f"{_told(reading)}."


def _bad(gate: Gate, reading: gauges.Reading, place: Place) -> str:
    """Say what is bad in a reading; empty: nothing."""
    if reading.gauge == "printed" and gate.builtin != "tests":
        return ""  # a hint, and what a tool prints may be about another one's run
    if reading.counts:
        if reading.counts.failed:
            return f"{reading.counts.failed} of {saying.many(reading.counts.total, 'test', 'tests')} failed."
        return f"{saying.many(reading.found, 'error', 'errors')} outside of tests." if reading.found else ""
    grave = gauges.LEVELS[: gauges.LEVELS.index(gate.fail_on) + 1]
    counted = [each for each in reading.findings if each.level in grave and _counts(gate, each, place)]
    where = " on changed lines" if gate.changed_only else ""
    return f"{saying.many(len(counted), 'finding', 'findings')}{where}." if counted else ""


def _counts(gate: Gate, finding: gauges.Finding, place: Place) -> bool:
    """Tell whether a finding is about the change, where only those count; one without a line is about its file."""
    if not gate.changed_only:
        return True
    lines = place.added.get(relative(finding.path, place.tree))
    return lines is not None and (not finding.line or finding.line in lines)


def relative(path: str, tree: Path) -> str:
    """Return a path as a tool wrote it, from the root of the tree where it lies below it."""
    return path.replace("\\", "/").removeprefix(f"{tree}/").removeprefix("./")


def _told(reading: gauges.Reading | None) -> str:
    """Say in words what was examined."""
    if reading is None:
        return "exit code 0"
    if reading.counts:
        skipped = f", {reading.counts.skipped} skipped" if reading.counts.skipped else ""
        return f"{reading.counts.passed} passed{skipped}"
    if reading.gauge == "sarif":
        return (
            f"{saying.many(reading.found, 'finding', 'findings')}, none that counts" if reading.found else "no findings"
        )
    return ", ".join(f"{value.value:g} {value.unit} {value.name}" for value in reading.values)
