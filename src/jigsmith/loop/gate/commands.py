"""Gates that run a command: how it ended, and what it reported. Not run, too slow or nothing examined is never green."""

import time
from dataclasses import dataclass
from pathlib import Path

from jigsmith.base import durations, gate_settings
from jigsmith.engines.gauges import printed
from jigsmith.engines.gauges import records as gauges
from jigsmith.loop.gate import records, reports
from jigsmith.loop.gate.records import Finding, Outcome, Verdict

TAIL = 1 << 20  # bytes of a log that are looked through for what a test runner printed
SAID = 1_500  # characters of output that a verdict repeats
NOT_THERE = frozenset({126, 127})  # exit codes of sh: cannot be run, is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a gate's command came to."""

    outcome: Outcome
    why: str
    reading: gauges.Reading | None = None
    seconds: float = 0.0
    said: str = ""


def measure(
    tree: Path, gate: gate_settings.Gate, *, run: records.Run, log: Path, since: float, changed: "Lines | None" = None
) -> Measured:
    """Run the command of a gate, if it has one, and read its report."""
    started = time.monotonic()
    ran = None
    if gate.command:
        since = time.time()
        try:
            if gate.report:
                reports.remove(tree, gate.report)
        except reports.Absent as absent:
            return Measured(outcome="not-run", why=f"its report cannot be written: {absent}")
        logged = log.stat().st_size if log.is_file() else 0
        ran = run(("sh", "-c", gate.command), log=log, timeout=durations.seconds(gate.timeout))
        ended = _not_ended(ran, gate)
        if ended:
            return Measured(outcome="not-run", why=ended, seconds=time.monotonic() - started, said=ran.said)
        reading, absent_why = _reading(tree, gate, since=since, said=_output(log, ran.said, after=logged))
    else:
        reading, absent_why = _reading(tree, gate, since=since, said="")
    outcome, why = _judged(gate, ran, reading, absent_why, changed)
    said = ran.said if ran else ""
    return Measured(outcome=outcome, why=why, reading=reading, seconds=time.monotonic() - started, said=said)


Lines = dict[str, frozenset[int]]
"""The lines that a change adds, by path."""


def verdict(gate: gate_settings.Gate, measured: Measured, *, tree: Path) -> Verdict:
    """Return what a gate says."""
    listed = measured.reading.findings if measured.reading else ()
    findings = tuple(
        Finding(path=relative(each.path, tree), line=each.line, message=each.message, level=each.level)
        for each in listed
    )
    why = measured.why
    if measured.outcome == "failed" and not findings and measured.said:
        why = f"{why} It said: {measured.said[-SAID:].strip()}"
    return Verdict(
        gate=gate.name,
        outcome=measured.outcome,
        why=why,
        findings=findings,
        required=gate.required,
        seconds=measured.seconds,
    )


def relative(path: str, tree: Path) -> str:
    """Return a path as a tool wrote it, from the root of the tree where it lies below it."""
    return path.replace("\\", "/").removeprefix(f"{tree}/").removeprefix("./")


def _not_ended(ran: records.Ran, gate: gate_settings.Gate) -> str:
    """Say why a command came to no result; empty: it did."""
    if ran.why in {"wall", "idle"}:
        return f"it took longer than {gate.timeout}"
    if ran.code is None or ran.why != "exited":
        return f"it did not end by itself: {ran.why}"
    if ran.code in NOT_THERE:
        return f"its command cannot be run (exit code {ran.code}): {ran.said[-SAID:].strip()}"
    return ""


def _output(log: Path, said: str, *, after: int) -> str:
    """Return the end of what was printed: from the log where it is there, it holds more."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(after if after <= size else 0, size - TAIL))
            return file.read(TAIL).decode("utf-8", "replace") or said
    except OSError:
        return said


def _reading(tree: Path, gate: gate_settings.Gate, *, since: float, said: str) -> tuple[gauges.Reading | None, str]:
    """Return the reading, and why there is none where there should be one."""
    if not gate.report:
        found = printed.read(said) if gate.builtin in {"", "tests"} else None
        return found, "nothing it printed says how many tests ran" if gate.builtin == "tests" and not found else ""
    try:
        return reports.read(tree, gate.report, gate.format, since=since), ""
    except reports.Absent as absent:
        return None, str(absent)
    except gauges.Unreadable as unreadable:
        return None, f"{gate.report} cannot be read: {unreadable}"


def _judged(
    gate: gate_settings.Gate,
    ran: records.Ran | None,
    reading: gauges.Reading | None,
    absent: str,
    changed: Lines | None,
) -> tuple[Outcome, str]:
    """Put exit code and reading together: the graver one counts."""
    code = ran.code if ran else 0
    bad = _bad(gate, reading, changed) if reading else ""
    if bad:
        return "failed", bad
    counts_code = not (gate.changed_only and reading)
    if code and counts_code:
        return "failed", f"exit code {code}."
    if absent:
        return "not-run", f"{absent}."
    if reading and reading.examined == 0:
        return "not-run", "nothing was examined."
    if reading and reading.counts and not reading.counts.ran:
        return "not-run", f"all {reading.counts.total} tests were skipped."
    return "passed", f"{_told(reading)}."


def _bad(gate: gate_settings.Gate, reading: gauges.Reading, changed: Lines | None) -> str:
    """Say what is bad in a reading; empty: nothing."""
    if reading.counts and reading.counts.failed:
        return f"{reading.counts.failed} of {reading.counts.total} tests failed."
    if reading.gauge != "sarif":
        return f"{reading.found} errors outside of tests." if reading.found else ""
    grave = gauges.LEVELS[: gauges.LEVELS.index(gate.fail_on) + 1]
    if gate.changed_only and changed is not None:
        number = sum(each.level in grave and each.line in changed.get(each.path, ()) for each in reading.findings)
        return f"{number} findings on changed lines." if number else ""
    number = int(sum(value.value for value in reading.values if value.name in grave))
    return f"{number} findings." if number else ""


def _told(reading: gauges.Reading | None) -> str:
    """Say in words what was examined."""
    if reading is None:
        return "exit code 0"
    if reading.counts:
        skipped = f", {reading.counts.skipped} skipped" if reading.counts.skipped else ""
        return f"{reading.counts.passed} tests passed{skipped}"
    if reading.gauge == "sarif":
        return f"{reading.found} findings, none that counts" if reading.found else "no findings"
    return ", ".join(f"{value.value:g} {value.unit} {value.name}" for value in reading.values)
