"""Weakened tests: tests that are deleted, skipped or assert nothing any more, and checks that are switched off.

Told from the lines of the patch, whatever the language. A line that is only moved counts for nothing.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator

from jigsmith.base import gate_settings
from jigsmith.loop.gate import paths, records, saying
from jigsmith.loop.gate.patches import Line, Patch
from jigsmith.loop.gate.records import Finding, Verdict

FOCUSED = re.compile(r"\b(?:describe|it|test|context|suite|bench)\.only\b|^\s*f(?:it|describe|context)\s*\(|:focus\b")
SKIPPED = re.compile(
    r"\bmark\.(?:skip|skipif|xfail)\b|\bpytest\.(?:skip|xfail|importorskip)\b|@(?:unittest\.)?skip(?:If|Unless)?\b"
    r"|@(?:unittest\.)?expectedFailure|\bskipTest\(|\bSkipTest\b|\bcollect_ignore|\b__test__\s*=\s*False"
    r"|\b(?:describe|it|test|suite|context|bench)\.(?:\w+\.)?(?:skip|todo|fixme|skipIf|runIf|fails|failing)\b"
    r"|^\s*x(?:it|describe|test|context|specify)\b|\b(?:this|t|ctx)\.skip\(|\{\s*(?:skip|todo):|\bskip:\s*(?:true|['\"])"
    r"|@(?:Disabled|Ignore)\b|\bassume(?:True|That|False)\(|\[Ignore|\bSkip\s*=\s*\"|\bAssert\.(?:Ignore|Inconclusive)"
    r"|\bt\.Skip(?:f|Now)?\(|^//go:build\s+ignore|#\[ignore|cfg\(any\(\)\)|^\s*(?:pending|skip)\b(?:[\s(]+['\"]|$)"
    r"|\bmarkTest(?:Skipped|Incomplete)\b|\bXCTSkip|@tag\s+:?skip"
)
EMPTY = re.compile(
    r"\bassert\s+(?:True|1)\s*(?:$|[,#])|\bassert\s+1\s*==\s*1\b|\bassertTrue\((?:True|true)\s*[,)]|\bassert!\(true\s*[,)]"
    r"|\bexpect\((?:true|1)\)\.\w+\((?:true|1)?\)|\bassert(?:\.ok|\.equal)?\((?:true|1, 1)\s*[,)]"
)
DEFINED = re.compile(
    r"^\s*(?:async\s+)?def\s+test|^\s*(?:it|test|specify|scenario|example)(?:\.each\b.*)?\s*(?:\(|[\"'`]|\s[\"'])"
    r"|^func\s+(?:Test|Fuzz)\w*\(|#\[(?:\w+::)?test\b|@(?:Parameterized|Repeated)?Test\b"
    r"|^\s*\[(?:Fact|Theory|Test|TestMethod)\b|\bfunction\s+test\w*\(|\bfunc\s+test\w*\(|^\s*@test\s+\""
    r"|^\s*Scenario(?: Outline)?:|^\s*test\s+\"|\bTEST(?:_F|_P)?\("
)
ASSERTED = re.compile(
    r"\bassert|\bexpect\s*\(|\bshould\b|\brequire\.\w+\(t\b|\bt\.(?:Error|Fatal|Fail)\w*\(|\bverify\(|\bpytest\.raises\b"
    r"|\bEXPECT_|\bASSERT_|\bXCTAssert|\bAssert\.\w+\("
)
SWITCHED_OFF = re.compile(
    r"^\s*#\s*(?:ruff|flake8|mypy|pylint)\s*:\s*(?:noqa|ignore-errors|skip-file|disable-all)|^\s*#\s*type:\s*ignore\s*$"
    r"|@ts-nocheck|^\s*/\*\s*eslint-disable(?!-)(?![^*]*-line)|\b(?:istanbul|c8|v8)\s+ignore\s+file|^#!\[allow\("
)
SUPPRESSED = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no\s*cover|nosec|pyright:\s*ignore|pylint:\s*disable)|eslint-disable"
    r"|@ts-(?:ignore|expect-error)|\b(?:istanbul|c8|v8)\s+ignore|biome-ignore|#\[allow\(|//\s*nolint|NOLINT|@SuppressWarnings"
    r"|rubocop:disable|oxlint-disable|phpcs:ignore|@phpstan-ignore"
)


def judge(asked: records.Asked, gate: gate_settings.Gate, diff: dict[str, Patch]) -> Verdict:
    """Look for it. A test that is run alone fails: it has no good reason; the rest is for a person."""
    deleted = {file.path for file in asked.change.files if file.status == "D"}
    findings = [*_deleted(asked, diff), *_fewer(diff, deleted=deleted), *_lines(diff)]
    focused = [each for each in findings if each.level == "error"]
    grave = [each for each in findings if each.level == "warning"]
    if focused:
        return saying.failed(gate, "a test is marked to be run alone, so that the others are not.", findings)
    if grave:
        return saying.person(
            gate, f"{saying.many(len(grave), 'place weakens', 'places weaken')} tests or checks.", findings
        )
    return saying.passed(gate, "no test and no check is weaker than before.", findings)


def _deleted(asked: records.Asked, diff: dict[str, Patch]) -> Iterator[Finding]:
    """Find tests whose file is gone, and whose definitions stand nowhere else now."""
    anew = Counter(_key(line) for patch in diff.values() for line in patch.added if DEFINED.search(line.text))
    for file in asked.change.files:
        if file.status != "D" or not paths.is_test(file.path):
            continue
        patch = diff.get(file.path)
        gone = Counter(_key(line) for line in patch.removed if DEFINED.search(line.text)) if patch else Counter()
        if not gone or gone - anew:
            yield Finding(path=file.path, message="is deleted, and its tests are nowhere else", level="warning")


def _fewer(diff: dict[str, Patch], *, deleted: Collection[str]) -> Iterator[Finding]:
    """Find files that are left with fewer tests or assertions than they had."""
    for path, patch in diff.items():
        if not paths.is_test(path) or path in deleted:
            continue
        for what, form in (("tests", DEFINED), ("assertions", ASSERTED)):
            less = _count(patch.removed, form) - _count(patch.added, form)
            if less > 0:
                yield Finding(path=path, message=f"has {less} {what} fewer than before", level="warning")


def _count(lines: list[Line], form: re.Pattern[str]) -> int:
    return sum(bool(form.search(line.text)) for line in lines)


def _key(line: Line) -> str:
    return " ".join(line.text.split())


def _lines(diff: dict[str, Patch]) -> Iterator[Finding]:
    """Find added lines that weaken something."""
    moved = Counter(_key(line) for patch in diff.values() for line in patch.removed)
    for path, patch in diff.items():
        for line in patch.added:
            found = _weakness(path, line.text)
            if not found:
                continue
            if moved[_key(line)] > 0:
                moved[_key(line)] -= 1
                continue
            yield Finding(path=path, line=line.number, message=f"{found[0]}: {_key(line)[:120]}", level=found[1])


def _weakness(path: str, text: str) -> tuple[str, str] | None:
    """Return what is weakened by a line, and how grave it is."""
    text = text[:2_000]
    if paths.is_test(path) or path.endswith(".rs"):
        for form, what, level in (
            (FOCUSED, "is run alone", "error"),
            (SKIPPED, "is skipped", "warning"),
            (EMPTY, "asserts nothing", "warning"),
        ):
            if form.search(text):
                return what, level
    if SWITCHED_OFF.search(text):
        return "switches a check off for a whole file", "warning"
    return ("silences a check", "note") if SUPPRESSED.search(text) else None
