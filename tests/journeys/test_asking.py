"""What `jig generate` asks, what it takes from the record, and what it says about the rest."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.journeys.terminal import Terminal

JIG = Path(sys.executable).parent / "jig"
LISTED = """\
name: model
parameters:
  fields: {type: list, items: {name: {}, kind: {type: choice, choices: [int, str]}}, default: [{name: sum, kind: int}]}
  title: {default: An order}
  slug: {default: "{{ name | kebab }}"}
  audit: {type: boolean, default: false}
files:
  - path: "{{ name }}.txt"
    content: "{{ title }}{% for each in fields %} {{ each.name }}:{{ each.kind }}{% endfor %}.\\n"
"""


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    (root / ".jig/templates").mkdir(parents=True)
    (root / ".jig/templates/model.yaml").write_text(LISTED)
    return root


def run(root, *words):
    return subprocess.run(
        [JIG, *words], cwd=root, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )


def test_on_a_terminal_a_default_that_may_be_of_another_instance_is_shown_and_enter_takes_it(project):
    terminal = Terminal(project, "generate", "model", "Bill")
    terminal.expect("fields").expect("Enter takes sum:int").expect("> ").type("a:blue\n").expect("not one of int, str")
    terminal.expect("> ").type("a:str\n").expect("title").expect("Enter takes An order").type("\n")
    terminal.expect("left at their defaults: audit ").expect("Write 1 file?").type("\n")
    assert terminal.end() == 0
    assert (project / "Bill.txt").read_text() == "An order a:str.\n"


def test_with_yes_nothing_that_has_a_default_is_asked_and_it_says_what_was_left(project):
    terminal = Terminal(project, "generate", "model", "Bill", "--yes")
    assert terminal.end() == 0
    assert "left at their defaults: fields, title, audit   (--set NAME=VALUE;" in terminal.seen
    done = run(project, "generate", "model", "Other", "--json", "--set", "title=x")
    assert json.loads(done.stdout)["defaulted"] == ["fields", "audit"]


def test_an_instance_keeps_its_values_until_the_defaults_are_asked_for(project):
    assert run(project, "generate", "model", "Bill", "--set", "title=A bill", "--yes").returncode == 0
    again = run(project, "generate", "model", "Bill", "--yes")
    assert "as recorded: title" in again.stdout and "The file is there already" in again.stdout
    assert run(project, "generate", "model", "Bill", "--defaults", "--yes").returncode == 0
    assert (project / "Bill.txt").read_text() == "An order sum:int.\n"
