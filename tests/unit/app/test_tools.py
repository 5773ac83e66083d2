"""What is said about a template: its instances, the best example, and what people add by hand."""

from typing import Any

import pytest

from jigsmith.app import deploy, generate

TEMPLATE = """\
name: note
parameters:
  tags: {type: list, default: []}
  kind: {default: "{{ name | kebab }}"}
files:
  - path: "notes/{{ name | kebab }}.md"
    content: |
      # {{ name | title }}
      {{ kind }}
  - path: "index/{{ name | kebab }}.txt"
    content: |
      {{ tags | join(" ") }}
hooks:
  after: ["true"]
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/note.yaml").write_text(TEMPLATE.replace('hooks:\n  after: ["true"]\n', ""))
    given: dict[str, dict[str, Any]] = {"Plain": {}, "Tagged": {"tags": ["a", "b"]}, "Odd": {"kind": "x"}}
    for name, params in given.items():
        generate.generate(tmp_path, "note", name, params=params)
    return tmp_path


def test_all_recorded_instances_are_named(root):
    assert deploy.described(root, "note").names == ["Odd", "Plain", "Tagged"]


def test_the_example_is_made_exactly_and_has_parameters(root):
    (root / "notes/odd.md").write_text("# Odd\nx\nmore\n")
    example = deploy.described(root, "note").example
    assert example is not None
    assert (example.name, example.params) == ("Tagged", {"tags": ["a", "b"]})
    assert example.files == ["notes/tagged.md", "index/tagged.txt"]
    assert example.own_lines == []


def test_an_instance_of_which_files_are_gone_is_a_worse_example(root):
    (root / "index/tagged.txt").unlink()
    example = deploy.described(root, "note").example
    assert example is not None
    assert example.name == "Odd"


def test_lines_added_by_hand_are_counted_by_file(root):
    (root / "notes/odd.md").write_text("# Odd\nx\none\ntwo\nthree\n")
    (root / "notes/plain.md").write_text("# Plain\nplain\none\n")
    (found,) = deploy.described(root, "note").by_hand
    assert (found.path, found.instances, found.of, found.lines) == ("notes/{{ name | kebab }}.md", 2, 3, 2)


def test_recorded_tests_of_the_template_come_first(root):
    folder = root / ".jig/templates/page"
    (folder / "tests").mkdir(parents=True)
    (folder / "template.yaml").write_text('name: page\nfiles: [{path: "{{ name }}.md", content: x}]\n')
    (folder / "tests/About.yaml").write_text("name: About\nexpect: {}\n")
    (root / "About.md").write_text("x")
    generate.generate(root, "page", "Contact")
    found = deploy.described(root, "page")
    assert found.names == ["About", "Contact"]
    assert found.example is not None
    assert found.example.name == "About"


def test_without_instances_there_is_no_example(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/note.yaml").write_text(TEMPLATE)
    found = deploy.described(tmp_path, "note")
    assert (found.names, found.example, found.by_hand, found.hooks) == ([], None, [], ["true"])


def test_an_instance_that_the_template_cannot_make_any_more_is_left_out(root):
    path = root / "templates/note.yaml"
    path.write_text(
        path.read_text().replace("tags: {type: list", "tags: {type: boolean").replace("default: []", "default: true")
    )
    found = deploy.described(root, "note")
    assert "Tagged" in found.names
    assert found.example is None or found.example.name != "Tagged"


def test_a_file_that_is_no_text_does_no_harm(root):
    (root / "notes/odd.md").write_bytes(b"\xff\x00")
    assert deploy.described(root, "note").by_hand == []
