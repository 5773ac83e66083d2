"""How many tests a run says it ran, for runners that write no report: their last lines, known by their form.

A hint and no proof: what a test prints is believed as well. It is there to see that nothing was run at all.
"""

import re
from collections.abc import Callable

from jigsmith.engines.gauges.records import Counts, Reading

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
PYTEST = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s.*?=*$", re.MULTILINE)
PYTEST_NONE = re.compile(r"^=*\s*no tests ran in [\d.]+s", re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in [\d.]+s\s+(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?", re.MULTILINE)
CARGO = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;", re.MULTILINE)
VITEST = re.compile(r"^\s*Tests:?\s+((?:\d+ [a-z]+(?: \| |, )?)+)", re.MULTILINE)  # Jest's line has a colon
TAP = re.compile(r"^(?:#|ℹ) (tests|pass|fail|skipped|todo|cancelled) (\d+)$", re.MULTILINE)
MOCHA = re.compile(r"^\s+(\d+) (passing|failing|pending)\b", re.MULTILINE)
GO = re.compile(r"^(ok|FAIL|---|\?)\s+(\S+)\s+(\([\d.]+s\)|[\d.]+s|\(cached\)|\[no test files\])(.*)$", re.MULTILINE)
NOTHING = re.compile(
    r"\bno (?:tests?|test files|test suite|python files|files) (?:found|were (?:found|processed|checked))"
    r"|\bnothing to (?:test|check|lint)\b|\bno files matching\b",
    re.IGNORECASE,
)
BAD = frozenset({"failed", "error", "errors", "failing", "fail", "failures"})
LEFT_OUT = frozenset({"skipped", "pending", "todo", "ignored", "xfailed"})
NOT_RUN = frozenset({"deselected", "total", "warning", "warnings"})


def read(text: str) -> Reading | None:
    """Return what the output says of tests; None when it has no line that is known."""
    plain = ESCAPES.sub("", text)
    counts = next((found for way in _WAYS if (found := way(plain))), None)
    if counts is None and is_nothing(plain):
        counts = Counts(total=0, passed=0, failed=0, skipped=0)
    return Reading(gauge="printed", examined=counts.total, counts=counts) if counts else None


def is_nothing(text: str) -> bool:
    """Tell whether a tool says that it found nothing to look at, as some do with exit code 0."""
    return bool(NOTHING.search(text))


def _words(listed: list[tuple[int, str]]) -> Counts:
    """Return the counts of pairs such as (3, "passed")."""
    wanted = [(number, word) for number, word in listed if word not in NOT_RUN]
    failed = sum(number for number, word in wanted if word in BAD)
    skipped = sum(number for number, word in wanted if word in LEFT_OUT)
    total = sum(number for number, _ in wanted)
    return Counts(total=total, passed=total - failed - skipped, failed=failed, skipped=skipped)


def _pairs(text: str) -> list[tuple[int, str]]:
    return [(int(number), word) for number, word in re.findall(r"(\d+) ([a-z]+)", text)]


def _pytest(text: str) -> Counts | None:
    found = PYTEST.findall(text)
    if found:
        return _words([pair for line in found for pair in _pairs(line)])
    return Counts(total=0, passed=0, failed=0, skipped=0) if PYTEST_NONE.search(text) else None


def _unittest(text: str) -> Counts | None:
    found = UNITTEST.findall(text)
    if not found:
        return None
    pairs = [(int(n), word) for _, said in found for word, n in re.findall(r"(\w+)=(\d+)", said)]
    known = _words(pairs)
    total = sum(int(ran) for ran, _ in found)
    return Counts(
        total=total, passed=max(0, total - known.failed - known.skipped), failed=known.failed, skipped=known.skipped
    )


def _cargo(text: str) -> Counts | None:
    found = CARGO.findall(text)
    passed, failed, skipped = (sum(int(line[place]) for line in found) for place in range(3))
    return Counts(total=passed + failed + skipped, passed=passed, failed=failed, skipped=skipped) if found else None


def _vitest(text: str) -> Counts | None:
    found = VITEST.findall(text)
    return _words([pair for line in found for pair in _pairs(line)]) if found else None


def _tap(text: str) -> Counts | None:
    found = [(int(number), word) for word, number in TAP.findall(text)]
    if not any(word == "tests" for _, word in found):
        return None
    named = {"pass": "passed", "cancelled": "failed"}
    return _words([(number, named.get(word, word)) for number, word in found if word != "tests"])


def _mocha(text: str) -> Counts | None:
    found = [(int(number), word) for number, word in MOCHA.findall(text)]
    return _words(found) if found else None


def _go(text: str) -> Counts | None:
    """Count packages: `go test` names tests only when asked to."""
    found = GO.findall(text)
    if not found:
        return None
    tested = [(word, rest) for word, _, time, rest in found if word in {"ok", "FAIL"}]
    passed = sum(word == "ok" and "[no tests to run]" not in rest for word, rest in tested)
    failed = sum(word == "FAIL" for word, _ in tested)
    return Counts(total=passed + failed, passed=passed, failed=failed, skipped=0)


_WAYS: tuple[Callable[[str], Counts | None], ...] = (_pytest, _unittest, _cargo, _vitest, _tap, _mocha, _go)
