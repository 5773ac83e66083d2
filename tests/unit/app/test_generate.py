"""Generate as a use case: what is written, recorded and refused."""

import hashlib
from pathlib import Path

import pytest

import jigsmith
from jigsmith.app import generate, usage
from jigsmith.app.generating import hooks
from jigsmith.app.records import instances
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


HOOKED = """\
files:
  - path: "{{ name }}.txt"
    content: text
hooks:
  before:
    - [sh, -c, "echo before > before.txt"]
  after:
    - sh format.sh {{ files }}
"""


@pytest.fixture
def hooked(project):
    template(project, HOOKED)
    (project / "format.sh").write_text('for f in "$@"; do echo " formatted" >> "$f"; done\n')
    return project


def test_a_hook_runs_only_after_consent(hooked, jig_home):
    before = tree(hooked)
    with pytest.raises(errors.HookNotTrusted, match=r"sh format\.sh \{\{ files \}\}") as caught:
        generate.generate(hooked, "hooked", "a")
    assert "jig trust hooked" in (caught.value.do or "")
    assert tree(hooked) == before
    trust(hooked, jig_home)
    generate.generate(hooked, "hooked", "a")
    assert (hooked / "a.txt").read_text() == "text formatted\n"
    assert (hooked / "before.txt").exists()


def test_what_the_hooks_left_counts_as_generated(hooked, jig_home):
    trust(hooked, jig_home)
    generate.generate(hooked, "hooked", "a")
    assert [file.action for file in generate.generate(hooked, "hooked", "a").files] == ["replace"]
    assert (hooked / "a.txt").read_text() == "text formatted\n"


@pytest.mark.parametrize("change", ["script", "command", "project"])
def test_consent_ends_when_what_would_run_changes(hooked, jig_home, tmp_path, change):
    trust(hooked, jig_home)
    if change == "script":
        (hooked / "format.sh").write_text("rm -rf .\n")
    elif change == "command":
        template(hooked, HOOKED.replace("echo before", "echo after"))
    else:
        hooked = hooked.rename(tmp_path / "elsewhere")
    with pytest.raises(errors.HookNotTrusted):
        generate.generate(hooked, "hooked", "a")


def test_consent_holds_when_only_the_files_of_the_template_change(hooked, jig_home):
    trust(hooked, jig_home)
    template(hooked, HOOKED.replace("content: text", "content: other"))
    generate.generate(hooked, "hooked", "a")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("[sh, -c, 'echo it is broken; exit 3']", "ended with 3\nit is broken"),
        ("no-such-program", "cannot be started"),
    ],
)
def test_a_hook_that_fails_takes_everything_back(project, jig_home, command, said):
    template(project, f"files: [{{path: 'deep/down/a.txt', content: x}}]\nhooks: {{after: [{command}]}}\n")
    trust(project, jig_home)
    before = tree(project)
    with pytest.raises(errors.HookFailed) as caught:
        generate.generate(project, "hooked", "a")
    assert said in caught.value.what
    assert tree(project) == before
    assert not (project / "deep").exists()


def test_no_shell_reads_a_hook_and_words_stay_words(project, jig_home):
    text = """\
parameters: {what: {}}
files: [{path: a, content: x}]
hooks:
  before:
    - sh say.sh {{ what }}
"""
    (project / "say.sh").write_text('echo "$1" > said')
    template(project, text)
    trust(project, jig_home)
    generate.generate(project, "hooked", "a", params={"what": "$(touch evil); `touch evil` && 'x'"})
    assert (project / "said").read_text() == "$(touch evil); `touch evil` && 'x'\n"
    assert not (project / "evil").exists()


def test_a_hook_sees_a_clean_environment(project, jig_home, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "s3cret")
    monkeypatch.setenv("JIG_DATABASE_URL", "postgres://me:s3cret@db/jig")
    template(project, "files: [{path: a, content: x}]\nhooks: {after: [[sh, -c, 'env > env.txt']]}\n")
    trust(project, jig_home)
    generate.generate(project, "hooked", "Card")
    seen = (project / "env.txt").read_text()
    assert "s3cret" not in seen
    assert f"JIG_HOME={jig_home}" in seen  # a `jig` within the hook belongs to the same record of what was written
    assert "JIG_NAME=Card" in seen and "PATH=" in seen


def test_a_hook_that_takes_too_long_is_ended(project, jig_home, monkeypatch):
    monkeypatch.setattr(hooks, "SECONDS", 0.2)
    template(project, "files: [{path: a, content: x}]\nhooks: {after: [[sh, -c, 'sleep 60 & sleep 60']]}\n")
    trust(project, jig_home)
    with pytest.raises(errors.HookFailed, match="took more than"):
        generate.generate(project, "hooked", "Card")
    assert not (project / "a").exists()


@pytest.mark.parametrize("hook", ["'sh \"unclosed'", "''", "[]", "['']"])
def test_a_hook_that_is_no_command_is_an_error(project, hook):
    template(project, f"files: [{{path: a, content: x}}]\nhooks: {{after: [{hook}]}}\n")
    with pytest.raises(errors.TemplateInvalid):
        generate.generate(project, "hooked", "Card")
    assert not (project / "a").exists()


def test_what_was_written_is_told_to_the_record_of_uses(project):
    with usage.recorded("generate", surface="test") as run:
        generate.generate(project, "component", "Card")
    assert (run.files_written, run.lines_written, run.template, run.template_version) == (2, 2, "component", "1.0.0")


def test_what_was_given_before_is_kept_and_what_is_given_now_wins(project):
    generate.generate(project, "component", "Card", params={"kind": "span", "with_test": False})
    again = generate.generate(project, "component", "Card")
    assert (again.files[0].action, again.kept) == ("unchanged", ["kind", "with_test"])
    other = generate.generate(project, "component", "Card", params={"kind": "div"})
    assert (other.parameters["kind"], other.parameters["with_test"], other.kept) == ("div", False, ["with_test"])
    afresh = generate.generate(project, "component", "Card", afresh=True)
    assert (afresh.parameters["with_test"], afresh.kept) == (True, [])


def test_a_recorded_value_that_does_not_fit_any_more_says_where_it_comes_from(project):
    generate.generate(project, "component", "Card", params={"kind": "span", "with_test": False})
    changed = COMPONENT.replace("[div, span]", "[div, p]").replace("  with_test: {type: boolean, default: true}\n", "")
    (project / ".jig/templates/component.yaml").write_text(changed.replace("    when: with_test\n", ""))
    with pytest.raises(errors.ParameterInvalid, match="--defaults") as caught:
        generate.generate(project, "component", "Card")
    assert caught.value.where == ".jig/instances/component/Card.yaml"
    assert generate.generate(project, "component", "Card", params={"kind": "p"}).kept == []


def test_what_was_left_at_a_default_that_says_nothing_of_the_name_is_named(project):
    text = (
        "a: {default: x}, b: {default: '{{ name }}'}, c: {type: list, default: []}, d: {type: boolean, default: true}"
    )
    template(project, f"parameters: {{{text}}}\nfiles: [{{path: '{{{{ name }}}}', content: x}}]\n")
    assert generate.generate(project, "hooked", "one").defaulted == ["a", "c", "d"]
    assert generate.generate(project, "hooked", "two", params={"a": "x", "d": False}).defaulted == ["c"]


def test_binary_and_broken_templates_are_refused(project):
    (project / ".jig/templates/binary.yaml").write_bytes(b"\x89PNG\xff")
    with pytest.raises(errors.FileUnreadable):
        generate.generate(project, "binary", "Card")
    with pytest.raises(errors.TemplateMissing):
        generate.generate(project, "nothing", "Card")


def test_the_difference_is_a_unified_diff(project):
    (project / "src/Card").mkdir(parents=True)
    (project / "src/Card/Card.tsx").write_text("mine\n")
    prepared = generate.prepare(project, "component", "Card", params={})
    assert generate.difference(prepared.changes[0])[-2:] == ["-mine", "+export const Card = () => <div />;"]
    assert generate.difference(prepared.changes[1]) == []


def test_paths_may_be_relative(project, monkeypatch):
    monkeypatch.chdir(project)
    generate.generate(Path(), "component", "Card")
    assert (project / "src/Card/Card.tsx").exists()
    assert (project / ".jig/instances/component/Card.yaml").exists()


def test_again_with_the_same_values_leaves_an_edited_file_alone(project):
    generate.generate(project, "component", "Card")
    place = project / "src/Card/Card.tsx"
    place.write_text(place.read_text() + "// mine\n")
    done = generate.generate(project, "component", "Card")
    assert {file.action for file in done.files} == {"unchanged"} and place.read_text().endswith("// mine\n")
    with pytest.raises(errors.WouldOverwrite, match="changes of its own"):
        generate.generate(project, "component", "Card", params={"kind": "span"})
