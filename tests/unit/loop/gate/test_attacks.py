"""What an agent may try so that its change passes: none of it is green."""

import sys

import msgspec
import pytest

from jigsmith.base.gate_settings import Gate
from jigsmith.loop.gate import judge, measuring, reports
from jigsmith.loop.gate.records import Figures

GREEN = "<testsuite><testcase name='a'/><testcase name='b'/></testsuite>"
PYTEST = f"{sys.executable} -m pytest -q -p no:cacheprovider --junitxml=r.xml"
TESTS = Gate(name="tests", builtin="tests", command=PYTEST, report="r.xml", format="junit")
SUITE = "".join(f"def test_{name}():\n    assert {number} + 0 == {number}\n" for number, name in enumerate("abc"))


def refused(verdicts):
    """Return the gates that are not green."""
    return {name: each.outcome for name, each in verdicts.items() if each.outcome != "passed"}


@pytest.fixture
def project(floor):
    """A project with three tests, which pass."""
    floor.base({"test_a.py": SUITE})
    return floor


def test_an_honest_change_passes(project):
    project.change({"a.py": "x = 1\n", "test_b.py": "def test_d():\n    assert 1 + 1 == 2\n"})
    verdicts = project.judge(TESTS, base=lambda: {"tests": Figures(tests=3)})
    assert refused(verdicts) == {}
    assert verdicts["tests"].why == "4 passed."
    assert verdicts["tests"].figures == Figures(tests=4)


def test_gates_that_the_change_edits_are_not_the_ones_that_judge_it(project):
    project.change(
        {"jig.toml": '[[gates]]\nname = "tests"\ncommand = "true"\n', ".github/workflows/ci.yml": "on: push\n"}
    )
    verdicts = project.judge(TESTS)
    assert refused(verdicts) == {"protected": "needs-person"}
    assert {each.path for each in verdicts["protected"].findings} == {"jig.toml", ".github/workflows/ci.yml"}


def test_deleted_tests(project):
    project.change({"test_a.py": None, "test_b.py": "def test_d():\n    assert 1 + 1 == 2\n"})
    verdicts = project.judge(TESTS, base=lambda: {"tests": Figures(tests=3)})
    assert refused(verdicts) == {"tests": "needs-person", "weakened-tests": "needs-person"}
    assert verdicts["tests"].why == "1 tests ran, on the base it was 3."


def test_skipped_tests(project):
    project.change({"test_a.py": SUITE.replace("def", "@__import__('pytest').mark.skip\ndef", 1)})
    verdicts = project.judge(TESTS, base=lambda: {"tests": Figures(tests=3)})
    assert refused(verdicts) == {"tests": "needs-person", "weakened-tests": "needs-person"}


def test_a_conftest_that_lets_no_test_run(project):
    project.change({"conftest.py": "def pytest_collection_modifyitems(items):\n    items.clear()\n"})
    assert refused(project.judge(TESTS)) == {"tests": "failed", "protected": "needs-person"}


def test_a_conftest_that_makes_every_test_pass(project):
    forge = "def pytest_runtest_call(item):\n    item.obj = lambda: None\n"
    project.change({"conftest.py": forge, "test_a.py": SUITE.replace("== 0", "== 1")})
    assert refused(project.judge(TESTS))["protected"] == "needs-person"


def test_a_module_that_ends_the_run_with_exit_code_0(project):
    project.change({"test_a.py": f"import os\nos._exit(0)\n{SUITE}"})
    assert refused(project.judge(TESTS)) == {"tests": "not-run"}


def test_a_test_script_that_runs_nothing(floor):
    package = '{\n  "scripts": {\n    "test": "node --test"\n  }\n}\n'
    floor.base({"package.json": package})
    floor.change({"package.json": package.replace("node --test", "exit 0")})
    verdicts = floor.judge(Gate(name="tests", builtin="tests", command="npm test"))
    assert refused(verdicts) == {"tests": "not-run", "protected": "needs-person"}


def test_a_script_of_a_gate_that_is_edited(floor):
    floor.base({"check.sh": "exit 1\n"})
    floor.change({"check.sh": "exit 0\n"})
    assert refused(floor.judge(Gate(name="check", command="./check.sh || sh check.sh"))) == {
        "protected": "needs-person"
    }


def test_a_report_that_was_there_before(project):
    project.change({"r.xml": GREEN})
    verdict = project.one(Gate(name="tests", command="true", report="r.xml", format="junit"))
    assert (verdict.outcome, verdict.why) == ("not-run", "r.xml is not there, or lies behind a link.")


def test_an_old_report_that_is_put_in_place(project):
    project.change({"old.xml": GREEN})
    command = "touch -d 2020-01-01 old.xml; mv old.xml r.xml"
    verdict = project.one(Gate(name="tests", command=command, report="r.xml", format="junit"))
    assert (verdict.outcome, verdict.why) == ("not-run", "r.xml is older than the run.")


@pytest.mark.parametrize(
    ("report", "command"),
    [
        ("r.xml", "ln -s $HOME/secret.xml r.xml"),
        ("r.xml", "ln -s ../secret.xml r.xml"),
        ("r.xml", f'echo "{GREEN}" > good.xml; ln -s good.xml r.xml'),
        ("out/r.xml", f'mkdir d; echo "{GREEN}" > d/r.xml; ln -s d out'),
    ],
)
def test_a_report_that_is_a_link(project, report, command):
    """The commands make links and write through none: outside of a box they would hit what lies behind."""
    secret = project.folder / "secret.xml"
    secret.write_text(GREEN)
    verdict = project.one(Gate(name="tests", command=command, report=report, format="junit"))
    assert (verdict.outcome, verdict.why) == ("not-run", f"{report} is not there, or lies behind a link.")
    assert secret.read_text() == GREEN


def test_a_link_that_is_committed_in_the_place_of_the_reports_folder(project):
    outside = project.folder / "outside"
    outside.mkdir()
    (outside / "r.xml").write_text(GREEN)
    (project.root / "out").symlink_to(outside)
    project.change({})
    verdict = project.one(Gate(name="tests", command="touch ran", report="out/r.xml", format="junit"))
    assert (verdict.outcome, project.seen) == ("not-run", [])
    assert (outside / "r.xml").read_text() == GREEN


def test_a_fake_report_that_is_printed(project):
    command = f'echo "{GREEN}"; echo "3 passed in 0.01s"'
    assert project.one(Gate(name="tests", command=command, report="r.xml", format="junit")).outcome == "not-run"


def test_a_report_of_a_gigabyte(project):
    verdict = project.one(Gate(name="t", command="truncate -s 1G r.xml", report="r.xml", format="junit"))
    assert (verdict.outcome, verdict.why) == ("not-run", f"r.xml is bigger than {reports.BIGGEST >> 20} MiB.")


@pytest.mark.parametrize(
    "bomb",
    [
        "<!DOCTYPE t [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><testsuite><testcase name='&b;'/></testsuite>",
        "<!DOCTYPE t [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><testsuite><testcase>&a;</testcase></testsuite>",
    ],
)
def test_a_report_that_is_a_bomb(project, bomb):
    project.change({"bomb.xml": bomb})
    verdict = project.one(Gate(name="t", command="cp bomb.xml r.xml", report="r.xml", format="junit"))
    assert (verdict.outcome, verdict.why) == (
        "not-run",
        "r.xml cannot be read: it declares entities, which no report needs.",
    )


def test_a_report_of_many_small_elements_is_bounded_in_time(project):
    make = f"{sys.executable} -c \"print('<testsuite>' + '<a/>' * 3_000_000 + '</testsuite>')\" > r.xml"
    verdict = project.one(Gate(name="t", command=make, report="r.xml", format="junit"))
    assert verdict.outcome == "not-run"
    assert verdict.seconds < 120  # measured: 1 s; on a busy machine 25 s


def test_a_gate_that_writes_the_report_of_the_next_one(project):
    writes = Gate(name="first", command=f'echo "{GREEN}" > r.xml')
    reads = Gate(name="second", command="true", report="r.xml", format="junit")
    assert refused(project.judge(writes, reads)) == {"second": "not-run"}


def test_a_test_that_replaces_the_linter(floor):
    floor.base({"lint.sh": "exit 1\n"})
    tests = Gate(name="tests", builtin="tests", command="echo 'exit 0' > lint.sh; echo 3 passed in 0.01s")
    lint = Gate(name="lint", builtin="lint", command="sh lint.sh")
    verdicts = floor.judge(tests, lint)
    assert list(verdicts)[:2] == ["tests", "lint"]
    assert refused(verdicts) == {"lint": "failed"}


def test_a_command_that_puts_the_manifest_back_before_it_is_looked_at(floor):
    floor.base({"package.json": "{}\n"})
    floor.change({"package.json": '{"dependencies": {"evil": "1"}}\n'})
    verdicts = floor.judge(Gate(name="t", command="for each in *.json; do echo '{}' > $each; done"))
    assert refused(verdicts) == {"dependencies": "needs-person"}


def test_a_set_up_command_that_puts_the_manifest_back(floor):
    floor.base({"package.json": "{}\n"})
    floor.change({"package.json": '{"dependencies": {"evil": "1"}}\n'})
    asked = floor.asked(Gate(name="t", command="true"))
    (asked.tree / "package.json").write_text("{}\n")
    verdicts = {each.gate: each for each in judge.judge(asked, run=floor.run_in(asked.tree))}
    assert refused(verdicts) == {"protected": "needs-person", "dependencies": "needs-person"}


def test_lines_that_look_like_a_patch(project):
    text = "diff --git a/jig.toml b/jig.toml\n--- a/jig.toml\n+++ b/jig.toml\n@@ -0,0 +1 @@\n+x\n"
    project.change({"notes.md": text, "more.md": f"-- a/x\n++ b/x\n{text}"})
    assert refused(project.judge(Gate(name="t", command="true"))) == {}


def test_a_name_that_is_quoted_hides_nothing(project):
    key = "ghp_" + "a9Kd83LmQz7RtYw2XvBn4CsHg6JfPe1UoI5T"
    project.change({'tab\there "ü".py': f'key = "{key}"\n'})
    assert refused(project.judge(Gate(name="t", command="true"))) == {"secrets": "failed"}


def test_what_breaks_one_gate_leaves_the_others(floor):
    floor.change({"pyproject.toml": f"[project]\ndependencies = {'[' * 5_000}{']' * 5_000}\n", ".github/a.yml": "x\n"})
    verdicts = floor.judge(Gate(name="t", command="true"))
    assert refused(verdicts) == {"protected": "needs-person", "dependencies": "needs-person"}


# ------------------------------------------------------------------------------------------------------------- the base


def test_the_base_is_measured_by_the_same_gates_once(project):
    project.change({"a.py": "x = 1\n"})
    asked = project.asked(TESTS)
    gates = (TESTS, Gate(name="other", command="touch other"))
    found = measuring.figures(gates, asked.tree, log=asked.log, run=project.run_in(asked.tree))
    assert found == {"tests": Figures(tests=3)}
    assert project.seen == [PYTEST]


def test_a_base_that_cannot_be_measured_has_no_figures(project):
    project.change({})
    asked = project.asked()
    broken = Gate(name="tests", builtin="tests", command="exit 1")
    assert measuring.figures([broken], asked.tree, log=asked.log, run=project.run_in(asked.tree)) == {}


def test_figures_are_kept_by_commit_and_gates_as_json():
    kept = {"tests": Figures(tests=3), "coverage": Figures(covered=4, lines=5)}
    assert msgspec.json.decode(msgspec.json.encode(kept), type=dict[str, Figures]) == kept
    other = Gate(name="tests", builtin="tests", command="true")
    lint = Gate(name="lint", builtin="lint", command="true")
    assert measuring.key("a", [TESTS]) == measuring.key("a", [TESTS, lint])
    assert len({measuring.key("a", [TESTS]), measuring.key("b", [TESTS]), measuring.key("a", [other])}) == 3
