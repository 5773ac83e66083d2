"""CTRF, the Common Test Report Format (https://ctrf.io): JSON with `results.summary` and `results.tests`."""

from typing import Any

from jigsmith.engines.gauges import json_text, records
from jigsmith.engines.gauges.records import Counts, Finding, Reading, Value


def read(data: bytes) -> Reading:
    """Read a report. Tests are counted; the summary is taken only where it lists none. Raises Unreadable."""
    results = json_text.table(json_text.parse(data), "results")
    if not results:
        raise records.Unreadable("it is no CTRF report: it has no results")
    tests = json_text.rows(results, "tests")
    counts = _counted(tests) if tests else _summary(json_text.table(results, "summary"))
    bad = [_finding(test) for test in tests if test.get("status") == "failed"]
    spent = round(sum(json_text.number(test, "duration") for test in tests) / 1000, 3)
    return Reading(
        gauge="ctrf",
        examined=counts.total,
        values=(Value(name="time", value=spent, unit="seconds"),),
        counts=counts,
        findings=tuple(bad[: records.FINDINGS]),
        found=len(bad),
    )


def _counted(tests: list[dict[str, Any]]) -> Counts:
    states = [test.get("status") for test in tests]
    skipped = states.count("skipped") + states.count("pending")
    return Counts(total=len(tests), passed=states.count("passed"), failed=states.count("failed"), skipped=skipped)


def _summary(summary: dict[str, Any]) -> Counts:
    skipped = json_text.count(summary, "skipped") + json_text.count(summary, "pending")
    return Counts(
        total=json_text.count(summary, "tests"),
        passed=json_text.count(summary, "passed"),
        failed=json_text.count(summary, "failed"),
        skipped=skipped,
    )


def _finding(test: dict[str, Any]) -> Finding:
    said = json_text.text(test, "message") or json_text.text(test, "trace")
    name = json_text.text(test, "name")
    return Finding(
        path=json_text.text(test, "filePath"),
        line=json_text.count(test, "line"),
        message=records.short(f"{name}: {said}" if said else name),
    )
