"""Gauges, on what real tools wrote: pytest, vitest, ruff, eslint and coverage.py; paths and host are made neutral."""

import json
from pathlib import Path

import pytest

from jigsmith.engines.gauges import cobertura, ctrf, junit, lcov, records, sarif
from jigsmith.engines.gauges.records import Counts

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "read", "counts"),
    [
        ("pytest.junit.xml", junit.read, Counts(total=6, passed=3, failed=2, skipped=1)),
        ("vitest.junit.xml", junit.read, Counts(total=5, passed=2, failed=1, skipped=2)),
        ("vitest.ctrf.json", ctrf.read, Counts(total=5, passed=2, failed=1, skipped=1)),
        ("pytest-none.junit.xml", junit.read, Counts(total=0, passed=0, failed=0, skipped=0)),
        ("vitest-none.junit.xml", junit.read, Counts(total=5, passed=0, failed=0, skipped=5)),
    ],
)
def test_tests_are_counted_as_the_runner_counted_them(name, read, counts):
    reading = read(sample(name))
    assert reading.counts == counts
    assert reading.examined == counts.total
    assert reading.found == counts.failed


def test_a_failed_test_is_named_with_what_it_said():
    error, other = junit.read(sample("pytest.junit.xml")).findings
    assert error.message.startswith("test_calc test_is_wrong: AssertionError: one and one")
    assert 'RuntimeError: fixture <broken>"' in other.message
    (found,) = junit.read(sample("vitest.junit.xml")).findings
    assert (found.path, found.message) == (
        "tests/calc.test.js",
        "tests/calc.test.js calc > is wrong: expected 2 to be 3 // Object.is equality",
    )
    (found,) = ctrf.read(sample("vitest.ctrf.json")).findings
    assert (found.path, found.message) == (
        "tests/calc.test.js",
        "is wrong: expected 2 to be 3 // Object.is equality",
    )


def test_findings_of_a_linter_have_place_level_and_rule():
    ruff = sarif.read(sample("ruff.sarif"))
    assert [(each.rule, each.path, each.line, each.level) for each in ruff.findings] == [
        ("F401", "/project/lint.py", 1, "error"),
        ("E711", "/project/lint.py", 3, "error"),
    ]
    assert ruff.examined is None
    eslint = sarif.read(sample("eslint.sarif"))
    assert {(each.rule, each.line, each.level) for each in eslint.findings} == {
        ("eqeqeq", 1, "error"),
        ("no-unused-vars", 1, "warning"),
    }
    assert eslint.examined == 3
    assert {value.name: value.value for value in eslint.values} == {"error": 1, "warning": 1, "note": 0}


def test_a_linter_that_found_nothing_has_no_findings():
    assert sarif.read(sample("ruff-clean.sarif")).found == 0


@pytest.mark.parametrize("log", [{"runs": []}, {"runs": [{"invocations": [{"executionSuccessful": False}]}]}])
def test_a_scanner_that_did_not_run_examined_nothing(log):
    assert sarif.read(json.dumps(log).encode()).examined == 0


def test_levels_come_from_the_rule_and_what_is_suppressed_is_left_out():
    result = {"message": {"text": "x"}, "ruleIndex": 0}
    log = {
        "runs": [
            {
                "tool": {"driver": {"rules": [{"id": "R", "defaultConfiguration": {"level": "error"}}]}},
                "results": [
                    result,
                    result | {"suppressions": [{"kind": "inSource"}]},
                    result | {"suppressions": [{"kind": "external", "status": "rejected"}]},
                    result | {"kind": "pass"},
                    {"message": {"text": "y"}, "level": "none"},
                    {"message": {"text": "z"}},
                ],
            }
        ]
    }
    levels = [each.level for each in sarif.read(json.dumps(log).encode()).findings]
    assert levels == ["error", "error", "warning", "note"]


@pytest.mark.parametrize(
    ("name", "read", "path", "reached", "missed", "roots"),
    [
        ("coverage-py.lcov", lcov.read, "calc.py", {1, 2, 5, 6, 8}, {7}, ()),
        ("coverage-py.cobertura.xml", cobertura.read, "calc.py", {1, 2, 5, 6, 8}, {7}, ("/project",)),
        ("vitest.lcov", lcov.read, "src/calc.js", {1, 2, 3, 5, 6, 9, 10}, {7, 8}, ()),
        ("vitest.cobertura.xml", cobertura.read, "src/calc.js", {1, 2, 3, 5, 6, 9, 10}, {7, 8}, ("/project",)),
    ],
)
def test_two_formats_of_coverage_say_the_same(name, read, path, reached, missed, roots):
    reading = read(sample(name))
    (file,) = [each for each in reading.covered if each.path == path]
    assert (file.reached, file.missed) == (reached, missed)
    assert reading.roots == roots
    assert reading.examined == sum(len(each.reached | each.missed) for each in reading.covered)


def test_hits_of_a_line_in_several_records_are_added_up():
    reading = lcov.read(b"SF:a.c\nDA:1,0\nDA:2,-\nend_of_record\nSF:a.c\nDA:1,3,checksum\nend_of_record\n")
    assert reading.covered[0].reached == {1}
    assert reading.covered[0].missed == {2}


def test_an_empty_tracefile_examined_nothing():
    assert lcov.read(b"").examined == 0


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (junit.read, b""),
        (junit.read, b"<html></html>"),
        (junit.read, b"<testsuites><testsuite>"),
        (junit.read, b"\x00\xff"),
        (cobertura.read, b"<testsuites/>"),
        (
            cobertura.read,
            b'<coverage><class filename="a"><lines><line number="x" hits="1"/></lines></class></coverage>',
        ),
        (ctrf.read, b"[]"),
        (ctrf.read, b"{}"),
        (sarif.read, b"{}"),
        (sarif.read, b"[" * 100_000),
        (lcov.read, b"all is well\n"),
        (lcov.read, b"SF:a\nDA:one,1\n"),
        (lcov.read, b"SF:a\nDA:1,1e999\n"),
    ],
)
def test_what_is_no_report_is_said_to_be_none(read, text):
    with pytest.raises(records.Unreadable):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        b"<!DOCTYPE t [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><testsuites>&b;</testsuites>",
        b"<!DOCTYPE t [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><testsuites name='x'>&a;</testsuites>",
        b"<!DOCTYPE t [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/x'> %a;]><testsuites/>",
        b"<testsuites>" + b"<testsuite>" * 5_000 + b"</testsuite>" * 5_000 + b"</testsuites>",
    ],
    ids=["billion laughs", "file", "parameter entity", "deep"],
)
def test_xml_that_attacks_its_reader_is_refused(text):
    with pytest.raises(records.Unreadable):
        junit.read(text)


def test_a_doctype_is_not_fetched():
    reading = cobertura.read(
        b'<!DOCTYPE coverage SYSTEM "http://127.0.0.1:9/coverage.dtd"><coverage><class filename="a.py"><lines>'
        b'<line number="1" hits="2"/></lines></class></coverage>'
    )
    assert reading.examined == 1


def test_suites_without_cases_count_by_what_they_say_of_themselves():
    reading = junit.read(b'<testsuite><testsuite tests="1,200" failures="1" errors="1" skipped="2"/></testsuite>')
    assert reading.counts == Counts(total=1200, passed=1196, failed=2, skipped=2)


def test_a_file_that_could_not_be_loaded_is_a_finding():
    reading = junit.read(
        b'<testsuites><testsuite name="a.test.js"><error message="no such module"/>'
        b'<testcase name="x"/></testsuite></testsuites>'
    )
    assert [each.message for each in reading.findings] == ["a.test.js: no such module"]


def test_messages_hold_nothing_that_a_terminal_obeys():
    text = b'<testsuite><testcase name="a"><failure message="&#x1b;[31mred">x</failure></testcase></testsuite>'
    with pytest.raises(records.Unreadable):  # XML 1.0 has no such character
        junit.read(text)
    found = ctrf.read(json.dumps({"results": {"tests": [{"name": "a\x1b[2J\nb", "status": "failed"}]}}).encode())
    assert found.findings[0].message == "a [2J b"
