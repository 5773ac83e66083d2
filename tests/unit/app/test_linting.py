"""Linting as a use case: which templates are looked at, and how their findings are named."""

import pytest

from jigsmith.app import linting
from jigsmith.base import errors

GOOD = 'name: good\nfiles:\n  - {path: "{{ name }}", content: x}\n'
WRONG = 'name: wrong\nfiles:\n  - {path: "{{ name }}", content: "{{ lost }}"}\n'


@pytest.fixture
def shelf(tmp_path):
    folder = tmp_path / ".jig" / "templates"
    folder.mkdir(parents=True)
    (folder / "good.yaml").write_text(GOOD)
    return folder


def test_all_templates_of_the_project_are_looked_at_and_those_of_others_on_demand(tmp_path, shelf):
    (shelf / "wrong.yaml").write_text(WRONG)
    found = linting.lint(tmp_path)
    assert found.templates == 2
    assert [(each.file, each.line, each.kind) for each in found.findings] == [
        (".jig/templates/wrong.yaml", 3, "undeclared")
    ]
    assert (found.count("error"), found.count("warning")) == (1, 0)
    assert linting.lint(tmp_path, every=True).templates > found.templates


def test_one_template_is_looked_at_by_its_name(tmp_path, shelf):
    (shelf / "wrong.yaml").write_text(WRONG)
    assert linting.lint(tmp_path, "good").findings == []
    with pytest.raises(errors.TemplateMissing, match="there is no template `goud`"):
        linting.lint(tmp_path, "goud")


def test_a_template_that_cannot_be_read_is_a_finding_with_its_line(tmp_path, shelf):
    (shelf / "broken.yaml").write_text("name: broken\nfiles:\n  - {path: a, contents: x}\n")
    (found,) = linting.lint(tmp_path).findings
    assert (found.severity, found.kind, found.file, found.line) == ("error", "syntax", ".jig/templates/broken.yaml", 3)
    assert "this key is not known here" in found.what
    (shelf / "broken.yaml").write_text("name: [")
    assert linting.lint(tmp_path).findings[0].kind == "syntax"


def test_what_others_build_on_may_declare_what_only_they_use(tmp_path, shelf):
    base = GOOD.replace("good", "base") + "parameters: {word: {}}\n"
    (shelf / "base.yaml").write_text(base)
    assert [each.kind for each in linting.lint(tmp_path, "base").findings] == ["unused"]
    child = 'name: child\nextends: base\nfiles:\n  - {path: "{{ name }}.txt", content: "{{ word }}"}\n'
    (shelf / "child.yaml").write_text(child)
    assert linting.lint(tmp_path, "base").findings == []
    assert linting.lint(tmp_path).findings == []
