"""The test suite, with flaky tests told apart: those that fail and then pass on the same commit."""

from pathlib import Path
from xml.etree.ElementTree import Element

import msgspec

from jigsmith.base import errors
from jigsmith.engines.gauges import records as gauges
from jigsmith.engines.gauges import xml_text
from jigsmith.flows.jobs.builtins import programs
from jigsmith.flows.jobs.catalogue import Desk
from jigsmith.flows.jobs.records import Result

BAD = {"failure", "error"}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of test-suite."""

    command: str = ""  # writes a JUnit report, such as `pytest --junit-xml=report.xml`
    report: str = "report.xml"
    setup: str = ""  # before it, such as `npm ci`
    runs: int = 3  # of the whole suite, when a test fails


def run(desk: Desk, settings: Settings) -> Result:
    """Runs the tests; when some fail, again, so that flaky ones are told from broken ones (JUnit reports)."""
    if not settings.command:
        raise errors.JobUnfit("test-suite needs the option `command`", do="Such as pytest --junit-xml=report.xml.")
    if settings.setup and not desk.shell.line(settings.setup).good:
        return Result(good=False, summary="The set-up of the tests failed: not measured.", readings={"failed": None})
    passed: dict[str, int] = {}
    failed: dict[str, int] = {}
    seconds = []
    for _ in range(max(1, settings.runs)):
        report = desk.tree / settings.report
        report.unlink(missing_ok=True)
        ran = desk.shell.line(settings.command)
        cases = _cases(report)
        if cases is None:
            summary = f"The tests wrote no JUnit report to {settings.report}: not measured."
            return Result(good=False, summary=summary, readings={"failed": None})
        seconds.append(ran.seconds)
        for name, good in cases.items():
            counted = passed if good else failed
            counted[name] = counted.get(name, 0) + 1
        if not failed and ran.good:
            break
    return _judged(desk, passed, failed, runs=len(seconds), seconds=min(seconds))


def _judged(desk: Desk, passed: dict[str, int], failed: dict[str, int], *, runs: int, seconds: float) -> Result:
    """Return what the runs say together."""
    flaky = {name: times for name, times in failed.items() if name in passed}
    broken = {name: times for name, times in failed.items() if name not in passed}
    names = set(passed) | set(failed)
    readings: dict[str, float | None] = {
        "tests": float(len(names)), "failed": float(len(broken)), "flaky": float(len(flaky)), "seconds": seconds,
    }  # fmt: skip
    readings |= {f"flaky {name}": times / runs for name, times in flaky.items()}
    parts = [
        f"{len(names)} tests in {runs} {'run' if runs == 1 else 'runs'}: {len(broken)} fail, {len(flaky)} are flaky."
    ]
    if broken:
        parts.append("Failed each time:\n\n" + "\n".join(f"- `{name}`" for name in sorted(broken)))
    if flaky:
        rows = [(f"`{name}`", f"{times} of {runs}", str(_before(desk, name))) for name, times in sorted(flaky.items())]
        parts.append(programs.table(("flaky test", "failed", "nights it was flaky before"), rows))
    if not names:
        parts = ["The report has no test in it: nothing was tested."]
    return Result(good=bool(names) and not broken, summary="\n\n".join(parts), readings=readings)


def _before(desk: Desk, name: str) -> int:
    return sum(f"flaky {name}" in each for each in desk.past)


def _cases(report: Path) -> dict[str, bool] | None:
    """Return which tests passed; those that were skipped are in none. None: there is no report."""
    try:
        root = xml_text.parse(report.read_bytes())
    except (OSError, gauges.Unreadable):
        return None
    found: dict[str, bool] = {}
    for case in root.iter("testcase"):
        if not any(child.tag == "skipped" for child in case):
            name = _name(case)
            found[name] = found.get(name, True) and not any(child.tag in BAD for child in case)
    return found


def _name(case: Element) -> str:
    return ".".join(part for part in (case.get("classname"), case.get("name")) if part)
