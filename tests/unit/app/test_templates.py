"""Templates as use cases: listed, shown, tested and trusted."""

import pytest

from jigsmith.app import projects, templates
from jigsmith.base import errors
from jigsmith.engines.templates import changes, emit

GREETING = """\
name: greeting
description: A greeting
parameters:
  word: {default: Hello, help: The first word}
files:
  - path: "{{ name }}.txt"
    content: "{{ word }}, {{ name }}!"
"""


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / ".jig" / "templates" / "greeting"
    (folder / "tests").mkdir(parents=True)
    (folder / "template.yaml").write_text(GREETING)
    return tmp_path


def record(project, key, expect, parameters=None):
    text = emit.write({"name": key, "parameters": parameters or {}, "expect": expect, "exact": True})
    (project / f".jig/templates/greeting/tests/{key}.yaml").write_text(text)


def mine(project):
    return [each for each in templates.summaries(project) if each.path.is_relative_to(project)]


def test_templates_are_listed_also_when_one_is_broken(project):
    (project / ".jig/templates/broken.yaml").write_text("name: [")
    broken, greeting = mine(project)
    assert (broken.name, greeting.name, greeting.description) == ("broken", "greeting", "A greeting")
    assert "not valid YAML" in (broken.problem or "") and greeting.problem is None
    assert broken.parameters == {}
    assert greeting.parameters == {"word": {"default": "Hello", "help": "The first word"}}
    assert greeting.files == ["{{ name }}.txt"]


def test_a_recorded_instance_that_comes_out_the_same_holds(project):
    record(project, "ada", {"ada.txt": changes.sha(b"Hi, ada!")}, {"word": "Hi"})
    (tested,) = templates.check_recorded(project, "greeting")
    assert (tested.name, tested.differs) == ("ada", [])
    assert templates.check_recorded(project, None) == [tested]


@pytest.mark.parametrize(
    ("expect", "parameters", "said"),
    [
        ({"ada.txt": "0"}, {}, "ada.txt has other content"),
        ({"bob.txt": "0"}, {}, "bob.txt is not made any more"),
        ({}, {}, "ada.txt is new"),
        ({}, {"wrod": "x"}, "there is no parameter `wrod`"),
    ],
)
def test_what_differs_from_the_record_is_said(project, expect, parameters, said):
    record(project, "ada", expect, parameters)
    (tested,) = templates.check_recorded(project, "greeting")
    assert any(said in line for line in tested.differs)


def test_what_is_broken_is_reported_and_the_rest_is_tested(project):
    (project / ".jig/templates/broken.yaml").write_text("name: [")
    (project / ".jig/templates/greeting/tests/aaa.yaml").write_text("nme: x")
    record(project, "ada", {"ada.txt": changes.sha(b"Hello, ada!")})
    broken, unreadable, ada = templates.check_recorded(project, None)
    assert (broken.template, broken.name, broken.exit_code) == ("broken", "", 7)
    assert "not valid YAML" in broken.differs[0] and "not a recorded instance" in unreadable.differs[0]
    assert (ada.name, ada.differs, ada.exit_code) == ("ada", [], 0)
    with pytest.raises(errors.TemplateInvalid):
        templates.check_recorded(project, "broken")


def test_a_default_that_was_taken_out_is_why_a_recorded_instance_has_no_value(project):
    record(project, "ada", {"ada.txt": changes.sha(b"Hello, ada!")})
    path = project / ".jig/templates/greeting/template.yaml"
    path.write_text(GREETING.replace("default: Hello, ", ""))
    (tested,) = templates.check_recorded(project, "greeting")
    assert "no value is recorded for `word`" in tested.differs[0] and "`default:` back" in tested.differs[0]
    assert tested.exit_code == errors.ParameterInvalid.exit_code


def test_trust_is_recorded_in_the_home_of_the_user_not_in_the_project(project, jig_home):
    path = project / ".jig/templates/greeting/template.yaml"
    path.write_text(GREETING + "hooks: {after: [[echo, 'a b'], 'wc -c {{ files }}']}\n")
    before = templates.summary(project, "greeting")
    assert (before.hooks, before.trusted) == (["echo 'a b'", "wc -c {{ files }}"], False)
    assert templates.trust(project, "greeting").trusted
    assert templates.summary(project, "greeting").trusted
    assert len(list((jig_home / "trust").iterdir())) == 1


@pytest.mark.parametrize("mark", [".jig/", "jig.toml", ".git/", ".git"])
def test_the_root_of_a_project_is_the_nearest_folder_with_a_mark(tmp_path, mark):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / mark).mkdir() if mark.endswith("/") else (tmp_path / mark).touch()
    assert projects.root_of(tmp_path / "a" / "b") == tmp_path
