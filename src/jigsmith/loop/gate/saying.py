"""Saying: the verdicts of built-ins."""

from collections.abc import Sequence

from jigsmith.base.gate_settings import Gate
from jigsmith.loop.gate.records import Finding, Outcome, Verdict

MOST = 200
"""So many findings are told."""


def passed(gate: Gate, why: str, findings: Sequence[Finding] = ()) -> Verdict:
    """Say that nothing is in the way."""
    return _verdict(gate, "passed", why, findings)


def person(gate: Gate, why: str, findings: Sequence[Finding] = ()) -> Verdict:
    """Say that a person has to look at it."""
    return _verdict(gate, "needs-person", why, findings)


def failed(gate: Gate, why: str, findings: Sequence[Finding] = ()) -> Verdict:
    """Say that it cannot go in like this."""
    return _verdict(gate, "failed", why, findings)


def not_run(gate: Gate, why: str) -> Verdict:
    """Say that the gate came to no verdict."""
    return _verdict(gate, "not-run", why, ())


def many(number: int, one: str, several: str) -> str:
    """Return `1 file` or `3 files`."""
    return f"{number} {one if number == 1 else several}"


def _verdict(gate: Gate, outcome: Outcome, why: str, findings: Sequence[Finding]) -> Verdict:
    grave = {"error": 0, "warning": 1}
    told = sorted(findings, key=lambda each: grave.get(each.level, 2))[:MOST]
    return Verdict(gate=gate.name, outcome=outcome, why=why, findings=tuple(told), required=gate.required)
