"""SARIF 2.1.0 (OASIS, https://docs.oasis-open.org/sarif/sarif/v2.1.0/): findings of linters and scanners."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from jigsmith.engines.gauges import json_text, records
from jigsmith.engines.gauges.records import Finding, Level, Reading, Value

KINDS_WITHOUT_FAULT = frozenset({"pass", "notApplicable", "informational", "open"})


def read(data: bytes) -> Reading:
    """Read a log. A suppressed result is none.

    The files that were looked at are known only where the tool lists them; a log without a run, or whose every
    run says that it did not succeed, examined nothing. Raises Unreadable.
    """
    log = json_text.parse(data)
    if "runs" not in log:
        raise records.Unreadable("it is no SARIF log: it has no runs")
    runs = json_text.rows(log, "runs")
    findings = [found for run in runs for found in _of_run(run)]
    by_level = tuple(
        Value(name=level, value=sum(each.level == level for each in findings), unit="findings")
        for level in records.LEVELS
    )
    return Reading(
        gauge="sarif",
        examined=_examined(runs),
        values=by_level,
        findings=tuple(sorted(findings, key=lambda each: records.LEVELS.index(each.level))[: records.FINDINGS]),
        found=len(findings),
    )


def _examined(runs: list[dict[str, Any]]) -> int | None:
    good = [run for run in runs if _succeeded(run)]
    if not good:
        return 0
    listed = [run["artifacts"] for run in good if isinstance(run.get("artifacts"), list)]
    if len(listed) < len(good):
        return None
    return sum(len(artifacts) for artifacts in listed)


def _succeeded(run: dict[str, Any]) -> bool:
    return all(each.get("executionSuccessful") is not False for each in json_text.rows(run, "invocations"))


def _of_run(run: dict[str, Any]) -> Iterator[Finding]:
    rules = _rules(run)
    for result in json_text.rows(run, "results"):
        if result.get("kind") in KINDS_WITHOUT_FAULT or _is_suppressed(result):
            continue
        yield _finding(result, rules=rules)


def _rules(run: dict[str, Any]) -> list[dict[str, Any]]:
    return json_text.rows(json_text.table(run, "tool", "driver"), "rules")


def _is_suppressed(result: dict[str, Any]) -> bool:
    """Tell whether all who were asked agreed that it is no fault (3.27.23)."""
    given = json_text.rows(result, "suppressions")
    return bool(given) and all(each.get("status", "accepted") == "accepted" for each in given)


def _finding(result: dict[str, Any], *, rules: list[dict[str, Any]]) -> Finding:
    rule = _rule(result, rules)
    places = json_text.rows(result, "locations")
    place = json_text.table(places[0], "physicalLocation") if places else {}
    said = json_text.table(result, "message")
    name = json_text.text(result, "ruleId") or json_text.text(rule, "id")
    message = json_text.text(said, "text") or json_text.text(said, "markdown") or name
    return Finding(
        path=_path(json_text.text(json_text.table(place, "artifactLocation"), "uri")),
        line=json_text.count(json_text.table(place, "region"), "startLine"),
        message=records.short(f"{name}: {message}" if name else message),
        level=_level(result, rule),
        rule=name,
    )


def _rule(result: dict[str, Any], rules: list[dict[str, Any]]) -> dict[str, Any]:
    number = result.get("ruleIndex", json_text.table(result, "rule").get("index"))
    if isinstance(number, int) and 0 <= number < len(rules):
        return rules[number]
    return next((rule for rule in rules if rule.get("id") == result.get("ruleId")), {})


def _level(result: dict[str, Any], rule: dict[str, Any]) -> Level:
    """Return the level: its own, else the rule's, else a warning (3.27.10)."""
    said = result.get("level") or json_text.table(rule, "defaultConfiguration").get("level")
    if said == "none":
        return "note"
    return next((level for level in records.LEVELS if level == said), "warning")


def _path(uri: str) -> str:
    return unquote(uri.removeprefix("file://"))
