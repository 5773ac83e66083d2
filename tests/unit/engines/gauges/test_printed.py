"""Printed: the last lines of real test runners."""

import pytest

from jigsmith.engines.gauges import printed
from jigsmith.engines.gauges.records import Counts

CARGO = """
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests lab

running 0 tests

test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
"""
VITEST = """
\x1b[2m Test Files \x1b[22m 1 failed (1)
\x1b[2m      Tests \x1b[22m 1 failed | 2 passed | 1 skipped | 1 todo (5)
   Start at  12:07:14
"""
JEST = "Test Suites: 1 failed, 1 total\nTests:       1 failed, 1 skipped, 1 passed, 3 total\nSnapshots:   0 total\n"
NODE = "1..3\n# tests 3\n# suites 0\n# pass 1\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n# duration_ms 551.3\n"
MOCHA = "\n  1 passing (5ms)\n  1 pending\n  1 failing\n"
UNITTEST = "Ran 4 tests in 0.001s\n\nFAILED (failures=1, errors=1, skipped=1)\n"
GO = "ok  \texample.org/lab\t0.012s\n?   \texample.org/lab/other\t[no test files]\nFAIL\texample.org/lab/bad\t0.1s\n"


@pytest.mark.parametrize(
    ("text", "total", "passed", "failed", "skipped"),
    [
        ("1 failed, 3 passed, 1 skipped, 1 error in 0.21s\n", 6, 3, 2, 1),
        ("========= 3 passed, 2 deselected, 1 warning in 70.21s (0:01:10) =========\n", 3, 3, 0, 0),
        ("\x1b[32m\x1b[1m3 passed\x1b[0m\x1b[32m in 0.01s\x1b[0m\n", 3, 3, 0, 0),
        (CARGO, 3, 2, 0, 1),
        (VITEST, 5, 2, 1, 2),
        (JEST, 3, 1, 1, 1),
        (NODE, 3, 1, 1, 1),
        (MOCHA, 3, 1, 1, 1),
        (UNITTEST, 4, 1, 2, 1),
        (GO, 2, 1, 1, 0),
    ],
)
def test_what_a_runner_says_of_its_tests_is_counted(text, total, passed, failed, skipped):
    reading = printed.read(f"before\n{text}after\n")
    assert reading is not None
    assert reading.counts == Counts(total=total, passed=passed, failed=failed, skipped=skipped)


@pytest.mark.parametrize(
    "text",
    [
        "6 deselected in 0.03s\n",
        "no tests ran in 0.01s\n",
        "============================ no tests ran in 0.01s =============================\n",
        "\nRan 0 tests in 0.000s\n\nOK\n",
        "TAP version 13\n1..0\n# tests 0\n# suites 0\n# pass 0\n",
        "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n",
        "No test files found, exiting with code 0\n",
        "No tests found, exiting with code 0\n",
        "?   \texample.org/lab\t[no test files]\n",
        "warning: No Python files found under the given path(s)\n",
    ],
)
def test_a_run_of_nothing_is_seen(text):
    reading = printed.read(text)
    assert reading is not None
    assert reading.examined == 0


@pytest.mark.parametrize("text", ["", "all is well\n", "built 3 pages in 2 seconds\n"])
def test_other_output_says_nothing_of_tests(text):
    assert printed.read(text) is None
