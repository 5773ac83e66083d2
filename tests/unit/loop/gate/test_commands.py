"""Gates that run commands: what is green, and everything that is not."""

import sys

import pytest

from jigsmith.base.gate_settings import Gate
from jigsmith.loop.gate import defaults, judge, records

PASSED = "<testsuite><testcase name='a'/></testsuite>"


def test_exit_code_0_passes_and_another_fails_with_what_was_said(floor):
    assert floor.one(Gate(name="a", command="true")).outcome == "passed"
    verdict = floor.one(Gate(name="a", command="echo so it is; exit 3"))
    assert (verdict.outcome, verdict.why) == ("failed", "exit code 3. It said: so it is")


def test_a_command_that_is_not_there_was_not_run(floor):
    verdict = floor.one(Gate(name="a", command="no-such-command-here"))
    assert verdict.outcome == "not-run"
    assert "no-such-command-here" in verdict.why


def test_a_command_that_takes_too_long_is_not_green(floor):
    verdict = floor.one(Gate(name="a", command="trap '' INT TERM; echo fine; exec sleep 60", timeout="1s"))
    assert (verdict.outcome, verdict.why) == ("not-run", "it took longer than 1s.")


def test_after_a_cancellation_nothing_more_is_run(floor):
    verdict = floor.one(Gate(name="a", command="touch ran"), cancelled=lambda: True)
    assert verdict.outcome == "not-run"
    assert floor.seen == []


def test_a_command_that_was_killed_is_not_green(floor):
    asked = floor.asked(Gate(name="a", command="true"))

    def run(words, *, log, timeout):
        return records.Ran(None, "killed", "")

    assert judge.judge(asked, run=run)[0].outcome == "not-run"


def test_a_gate_that_is_not_required_says_so(floor):
    assert not floor.one(Gate(name="a", command="false", required=False)).required


@pytest.mark.parametrize(
    ("command", "outcome", "why"),
    [
        (f'echo "{PASSED}" > r.xml', "passed", "1 passed."),
        (f'echo "{PASSED}" > r.xml; exit 2', "failed", "exit code 2."),
        ("echo '<testsuite><testcase><failure/></testcase></testsuite>' > r.xml", "failed", "1 of 1 test failed."),
        ("echo '<testsuite/>' > r.xml", "not-run", "nothing was examined."),
        ("echo '<testsuite><testcase><skipped/></testcase></testsuite>' > r.xml", "not-run", "none of 1 tests was run"),
        ("true", "not-run", "r.xml is not there"),
        ("echo not XML > r.xml", "not-run", "r.xml cannot be read"),
        ("mkdir r.xml", "not-run", "r.xml is not there"),
        ("mkfifo r.xml", "not-run", "r.xml is no plain file"),
    ],
)  # fmt: skip
def test_the_report_counts_as_well_as_the_exit_code(floor, command, outcome, why):
    verdict = floor.one(Gate(name="a", command=command, report="r.xml", format="junit"))
    assert verdict.outcome == outcome
    assert verdict.why.startswith(why)


def test_several_reports_count_together(floor):
    floor.change({"one/out/TEST-old.xml": PASSED, "two/out/keep.txt": ""})
    gate = Gate(name="a", command=f'echo "{PASSED}" | tee one/out/TEST-a.xml > two/out/TEST-b.xml',
                report="*/out/TEST-*.xml", format="junit")  # fmt: skip
    verdict = floor.one(gate)
    assert (verdict.outcome, verdict.why, verdict.figures) == ("passed", "2 passed.", records.Figures(tests=2))
    link = Gate(name="a", command="ln -s ../../good.xml one/out/TEST-a.xml", report="*/out/TEST-*.xml", format="junit")
    assert floor.one(link).outcome == "not-run"
    assert floor.one(Gate(name="a", command="true", report="**/*.xml", format="junit")).outcome == "not-run"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("3 passed in 0.01s", "passed"),
        ("3 passed, 1 failed in 0.01s", "failed"),
        ("no tests ran in 0.01s", "not-run"),
        ("2 skipped in 0.01s", "not-run"),
        ("all is well", "not-run"),
    ],
)
def test_tests_without_a_report_are_counted_in_what_is_printed(floor, text, outcome):
    assert floor.one(Gate(name="a", builtin="tests", command=f"echo '{text}'")).outcome == outcome


def test_of_a_long_log_no_more_than_the_end_is_read_and_of_this_run_alone(floor):
    gate = Gate(name="a", builtin="tests", command="echo 3 passed in 0.01s")
    assert floor.one(gate).outcome == "passed"
    again = Gate(name="a", builtin="tests", command="echo the log of the run before says 3 passed")
    assert floor.one(again).outcome == "not-run"


def test_a_plain_gate_that_looked_at_nothing_is_not_green(floor):
    verdict = floor.one(Gate(name="lint", command="echo 'warning: No Python files found under the given path(s)'"))
    assert (verdict.outcome, verdict.why) == ("not-run", "nothing was examined.")


def test_a_linter_is_judged_by_its_report(floor):
    floor.change({"old.py": "import os\n", "new.py": "x = 1\nimport sys\n"})
    ruff = f"{sys.executable} -m ruff check --isolated --select F --output-format sarif -o r.sarif ."
    verdict = floor.one(Gate(name="lint", builtin="lint", command=ruff, report="r.sarif", format="sarif"))
    assert verdict.outcome == "failed"
    assert {(each.path, each.line) for each in verdict.findings} == {("old.py", 1), ("new.py", 2)}
    mild = f"{ruff} --exit-zero"
    assert floor.one(Gate(name="lint", command=mild, report="r.sarif", format="sarif")).outcome == "failed"


def test_findings_that_were_there_before_can_be_left_out(floor):
    floor.base({"old.py": "import os\n\n\n\n\n\n\n\n\n\nx = 1\n"})
    ruff = f"{sys.executable} -m ruff check --isolated --select F --output-format sarif -o r.sarif ."
    gate = Gate(name="lint", command=ruff, report="r.sarif", format="sarif", changed_only=True)
    floor.change({"old.py": "import os\n\n\n\n\n\n\n\n\n\nx = 2\n"})
    assert floor.one(gate).outcome == "passed"
    floor.change({"old.py": "import os\n\n\n\n\n\n\n\n\n\nimport re\n"})
    verdict = floor.one(gate)
    assert (verdict.outcome, verdict.why) == ("failed", "1 finding on changed lines.")
    assert [(each.path, each.line) for each in verdict.findings] == [("old.py", 11)]


def test_verdicts_come_in_the_order_of_the_configuration_and_say_how_long_they_took(floor):
    verdicts = floor.judge(Gate(name="z", command="sleep 0.2"), Gate(name="a", command="true"))
    assert list(verdicts) == ["z", "a", "protected", "weakened-tests", "secrets", "dependencies", "diff-size"]
    assert verdicts["z"].seconds >= 0.2


# ------------------------------------------------------------------------------------------------------------- defaults


def test_without_configuration_the_tests_of_the_project_are_run(floor):
    floor.base({"pyproject.toml": "[tool.pytest]\n", "test_a.py": "def test_a():\n    assert 1 + 1 == 2\n"})
    floor.change({"a.py": "x = 1\n"})
    asked = floor.asked()
    (asked.tree / ".venv" / "bin").mkdir(parents=True)
    (asked.tree / ".venv" / "bin" / "python").symlink_to(sys.executable)
    verdicts = judge.judge(asked, run=floor.run_in(asked.tree))
    assert [(each.gate, each.outcome) for each in verdicts] == [
        (name, "passed") for name in ("tests", "protected", "weakened-tests", "secrets", "dependencies", "diff-size")
    ], verdicts
    assert floor.seen == [".venv/bin/python -m pytest -q"]


def test_where_nothing_says_how_tests_are_run_a_person_is_asked(floor):
    verdict = floor.judge()["tests"]
    assert verdict.outcome == "needs-person"
    assert "name a command in `[[gates]]`" in verdict.why


@pytest.mark.parametrize(
    ("files", "builtin", "command"),
    [
        ({"package.json": '{"scripts": {"test": "vitest run"}}'}, "tests", "npm test"),
        ({"package.json": '{"scripts": {"test": "vitest run"}}', "pnpm-lock.yaml": "a"}, "tests", "pnpm test"),
        ({"package.json": '{"scripts": {"lint": "eslint ."}}', "yarn.lock": "a"}, "lint", "yarn run lint"),
        ({"package.json": '{"scripts": {"test": "echo \\"Error: no test specified\\" && exit 1"}}'}, "tests", ""),
        ({"package.json": "[]"}, "tests", ""),
        ({"Cargo.toml": "[package]"}, "tests", "cargo test --offline"),
        ({"go.mod": "module a"}, "tests", "go test ./..."),
        ({"Makefile": "all:\n\ntest:\n\ttrue\n"}, "tests", "make test"),
        ({"tests/unit/test_a.py": "a"}, "tests", "python3 -m pytest -q"),
        ({"tsconfig.json": "{}"}, "types", "npx --no-install tsc --noEmit"),
        ({"pyproject.toml": "[tool.mypy]\nstrict = true"}, "types", "python3 -m mypy ."),
        ({"ruff.toml": "a"}, "lint", "python3 -m ruff check ."),
    ],
)
def test_a_project_says_itself_how_it_is_checked(tmp_path, files, builtin, command):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert defaults.command(Gate(name="a", builtin=builtin), tmp_path).command == command


def test_built_ins_that_are_named_are_not_there_twice_and_can_be_switched_off(floor):
    verdicts = floor.judge(
        Gate(name="tests", command="true"),
        Gate(name="keys", builtin="secrets"),
        Gate(name="size", builtin="diff-size", enabled=False),
    )
    assert list(verdicts) == ["tests", "keys", "protected", "weakened-tests", "dependencies"]
