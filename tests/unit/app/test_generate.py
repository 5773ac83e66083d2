"""Generate as a use case: what is written, recorded and refused."""

import hashlib
from pathlib import Path

import pytest

import jigsmith
from jigsmith.app import generate, hooks, instances, usage
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats

COMPONENT = """\
name: component
parameters:
  kind: {type: choice, choices: [div, span], default: div}
  with_test: {type: boolean, default: true}
files:
  - path: src/{{ name }}/{{ name }}.tsx
    content: |
      export const {{ name }} = () => <{{ kind }} />;
  - path: src/{{ name }}/{{ name }}.test.tsx
    when: with_test
    content: |
      import { {{ name }} } from "./{{ name }}";
"""


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    (root / ".jig" / "templates").mkdir(parents=True)
    (root / ".jig" / "templates" / "component.yaml").write_text(COMPONENT)
    return root


def template(root, text, name="hooked"):
    (root / ".jig" / "templates" / f"{name}.yaml").write_text(f"name: {name}\n{text}")


def trust(root, jig_home, name="hooked"):
    hooks.trust(root, formats.load(formats.find(root, name)), jig_home)


def tree(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_files_are_written_and_the_instance_is_recorded(project):
    done = generate.generate(project, "component", "Card", params={"kind": "span"})
    assert [(file.path, file.action, file.lines) for file in done.files] == [
        ("src/Card/Card.tsx", "create", 1),
        ("src/Card/Card.test.tsx", "create", 1),
    ]
    text = (project / "src/Card/Card.tsx").read_bytes()
    assert text == b"export const Card = () => <span />;\n"
    record = instances.read(project, "component", "Card")
    assert record is not None
    assert record.parameters == {"kind": "span"}
    assert record.files["src/Card/Card.tsx"] == hashlib.sha256(text).hexdigest()
    assert record.digest == formats.digest(formats.load(formats.find(project, "component")))
    assert done.instance == ".jig/instances/component/Card.yaml"


def test_the_python_api_is_the_same_code():
    assert jigsmith.generate is generate.generate


def test_a_dry_run_says_the_same_and_writes_nothing(project):
    before = tree(project)
    shown = generate.generate(project, "component", "Card", dry_run=True)
    assert tree(project) == before
    done = generate.generate(project, "component", "Card")
    assert (shown.files, shown.parameters, shown.instance) == (done.files, done.parameters, done.instance)


def test_generating_again_changes_nothing(project):
    generate.generate(project, "component", "Card")
    before = tree(project)
    done = generate.generate(project, "component", "Card")
    assert {file.action for file in done.files} == {"unchanged"}
    assert tree(project) == before


def test_what_was_generated_may_be_generated_anew_with_other_values(project):
    generate.generate(project, "component", "Card")
    done = generate.generate(project, "component", "Card", params={"kind": "span"})
    assert [file.action for file in done.files] == ["replace", "unchanged"]
    assert b"<span />" in (project / "src/Card/Card.tsx").read_bytes()


def test_what_was_edited_since_is_not_overwritten(project):
    generate.generate(project, "component", "Card")
    (project / "src/Card/Card.tsx").write_text("edited\n")
    before = tree(project)
    with pytest.raises(errors.WouldOverwrite, match="has changes of its own") as caught:
        generate.generate(project, "component", "Card", params={"kind": "span"})
    assert "jig adopt" not in (caught.value.do or "")
    assert tree(project) == before


def test_what_somebody_else_wrote_is_not_overwritten_and_nothing_is_written(project):
    (project / "src/Card").mkdir(parents=True)
    (project / "src/Card/Card.test.tsx").write_text("mine\n")
    before = tree(project)
    with pytest.raises(errors.WouldOverwrite, match="was not generated") as caught:
        generate.generate(project, "component", "Card")
    assert "jig adopt" in (caught.value.do or "")
    assert tree(project) == before


def test_a_folder_in_the_way_is_nothing_to_adopt(project):
    (project / "src/Card/Card.tsx").mkdir(parents=True)
    with pytest.raises(errors.WouldOverwrite, match="is a folder") as caught:
        generate.generate(project, "component", "Card")
    assert "jig adopt" not in (caught.value.do or "")


def test_a_name_of_another_spelling_than_the_recorded_one_writes_nothing(project):
    generate.generate(project, "component", "Card")
    before = tree(project)
    with pytest.raises(errors.WouldOverwrite, match="`Card` is recorded already"):
        generate.generate(project, "component", "card")
    assert tree(project) == before


def test_a_file_that_is_no_longer_made_stays_and_is_named(project):
    generate.generate(project, "component", "Card")
    done = generate.generate(project, "component", "Card", params={"with_test": False})
    assert done.stale == ["src/Card/Card.test.tsx"]
    assert (project / "src/Card/Card.test.tsx").exists()


def test_into_another_folder_leaves_the_project_untouched(project, tmp_path):
    before = tree(project)
    done = generate.generate(project, "component", "Card", into=tmp_path / "a" / "b")
    assert tree(project) == before
    assert done.root == tmp_path / "a" / "b"
    base = done.instance.replace(".yaml", ".base")
    assert set(tree(done.root)) == {*(file.path for file in done.files), done.instance, base}
    assert {file.action for file in generate.generate(project, "component", "Card", into=done.root).files} == {
        "unchanged"
    }


@pytest.mark.parametrize(
    ("name", "params", "kind"),
    [
        ("Card", {"colour": "red"}, errors.ParameterInvalid),
        ("Card", {"kind": "p"}, errors.ParameterInvalid),
        ("Card", {"with_test": "yes"}, errors.ParameterInvalid),
        ("../../Card", {}, errors.PathEscapes),
        ("a/b", {}, errors.PathEscapes),
        ("NUL", {}, errors.PathEscapes),
        ("", {}, errors.ParameterInvalid),
        ("x" * 10_000, {}, errors.ParameterInvalid),
    ],
)
def test_bad_input_writes_nothing(project, name, params, kind):
    before = tree(project)
    with pytest.raises(kind):
        generate.generate(project, "component", name, params=params)
    assert tree(project) == before


@pytest.mark.parametrize("path", ["../x", "/tmp/x", "link/x", "{{ where }}/x", ".git/hooks/pre-commit"])
def test_a_path_out_of_the_project_writes_nothing(project, tmp_path, path):
    template(project, f"parameters: {{where: {{default: ../..}}}}\nfiles: [{{path: '{path}', content: x}}]\n")
    (project / "link").symlink_to(tmp_path)
    before = tree(project)
    with pytest.raises(errors.PathEscapes):
        generate.generate(project, "hooked", "Card")
    assert tree(project) == before
    assert [each.name for each in tmp_path.iterdir()] == ["project"]


def test_a_record_that_is_a_link_is_not_followed(project, tmp_path):
    (tmp_path / "outside.yaml").write_text("x")
    (project / ".jig/instances/component").mkdir(parents=True)
    (project / ".jig/instances/component/Card.yaml").symlink_to(tmp_path / "outside.yaml")
    with pytest.raises(errors.PathEscapes):
        generate.generate(project, "component", "Card")
    assert (tmp_path / "outside.yaml").read_text() == "x"
    assert not (project / "src").exists()


def test_what_does_not_parse_is_not_written(project):
    template(project, "parameters: {body: {}}\nfiles: [{path: 'a.py', content: 'x = {{ body }}'}]\nvalidate: [parse]\n")
    with pytest.raises(errors.ValidationFailed, match=r"line 1 of a\.py"):
        generate.generate(project, "hooked", "Card", params={"body": "("})
    assert not (project / "a.py").exists()
    generate.generate(project, "hooked", "Card", params={"body": "(1)"})
    assert (project / "a.py").exists()
