"""Hooks that run on a condition, and templates that require that something is not there."""

import pytest

from jigsmith.app import generate, templates
from jigsmith.base import errors


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


HOOKED = """\
name: hooked
parameters: {docs: {type: boolean, default: false}}
files: [{path: "{{ name }}.txt", content: x}]
hooks:
  after:
    - {run: "touch {{ name }}.docs", when: docs}
    - {run: [touch, "{{ name }}.plain"], when: not docs}
    - {run: touch never, when: false}
"""


def test_a_hook_with_a_condition_runs_when_it_holds(tmp_path):
    place = tmp_path / ".jig/templates/hooked/template.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(HOOKED)
    with pytest.raises(errors.HookNotTrusted, match=r"touch \{\{ name \}\}.docs.*touch never"):
        generate.generate(tmp_path, "hooked", "a")
    templates.trust(tmp_path, "hooked")
    generate.generate(tmp_path, "hooked", "a")
    generate.generate(tmp_path, "hooked", "b", params={"docs": True})
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {".jig", "a.txt", "a.plain", "b.txt", "b.docs"}


def test_a_template_can_require_that_something_is_not_there(tmp_path):
    for name, absent in (("old", "false"), ("new", "true")):
        place = tmp_path / f".jig/templates/{name}/template.yaml"
        place.parent.mkdir(parents=True)
        wanted = f"requires: [{{path: app.txt, contains: legacy, absent: {absent}}}]\n"
        place.write_text(f"name: {name}\nvariant_of: page\n{wanted}files: [{{path: {name}.txt, content: x}}]\n")
    assert generate.generate(tmp_path, "page", "x", dry_run=True).template == "new"
    (tmp_path / "app.txt").write_text("a legacy app\n")
    assert generate.generate(tmp_path, "page", "x", dry_run=True).template == "old"
    with pytest.raises(errors.ProjectUnfit, match=r"for projects with no app\.txt that holds `legacy`"):
        generate.generate(tmp_path, "new", "x")
