"""Templates that extend and include others, and files for each item of a list."""

from pathlib import Path

import pytest

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render


def write(folder: Path, name: str, text: str) -> Path:
    place = folder / name / "template.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    return place.parent


BASE = """\
name: base
parameters:
  author: {default: nobody}
files:
  - {id: readme, path: README.md, content: "{{ name }} by {{ author }}"}
  - {id: licence, path: LICENSE, content: MIT}
validate: [parse]
"""


def test_a_template_has_the_parameters_files_and_checks_of_the_one_it_extends(tmp_path):
    write(tmp_path, "base", BASE)
    child = formats.load(
        write(tmp_path, "child", "name: child\nextends: base\nfiles: [{path: main.py, content: 'x = 1'}]\n")
    )
    assert [file.path for file in child.files] == ["README.md", "LICENSE", "main.py"]
    assert child.validate == ["parse"]
    assert render.render(child, "shop", {"author": "me"})[0].data == b"shop by me"


def test_its_own_file_of_the_same_id_stands_in_the_place_of_the_other(tmp_path):
    write(tmp_path, "base", BASE)
    text = "name: child\nextends: ./../base\nfiles: [{id: readme, path: README.rst, content: mine}]\n"
    child = formats.load(write(tmp_path, "child", text))
    assert [(file.path, file.content) for file in child.files] == [("README.rst", "mine"), ("LICENSE", "MIT")]


def test_an_error_in_an_inherited_file_names_the_file_in_which_it_is_written(tmp_path):
    base = write(tmp_path, "base", BASE.replace("{{ author }}", "{{ autor }}"))
    child = formats.load(write(tmp_path, "child", "name: child\nextends: base\nfiles: [{path: a, content: b}]\n"))
    with pytest.raises(errors.TemplateInvalid) as caught:
        render.render(child, "shop", {})
    assert caught.value.where == f"{base}/template.yaml:5"


def test_an_error_in_an_own_file_names_its_line_though_files_stand_before_it(tmp_path):
    write(tmp_path, "base", BASE)
    text = "name: child\nincludes: [base]\nfiles:\n  - path: a\n    content: '{{ b }}'\n"
    child = formats.load(write(tmp_path, "child", text))
    with pytest.raises(errors.TemplateInvalid) as caught:
        render.render(child, "shop", {})
    assert str(caught.value.where).endswith("child/template.yaml:5")


def test_templates_that_extend_each_other_are_refused(tmp_path):
    write(tmp_path, "a", "name: a\nextends: b\n")
    with pytest.raises(errors.TemplateInvalid, match="back to itself"):
        formats.load(write(tmp_path, "b", "name: b\nextends: a\n"))


def test_a_template_to_extend_that_is_not_there_is_named_with_the_line(tmp_path):
    with pytest.raises(errors.TemplateInvalid, match="no template 'bass'") as caught:
        formats.load(write(tmp_path, "a", "name: a\nextends: bass\n"))
    assert str(caught.value.where).endswith("template.yaml:2")


EACH = """\
name: each
parameters:
  fields: {type: list, items: {name: {}, kind: {default: text}}}
files:
  - {id: field, path: "{{ name }}/{{ field.name }}.txt", each: field in fields, when: field.kind != 'none',
     content: "{{ loop_index }} {{ field.kind }}"}
"""


def test_there_is_a_file_for_each_item(tmp_path):
    template = formats.load(write(tmp_path, "each", EACH))
    made = render.render(template, "form", {"fields": [{"name": "a"}, {"name": "b", "kind": "none"}, {"name": "c"}]})
    assert [(file.path, file.data, file.id) for file in made] == [
        ("form/a.txt", b"0 text", "field[a]"),
        ("form/c.txt", b"2 text", "field[c]"),
    ]


def test_each_over_something_that_is_no_list_is_an_error_with_its_line(tmp_path):
    template = formats.load(write(tmp_path, "each", EACH.replace("field in fields", "field in name")))
    with pytest.raises(errors.TemplateInvalid, match="`name` is no list") as caught:
        render.render(template, "form", {"fields": []})
    assert str(caught.value.where).endswith("template.yaml:5")


WHEN = """\
name: when
parameters:
  database: {type: choice, choices: [none, postgres], default: none}
  url: {when: "database != 'none'"}
files: [{path: a, content: "{{ database }} {{ url }}"}]
"""


def test_a_parameter_whose_when_is_false_need_not_be_given(tmp_path):
    template = formats.load(write(tmp_path, "when", WHEN))
    assert render.render(template, "x", {})[0].data == b"none "


def test_it_must_be_given_when_its_when_holds(tmp_path):
    template = formats.load(write(tmp_path, "when", WHEN))
    with pytest.raises(errors.ParameterInvalid, match="no value for `url`"):
        render.render(template, "x", {"database": "postgres"})


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("{path: a, content: b}", "exactly one of"),
        ("{path: a, content: b, mark: m, key: k}", "exactly one of"),
        ("{path: a, content: b, mark: m, at: start}", "means nothing"),
        ("{path: a, content: b, sorted: {after: '(', before: x}}", "not a regular expression"),
        ("{path: a, content: b, mark: m, each: fields}", "not `item in LIST`"),
        ("{path: a, content: b, mark: m, marks: n}", "not known"),
    ],
)
def test_what_is_wrong_with_an_injection_is_said_with_its_line(tmp_path, given, what):
    with pytest.raises(errors.TemplateInvalid, match=what) as caught:
        formats.load(write(tmp_path, "a", f"name: a\ninject:\n  - {given}\n"))
    assert str(caught.value.where).endswith("template.yaml:3")


STEPS = "steps: [{name: Install, run: make, when: size == 1}]\nnext: [make, run]\n"


def test_steps_and_what_to_do_next_are_handed_on_where_there_are_none(tmp_path):
    write(tmp_path, "one", BASE.replace("base", "one") + STEPS)
    write(tmp_path, "two", "name: two\nfiles: [{path: b, content: x}]\nsteps: [{name: Test, run: test}]\nnext: [run]\n")
    both = formats.load(write(tmp_path, "both", "name: both\nincludes: [one, two]\n"))
    assert [step.name for step in both.steps] == ["Install", "Test"] and both.next == ["make", "run"]
    with pytest.raises(errors.TemplateInvalid, match=r"one.template.yaml:8"):
        render.wanted(both, both.steps[0], ("steps", 0), {"name": "x"})
    own = formats.load(write(tmp_path, "own", "name: own\nincludes: [one]\nsteps: [{name: Own, run: x}]\n"))
    assert [step.name for step in own.steps] == ["Own"] and own.next == ["make", "run"]
    child = formats.load(write(tmp_path, "child", "name: child\nextends: two\nincludes: [one]\n"))
    assert [step.name for step in child.steps] == ["Test"] and child.next == ["run"]
