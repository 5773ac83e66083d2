"""Diff size: a change that nobody can read is not reviewed. Lock files and what is not text count as files alone."""

from jigsmith.base import gate_settings
from jigsmith.loop.gate import paths, records
from jigsmith.loop.gate.records import Finding, Verdict


def judge(asked: records.Asked, gate: gate_settings.Gate) -> Verdict:
    """Count lines and files."""
    counted = [each for each in asked.change.files if not paths.is_lock_file(each.path)]
    lines = sum(max(0, each.added) + max(0, each.removed) for each in counted)
    told = f"{lines} lines in {len(counted)} files"
    if lines <= gate.max_lines and len(counted) <= gate.max_files:
        return Verdict(gate=gate.name, outcome="passed", why=f"{told}.", required=gate.required)
    biggest = sorted(counted, key=lambda each: -(max(0, each.added) + max(0, each.removed)))[:10]
    return Verdict(
        gate=gate.name,
        outcome="needs-person",
        why=f"{told}; more than {gate.max_lines} lines or {gate.max_files} files is much to read.",
        findings=tuple(
            Finding(path=each.path, message=f"+{each.added} -{each.removed}", level="note") for each in biggest
        ),
        required=gate.required,
    )
