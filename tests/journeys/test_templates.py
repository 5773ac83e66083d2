"""`jig templates lint` and `jig templates test` as somebody uses them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

JIG = Path(sys.executable).parent / "jig"
NOTE = """\
name: note
parameters:
  author: {default: nobody}
files:
  - path: "notes/{{ name | kebab }}.md"
    content: |
      # {{ name | title }}
      by {{ author }}
hooks: {after: [[touch, done]]}
examples:
  - {name: to do, parameters: {author: ada}}
"""


@pytest.fixture
def project(tmp_path):
    write(tmp_path, NOTE)
    return tmp_path


def write(root, text):
    folder = root / ".jig/templates/note"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "template.yaml").write_text(text)


def run(root, *words):
    environment = os.environ | {"NO_COLOR": "1"}
    return subprocess.run(
        [JIG, "templates", *words], cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_template_in_which_nothing_is_wrong(project):
    done = run(project, "lint")
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 template: nothing is wrong.\n", "")


def test_an_error_is_said_with_its_line_and_ends_with_fifteen(project):
    write(project, NOTE.replace("by {{ author }}", "by {{ autor }}"))
    done = run(project, "lint", "note")
    assert done.returncode == 15
    first, second = done.stdout.splitlines()[:2]
    assert first == ".jig/templates/note/template.yaml:8  error  `autor` is not declared  undeclared"
    assert second == "    Did you mean `author`?"
    assert "1 error in 1 template" in done.stderr
    found = json.loads(run(project, "lint", "--json").stdout)
    assert found["templates"] == 1
    assert found["findings"][0] == {
        "severity": "error",
        "kind": "undeclared",
        "file": ".jig/templates/note/template.yaml",
        "line": 8,
        "what": "`autor` is not declared",
        "do": "Did you mean `author`?",
    }


def test_warnings_alone_end_well(project):
    write(project, NOTE.replace("by {{ author }}", "by nobody"))
    done = run(project, "lint")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 template: 1 warning.")


def test_a_template_that_is_not_there_is_an_error_of_its_own(project):
    assert run(project, "lint", "noet").returncode == 6
    assert run(project, "test", "noet").returncode == 6


def test_examples_run_commands_only_after_consent_and_leave_the_project_alone(project):
    refused = run(project, "test")
    assert refused.returncode == 11
    assert f"{project}/.jig/templates/note/template.yaml: the template wants to run `touch done`" in refused.stdout
    assert run(project, "trust", "note").returncode == 0
    done = run(project, "test")
    assert done.returncode == 0
    lines = [line.split("  ")[:4] for line in done.stdout.splitlines()]
    assert lines[:3] == [["note", "to do", check, "ok"] for check in ("golden", "valid", "again")]
    assert sorted(path.name for path in project.iterdir()) == [".jig"]


def test_what_is_recorded_and_what_is_made_are_shown_side_by_side(project):
    write(project, NOTE.replace("hooks: {after: [[touch, done]]}\n", ""))
    assert run(project, "test", "--accept").returncode == 0
    write(project, NOTE.replace("hooks: {after: [[touch, done]]}\n", "").replace("by {{", "from {{"))
    done = run(project, "test")
    assert done.returncode == 15
    assert "    -by ada\n    +from ada\n" in done.stdout
    assert "1 of 5 tests failed" in done.stderr
    found = json.loads(run(project, "test", "--json").stdout)
    assert [(each["check"], bool(each["differs"]), each["exit_code"]) for each in found] == [
        ("golden", True, 15), ("valid", False, 0), ("again", False, 0), ("undo", False, 0), ("update", False, 0)
    ]  # fmt: skip
