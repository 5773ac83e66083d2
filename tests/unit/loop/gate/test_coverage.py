"""The coverage ratchet, measured by the real coverage.py."""

import sys

import pytest

from jigsmith.base.gate_settings import Gate
from jigsmith.engines.gauges import lcov
from jigsmith.engines.gauges import records as gauges
from jigsmith.loop.gate import coverage, measuring
from jigsmith.loop.gate.records import Figures

PYTEST = f"{sys.executable} -m pytest -q -p no:cacheprovider --cov=calc --junitxml=r.xml"
TESTS = Gate(
    name="tests",
    builtin="tests",
    command=f"{PYTEST} --cov-report=lcov:c.lcov --cov-report=xml:c.xml",
    report="r.xml",
    format="junit",
)
RATCHET = Gate(name="coverage", builtin="coverage", report="c.lcov", format="lcov")
CALC = "def add(a, b):\n    return a + b\n\n\ndef halve(a):\n    return a / 2\n"
TEST = """from calc import add, halve


def test_add():
    assert add(1, 2) == 3


def test_halve():
    assert halve(4) == 2
"""
MORE = "\n\ndef twice(a):\n    if a < 0:\n        return 0\n    return a * 2\n"


@pytest.fixture
def project(floor):
    floor.base({"calc.py": CALC, "test_calc.py": TEST})
    return floor


def measured(project, *gates):
    """Return what the gates measure on what is checked out."""
    asked = project.asked()
    return measuring.figures(gates, asked.tree, log=asked.log, run=project.run_in(asked.tree))


@pytest.mark.parametrize(("report", "form"), [("c.lcov", "lcov"), ("c.xml", "cobertura")])
def test_coverage_may_not_fall_below_the_bases(project, report, form):
    ratchet = Gate(name="coverage", builtin="coverage", report=report, format=form)
    before = measured(project, TESTS, ratchet)
    assert before == {"tests": Figures(tests=2), "coverage": Figures(covered=4, lines=4)}
    project.change({"calc.py": CALC + MORE})
    verdict = project.judge(TESTS, ratchet, base=lambda: before)["coverage"]
    assert verdict.outcome == "failed"
    assert verdict.why == "62.50 % of 8 lines, 1 of 4 changed lines: the base has 100.00 %."
    assert [(each.path, each.line) for each in verdict.findings] == [("calc.py", 10), ("calc.py", 11), ("calc.py", 12)]
    assert verdict.figures == Figures(covered=5, lines=8)


def test_a_change_with_its_tests_passes(project):
    before = measured(project, TESTS, RATCHET)
    more = "\n\ndef test_twice():\n    assert calc.twice(2) == 4\n    assert calc.twice(-1) == 0\n"
    project.change({"calc.py": CALC + MORE, "test_calc.py": f"import calc\n{TEST}{more}"})
    verdict = project.judge(TESTS, RATCHET, base=lambda: before)["coverage"]
    assert (verdict.outcome, verdict.why) == ("passed", "100.00 % of 8 lines, 4 of 4 changed lines.")


def test_the_changed_lines_may_have_a_bar_of_their_own(project):
    gate = Gate(name="coverage", builtin="coverage", report="c.lcov", format="lcov", changed=80, slack=100)
    project.change({"calc.py": CALC + MORE})
    verdict = project.judge(TESTS, gate)["coverage"]
    assert verdict.outcome == "failed"
    assert verdict.why.endswith("of the changed lines it has to be 80 %.")


def test_a_minimum_is_a_minimum(project):
    gate = Gate(name="coverage", builtin="coverage", report="c.lcov", format="lcov", minimum=70, slack=100)
    project.change({"calc.py": CALC + MORE})
    assert project.judge(TESTS, gate)["coverage"].outcome == "failed"


def test_a_base_that_was_never_measured_is_not_a_bar_of_nothing(project):
    project.change({"a.py": "x = 1\n"})
    verdict = project.judge(TESTS, RATCHET)["coverage"]
    assert verdict.outcome == "needs-person"
    assert verdict.why.endswith("what the base has is not known.")


def test_a_report_without_a_line_is_not_green(project):
    gate = Gate(name="coverage", builtin="coverage", command="touch c.lcov", report="c.lcov", format="lcov")
    assert project.one(gate, base=lambda: {"coverage": Figures(covered=0, lines=4)}).outcome == "not-run"


def test_a_coverage_gate_without_anybody_who_writes_its_report_is_not_green(project):
    project.change({"c.lcov": "SF:calc.py\nDA:1,1\nend_of_record\n"})
    verdict = project.judge(Gate(name="tests", command="true"), RATCHET)["coverage"]
    assert verdict.outcome == "not-run"


@pytest.mark.parametrize(
    ("said", "roots", "name"),
    [
        ("src/a.py", (), "src/a.py"),
        ("./src/a.py", (), "src/a.py"),
        ("/tree/src/a.py", (), "src/a.py"),
        ("a.py", ("/tree/src",), "src/a.py"),
        ("src\\a.py", (), "src/a.py"),
        ("/elsewhere/src/a.py", (), None),
        ("b.py", (), "lib/b.py"),
        ("c.py", (), None),
    ],
)
def test_files_are_found_however_a_tool_names_them(said, roots, name):
    reading = lcov.read(f"SF:{said}\nDA:1,1\nend_of_record\n".encode())
    reading = gauges.Reading(gauge="x", examined=1, covered=reading.covered, roots=roots)
    known = ["src/a.py", "lib/b.py", "x/c.py", "y/c.py"]
    assert coverage.names(reading, root="/tree", known=known).get(said) == name
