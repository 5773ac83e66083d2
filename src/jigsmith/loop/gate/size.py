"""Diff size: a change that nobody can read is not reviewed. Lock files and what is not text do not count as lines."""

from jigsmith.base import gate_settings
from jigsmith.loop.gate import patches, paths, records, saying
from jigsmith.loop.gate.records import Changed, Finding, Verdict

BIGGEST = 10
"""So many of the biggest files are named."""


def judge(asked: records.Asked, gate: gate_settings.Gate, _: dict[str, patches.Patch]) -> Verdict:
    """Count lines and files."""
    counted = [each for each in asked.change.files if not paths.is_lock_file(each.path)]
    lines = sum(map(_lines, counted))
    told = f"{saying.many(lines, 'line', 'lines')} in {saying.many(len(counted), 'file', 'files')}"
    if lines <= gate.max_lines and len(counted) <= gate.max_files:
        return saying.passed(gate, f"{told}.")
    biggest = sorted(counted, key=_lines, reverse=True)[:BIGGEST]
    findings = [Finding(path=each.path, message=f"+{each.added} -{each.removed}", level="note") for each in biggest]
    why = f"{told}; more than {gate.max_lines} lines or {gate.max_files} files is much to read."
    return saying.person(gate, why, findings)


def _lines(file: Changed) -> int:
    return max(0, file.added) + max(0, file.removed)
