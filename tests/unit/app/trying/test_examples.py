"""The examples of a template: made, compared with what is recorded, made again, taken back, carried over."""

import subprocess

import pytest

from jigsmith.app import templates, usage
from jigsmith.app.generating import hooks
from jigsmith.app.trying import sandbox
from jigsmith.base import places
from jigsmith.engines.templates import format as formats

GREET = """\
name: greet
version: 1.0.0
parameters:
  word: {default: Hello}
files:
  - {path: "greet/{{ name | snake }}.py", source: files/greet.py}
  - {path: "greet/{{ name | snake }}.txt", content: "a\\nb\\n"}
inject:
  - {path: greet/__init__.py, imports: true, content: "from greet.{{ name | snake }} import greet"}
examples:
  - name: Ada
    project: {greet/__init__.py: "# greetings\\n"}
"""
BODY = """\
\"\"\"Greets {{ name }}.\"\"\"

import sys


def greet() -> str:
    return "{{ word }}, {{ name }}!"


def main() -> None:
    sys.stdout.write(greet())
"""
ALL = ["golden", "valid", "again", "undo", "update"]


@pytest.fixture
def root(tmp_path):
    write(tmp_path, GREET, BODY)
    return tmp_path


def write(root, text, body=BODY):
    folder = root / ".jig/templates/greet"
    (folder / "files").mkdir(parents=True, exist_ok=True)
    (folder / "template.yaml").write_text(text)
    (folder / "files/greet.py").write_text(body)


def tried(root, **options):
    return list(templates.check_examples(root, "greet", **options))


def failed(root):
    return {each.check: each.differs for each in tried(root) if each.differs}


def commit(root):
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false")
    for words in (("init", "-q"), ("add", "-A"), (*identity, "commit", "-qm", "x")):
        subprocess.run(["git", *words], cwd=root, check=True)


def test_an_example_that_holds_passes_every_check_and_leaves_nothing_behind(root, jig_home):
    before = sorted(path for path in root.rglob("*"))
    found = tried(root)
    assert [each.check for each in found] == ALL
    assert [each.differs for each in found] == [[]] * 5
    assert "nothing is recorded" in found[0].note
    assert "no earlier version" in found[4].note
    assert sorted(path for path in root.rglob("*")) == before
    assert [path.name for path in jig_home.iterdir()] == ["cache"]
    assert places.home() == jig_home


def test_what_an_example_makes_is_recorded_on_demand_and_then_has_to_stay(root):
    assert "recorded in tests/examples/Ada.yaml" in tried(root, accept=True)[0].note
    assert failed(root) == {}
    write(root, GREET, BODY.replace("}}!", "}}."))
    differs = failed(root)["golden"]
    assert differs[0] == "greet/ada.py has other content"
    assert '-    return "Hello, Ada!"' in differs and '+    return "Hello, Ada."' in differs
    tried(root, accept=True)
    assert failed(root) == {}


def test_a_file_more_or_less_than_recorded_is_named(root):
    tried(root, accept=True)
    write(root, GREET.replace("}}.txt", "}}.text"))
    assert failed(root)["golden"] == ["greet/ada.txt is missing", "greet/ada.text is new"]


def test_what_is_recorded_keeps_bytes_links_and_modes(root):
    more = '  - {path: run, content: "#!/bin/sh\\n", mode: "755"}\n  - {path: to, link: run}\n'
    more += "  - {path: latin, content: ä, encoding: latin-1}\n"
    write(root, GREET.replace("inject:", f"{more}inject:"))
    tried(root, accept=True)
    assert failed(root) == {}
    write(root, GREET.replace("inject:", more.replace(', mode: "755"', "") + "inject:"))
    assert failed(root)["golden"] == ["run has other content", "who may execute it differs"]


def test_a_record_that_is_damaged_is_said_and_the_rest_is_tested(root):
    tried(root, accept=True)
    (root / ".jig/templates/greet/tests/examples/Ada.yaml").write_text("example: [1]\n")
    found = tried(root)
    assert [each.check for each in found if each.differs] == ["golden"]
    assert found[0].exit_code == 7


def test_a_template_that_is_a_single_file_is_tried_without_a_record(root):
    (root / "templates").mkdir()
    text = 'name: note\nfiles: [{path: "{{ name }}.md", content: x}]\nexamples: [{name: one}]\n'
    (root / "templates/note.yaml").write_text(text)
    found = list(templates.check_examples(root, "note", accept=True))
    assert [each.check for each in found] == ALL
    assert "single file" in found[0].note


def test_what_does_not_parse_is_found(root):
    write(root, GREET, BODY.replace("def main", "def def"))
    (said,) = failed(root)["valid"]
    assert "of greet/ada.py does not parse: " in said


def test_an_example_that_cannot_be_made_says_why_and_the_next_is_tried(root):
    write(root, GREET.replace("examples:\n", "examples:\n  - {name: Bob}\n"))
    found = tried(root)
    assert (found[0].name, found[0].check, found[0].exit_code) == ("Bob", "generate", 22)
    assert [each.check for each in found[1:]] == ALL and not any(each.differs for each in found[1:])


def test_a_template_that_makes_something_else_each_time_is_found(root):
    hook = "hooks: {after: [[python3, -c, \"import uuid; open('id', 'w').write(str(uuid.uuid4()))\"]]}\n"
    write(root, GREET + hook)
    assert tried(root)[0].exit_code == 11  # nobody has allowed its commands
    hooks.trust(root, formats.load(root / ".jig/templates/greet"), places.home())
    assert "id has other content" in failed(root)["again"]
    assert [each.note for each in tried(root) if each.check == "undo"] == ["made by a hook, and left: id"]


def test_an_instance_of_the_version_in_git_becomes_one_of_this_version(root):
    commit(root)
    assert "no earlier version" in tried(root)[4].note
    write(root, GREET.replace("1.0.0", "1.1.0"), BODY.replace("write(greet())", 'write(greet() + "\\n")'))
    update = tried(root)[4]
    assert update.differs == []
    assert update.note.startswith("from commit ") and update.note.endswith("with a line added to greet/ada.py")
    commit(root)  # now the version before is the one before the last commit
    assert tried(root)[4].note == update.note


def test_a_version_that_is_kept_beside_the_template_is_the_one_before(root):
    old = root / ".jig/templates/greet/versions/1.0.0"
    old.mkdir(parents=True)
    (old / "template.yaml").write_text(GREET.replace("source: files/greet.py", "content: 'x = 1'"))
    write(root, GREET.replace("1.0.0", "2.0.0"))
    update = tried(root)[4]
    assert (update.differs, update.note.partition(",")[0]) == ([], "from version 1.0.0")


def test_an_update_that_is_refused_or_ends_otherwise_is_found(root):
    commit(root)
    write(root, GREET.replace("word: {default: Hello}", "word: {default: Hello}\n  loud: {type: boolean}"))
    (said,) = failed(root)["generate"]
    assert "no value for `loud`" in said
    loud = GREET.replace("word: {default: Hello}", "word: {default: Hello}\n  loud: {type: boolean}")
    write(root, loud.replace("name: Ada", "name: Ada\n    parameters: {loud: true}"))
    said = " ".join(failed(root)["update"])
    assert "`loud`" in said


def test_examples_of_a_part_and_of_what_is_shipped_are_left_to_others(root):
    write(root, GREET.replace("name: greet", "name: greet\nkind: part", 1))
    assert tried(root) == []
    assert list(templates.check_examples(root, None)) == []


def test_trying_examples_writes_nothing_that_counts_as_work(root):
    with usage.recorded("templates test", surface="cli") as run:
        tried(root)
    assert (run.files_written, run.lines_written, run.template) == (0, 0, "")


def test_commands_of_the_version_before_run_only_if_they_are_the_ones_that_were_allowed(root):
    hook = "hooks: {after: [[touch, WORD]]}\n"
    write(root, GREET + hook.replace("WORD", "old"))
    commit(root)
    write(root, GREET + hook.replace("WORD", "new"))
    hooks.trust(root, formats.load(root / ".jig/templates/greet"), places.home())
    note = tried(root)[4].note
    assert "cannot be made with commit" in note and "the template wants to run `touch old`" in note


def test_only_templates_are_taken_along_from_a_folder_that_holds_other_things(root, tmp_path_factory):
    shelf, to = tmp_path_factory.mktemp("templates"), tmp_path_factory.mktemp("to")
    (shelf / "note.yaml").write_text("name: note\n")
    (shelf / "page.html").write_text("<p>")
    (shelf / "emails").mkdir()
    (shelf / "emails/one.html").write_text("<p>")
    (shelf / "greet/tests").mkdir(parents=True)
    (shelf / "greet/template.yaml").write_text("name: greet\n")
    sandbox.copy(shelf, to)
    assert sorted(path.relative_to(to).as_posix() for path in to.rglob("*")) == [
        "greet", "greet/template.yaml", "note.yaml"
    ]  # fmt: skip
