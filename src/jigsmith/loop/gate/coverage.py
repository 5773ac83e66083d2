"""Coverage: may not fall below the base's, and the lines of the change may have a bar of their own."""

from collections.abc import Iterable, Mapping

from jigsmith.base import gate_settings
from jigsmith.engines.gauges import records as gauges
from jigsmith.loop.gate import records, saying
from jigsmith.loop.gate.records import Figures, Finding, Verdict

Lines = Mapping[str, frozenset[int]]
"""Numbers of lines, by path from the root."""
NO_BAR = 100.0
"""`slack` with which the base means nothing."""


def judge(
    asked: records.Asked, gate: gate_settings.Gate, reading: gauges.Reading, *, base: Figures | None, added: Lines
) -> Verdict:
    """Hold what was measured on the merged commit against the base, the minimum, and the bar for changed lines."""
    now = figures(reading)
    share = percent(now)
    low = []
    if share < gate.minimum:
        low.append(f"it has to be {gate.minimum:g} %")
    if (before := percent(base)) and share < before - gate.slack:
        low.append(f"the base has {before:.2f} %")
    reached, missed = changed(asked, reading, added)
    part = 100 * len(reached) / (len(reached) + len(missed)) if reached or missed else 100.0
    if part < gate.changed:
        low.append(f"of the changed lines it has to be {gate.changed:g} %")
    told = f"{share:.2f} % of {now.lines} lines, {_told(reached, missed)}"
    findings = [
        Finding(path=path, line=line, message="no test reaches it", level="note") for path, line in sorted(missed)
    ]
    if low:
        return saying.failed(gate, f"{told}: {' and '.join(low)}.", findings)
    if not percent(base) and gate.slack < NO_BAR:
        return saying.person(gate, f"{told}; what the base has is not known.", findings)
    return saying.passed(gate, f"{told}.", findings)


def figures(reading: gauges.Reading) -> Figures:
    """Return the figures of a reading of coverage."""
    named = {value.name: int(value.value) for value in reading.values if value.unit == "lines"}
    return Figures(covered=named.get("covered"), lines=named.get("lines"))


def percent(found: Figures | None) -> float:
    """Return the share of lines that tests reach; 0: none, or not known."""
    return 100 * (found.covered or 0) / found.lines if found and found.lines else 0.0


Places = set[tuple[str, int]]


def changed(asked: records.Asked, reading: gauges.Reading, added: Lines) -> tuple[Places, Places]:
    """Return which added lines tests reach and which they do not; lines that cannot be reached are in neither."""
    named = names(reading, root=str(asked.tree), known=added)
    reached: Places = set()
    missed: Places = set()
    for each in reading.covered:
        path = named.get(each.path, "")
        wanted = added.get(path, frozenset())
        reached |= {(path, line) for line in each.reached & wanted}
        missed |= {(path, line) for line in each.missed & wanted}
    return reached, missed - reached


def names(reading: gauges.Reading, *, root: str, known: Iterable[str]) -> dict[str, str]:
    """Return the paths from the root for paths as tools write them: absolute, or relative to a folder of their own."""
    paths = set(known)
    found = {}
    for each in reading.covered:
        said = each.path.replace("\\", "/")
        tried = [said, *(f"{folder.rstrip('/')}/{said}" for folder in reading.roots)]
        short = [path.removeprefix(f"{root}/").removeprefix("./") for path in tried]
        exact = next((path for path in short if path in paths), None)
        ends = [path for path in paths if path.endswith(f"/{said}")] if exact is None else []
        if exact or len(ends) == 1:
            found[each.path] = exact or ends[0]
    return found


def _told(reached: Places, missed: Places) -> str:
    total = len(reached) + len(missed)
    return f"{len(reached)} of {total} changed lines" if total else "no changed line can be reached"
