"""JUnit XML: `<testsuites>` of `<testsuite>` of `<testcase>`, as pytest, vitest, Maven, Gradle and many more write it.

There is no standard. Cases are counted, not what the attributes of suites say: those count differently from tool to
tool. Only where a file holds suites without cases, their attributes are taken.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from jigsmith.engines.gauges import records, xml_text
from jigsmith.engines.gauges.records import Counts, Finding, Reading, Value

BAD = frozenset({"failure", "error", "rerunFailure"})
SUITES = frozenset({"testsuites", "testsuite"})


def read(data: bytes) -> Reading:
    """Read a report. Raises Unreadable."""
    root = xml_text.parse(data)
    if root.tag not in SUITES:
        raise records.Unreadable(f"it is no JUnit report: its root is <{root.tag}>")
    cases = list(root.iter("testcase"))
    counts = _of_cases(cases) if cases else _of_suites(root)
    findings = [*_findings(cases), *_outside(root)]
    seconds = sum(_number(case.get("time")) for case in cases)
    return Reading(
        gauge="junit",
        examined=counts.total,
        values=(Value(name="time", value=round(seconds, 3), unit="seconds"),),
        counts=counts,
        findings=tuple(findings[: records.FINDINGS]),
        found=len(findings),
    )


def _of_cases(cases: list[Element]) -> Counts:
    failed = sum(_is_bad(case) for case in cases)
    skipped = sum(not _is_bad(case) and _is_skipped(case) for case in cases)
    return Counts(total=len(cases), passed=len(cases) - failed - skipped, failed=failed, skipped=skipped)


def _of_suites(root: Element) -> Counts:
    """Add up what the innermost suites say of themselves."""
    suites = [each for each in root.iter("testsuite") if each.find("testsuite") is None]
    total, skipped, failed = (sum(_count(suite, *keys) for suite in suites) for keys in _ATTRIBUTES)
    return Counts(total=total, passed=max(0, total - skipped - failed), failed=failed, skipped=skipped)


_ATTRIBUTES = (("tests",), ("skipped", "disabled"), ("failures", "errors"))


def _count(suite: Element, *keys: str) -> int:
    return sum(int(_number(suite.get(key))) for key in keys)


def _number(text: str | None) -> float:
    """Return a number as tools write it, also `1,234.5`; 0 for what is none."""
    try:
        number = float((text or "0").replace(",", ""))
    except ValueError:
        return 0.0
    return number if 0 <= number < 1e12 else 0.0


def _is_bad(case: Element) -> bool:
    return any(child.tag in BAD for child in case) or case.get("status") in {"failed", "error"}


def _is_skipped(case: Element) -> bool:
    return case.find("skipped") is not None or case.get("status") in {"skipped", "disabled", "notrun"}


def _findings(cases: list[Element]) -> Iterator[Finding]:
    for case in cases:
        if _is_bad(case):
            yield Finding(path=_path(case), line=int(_number(case.get("line"))), message=_message(case))


def _path(case: Element) -> str:
    """Return the file: pytest's xunit1 and Jest say it, vitest says it as the class."""
    named = case.get("file") or case.get("filepath") or ""
    classname = case.get("classname") or ""
    return named or (classname if "/" in classname else "")


def _message(case: Element) -> str:
    bad = next((child for child in case if child.tag in BAD), None)
    said = "" if bad is None else (bad.get("message") or bad.text or "")
    name = " ".join(part for part in (case.get("classname"), case.get("name")) if part)
    return records.short(f"{name}: {said}" if said else name)


def _outside(root: Element) -> Iterator[Finding]:
    """Find errors that belong to a suite and to no case, such as a file that could not be loaded."""
    for suite in root.iter("testsuite"):
        for child in suite:
            if child.tag in BAD:
                said = child.get("message") or child.text or ""
                yield Finding(message=records.short(f"{suite.get('name') or 'suite'}: {said}"))
