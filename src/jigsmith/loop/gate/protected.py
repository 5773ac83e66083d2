"""Protected paths: what decides over changes is changed by people. Such a change is not bad, but a person must see it."""

from collections.abc import Iterator

from jigsmith.base import gate_settings
from jigsmith.loop.gate import paths, records
from jigsmith.loop.gate.records import Finding, Verdict


def judge(asked: records.Asked, gate: gate_settings.Gate) -> Verdict:
    """Look at the paths of a change."""
    findings = [
        Finding(path=each.path, message=f"{each.path} {why}", level="warning")
        for each in asked.change.files
        if (why := reason(each.path, gate, asked))
    ]
    if not findings:
        return Verdict(gate=gate.name, outcome="passed", why="nothing protected is touched.", required=gate.required)
    return Verdict(
        gate=gate.name,
        outcome="needs-person",
        why=f"{len(findings)} protected places are touched: {', '.join(each.path for each in findings[:5])}.",
        findings=tuple(findings),
        required=gate.required,
    )


def reason(path: str, gate: gate_settings.Gate, asked: records.Asked) -> str:
    """Return why a path is protected; empty: it is not."""
    for why, patterns in _kinds(gate):
        if paths.matches(path, patterns):
            return why
    named = {word.strip("\"'").removeprefix("./") for each in asked.gates for word in each.command.split()}
    return "is run by a gate" if path in named else ""


def _kinds(gate: gate_settings.Gate) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield why paths are protected, with their patterns, without those that jig.toml takes out."""
    taken_out = tuple(each for each in gate.paths if each.startswith("!"))
    for why, patterns in paths.PROTECTED.items():
        yield why, (*patterns, *taken_out)
    if gate.paths:
        yield "is protected by jig.toml", tuple(gate.paths)
