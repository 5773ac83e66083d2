"""`jig update`, `check` and `why` as somebody uses them: real commands, real git, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
ONE = """\
name: part
version: 1.0.0
parameters:
  owner: {default: nobody}
files:
  - id: code
    path: src/{{ name | snake }}.py
    content: |
      # made by {{ owner }}
      first = 1
      second = 2


      def {{ name | snake }}():
          return first + second
  - id: notes
    path: docs/{{ name | snake }}.md
    content: |
      # {{ name | title }}

      Notes.
"""
TWO = ONE.replace("1.0.0", "1.1.0").replace("first = 1", "first = 10").replace("Notes.", "Better notes.")


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    template(root, ONE)
    git(root, "init", "-q")
    return root


def git(root, *words):
    who = ["-c", "user.name=A", "-c", "user.email=a@b"]
    return subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True, text=True).stdout


def template(root, text, name="part"):
    place = root / ".jig/templates" / name / "template.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def jig(root, *words, code=0):
    done = subprocess.run(
        [BIN / "jig", *words], cwd=root, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert "Traceback" not in done.stderr and "unforeseen" not in done.stderr, done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    return done


def snapshot(root):
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


def edit(root, path, old, new):
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))


def test_a_clean_update_ends_with_0_and_a_second_one_has_nothing_to_do(project):
    jig(project, "generate", "part", "Wheel", "--yes")
    assert jig(project, "update").stdout == "1 instance: all up to date.\n"
    template(project, TWO)
    edit(project, "src/wheel.py", "first + second", "first * second")
    before = snapshot(project)
    dry = jig(project, "update", "--dry-run", "--diff").stdout
    assert "merged with your changes" in dry and "+first = 10" in dry and "Would update 1 instance, 2 files." in dry
    assert snapshot(project) == before
    done = json.loads(jig(project, "update", "--json").stdout)
    assert [each["state"] for each in done["instances"]] == ["updated"] and done["dry_run"] is False
    text = (project / "src/wheel.py").read_text()
    assert "first = 10" in text and "first * second" in text
    assert "all up to date" in jig(project, "update").stdout


def test_conflicts_end_with_1_and_are_gone_on_with_or_taken_back(project):
    jig(project, "generate", "part", "Wheel", "--yes")
    edit(project, "src/wheel.py", "first = 1", "first = 5")
    before = snapshot(project)
    template(project, TWO)
    done = jig(project, "update", "--yes", code=1)
    assert "1 conflict left: src/wheel.py" in done.stderr
    text = (project / "src/wheel.py").read_text()
    assert "<<<<<<< yours\nfirst = 5\n||||||| part 1.0.0\nfirst = 1\n=======\nfirst = 10\n>>>>>>> part 1.1.0\n" in text
    assert "not finished" in jig(project, "update", code=2).stderr
    assert "src/wheel.py:2" in jig(project, "update", "--continue", code=2).stderr
    assert "as before" in jig(project, "update", "--abort").stdout
    template(project, ONE)
    assert snapshot(project) == before
    template(project, TWO)
    jig(project, "update", code=1)
    (project / "src/wheel.py").write_text(TWO.split("|\n")[1])
    assert jig(project, "update", "--continue").stdout == "The update is finished: 1 conflict settled.\n"
    assert "all up to date" in jig(project, "update").stdout
    assert "no update is waiting" in jig(project, "update", "--continue", code=2).stderr
    assert "no update is waiting" in jig(project, "update", "--abort", code=2).stderr


def test_the_three_edits_that_lose_something_elsewhere_lose_nothing(project):
    """A line that both changed, a file that was deleted, and one that was edited and is renamed by the template."""
    for name in ("Line", "Gone", "Renamed"):
        jig(project, "generate", "part", name, "--yes")
    edit(project, "src/line.py", "first = 1", "first = 5")
    (project / "docs/gone.md").unlink()
    edit(project, "src/renamed.py", "first + second", "first - second")
    template(project, TWO.replace("path: src/{{ name | snake }}.py", "path: lib/{{ name | snake }}.py"))
    done = jig(project, "update", code=1)
    assert "was deleted by you and changed by the template" in done.stdout
    assert "2 conflicts left: docs/gone.md, lib/line.py" in done.stderr
    assert not (project / "docs/gone.md").exists() and not (project / "src/renamed.py").exists()
    assert "first - second" in (project / "lib/renamed.py").read_text()
    assert "first = 10" in (project / "lib/renamed.py").read_text()
    jig(project, "update", "--abort")
    assert "first - second" in (project / "src/renamed.py").read_text()


def test_a_deletion_alone_in_conflict_can_be_taken_back_and_gone_on_with(project):
    jig(project, "generate", "part", "Wheel", "--yes")
    (project / "docs/wheel.md").unlink()
    template(project, ONE.replace("1.0.0", "1.1.0").replace("Notes.", "Better notes."))
    jig(project, "update", code=1)
    jig(project, "update", "--abort")
    jig(project, "update", code=1)
    jig(project, "update", "--continue")
    assert "all up to date" in jig(project, "update").stdout and not (project / "docs/wheel.md").exists()


def test_where_one_instance_is_refused_nothing_is_changed_and_others_can_be_named(project):
    for name in ("Wheel", "Hub"):
        jig(project, "generate", "part", name, "--yes")
    (project / ".jig/instances/part/Hub.base").write_bytes(b"broken")
    template(project, TWO)
    before = snapshot(project)
    done = jig(project, "update", code=2)
    assert "Hub" in done.stdout and "refused" in done.stdout and "Nothing was changed" in done.stderr
    assert json.loads(jig(project, "update", "--json", code=2).stdout)["dry_run"] is True
    assert snapshot(project) == before
    jig(project, "update", "part", "Wheel")
    assert "first = 10" in (project / "src/wheel.py").read_text()
    assert "cannot be told" in jig(project, "check", code=1).stdout


def test_it_works_in_a_folder_of_a_repository_and_without_git(project, tmp_path):
    inner = project / "packages/api"
    template(inner, ONE)
    alone = tmp_path / "alone"
    template(alone, ONE)
    for root in (inner, alone):
        jig(root, "generate", "part", "Wheel", "--yes")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "all")
    git(inner, "mv", "src/wheel.py", "src/round.py")
    for root in (inner, alone):
        template(root, TWO)
        jig(root, "update")
    assert "first = 10" in (inner / "src/round.py").read_text() and not (inner / "src/wheel.py").exists()
    assert "first = 10" in (alone / "src/wheel.py").read_text()
    assert not (project / ".jig/instances").exists()


def test_an_instance_without_a_template_stays_and_stops_nobody(project):
    template(
        project, ONE.replace("name: part", "name: other").replace("src/", "other/").replace("docs/", "more/"), "other"
    )
    jig(project, "generate", "part", "Wheel", "--yes")
    jig(project, "generate", "other", "Wheel", "--yes")
    (project / ".jig/templates/other/template.yaml").unlink()
    template(project, TWO)
    done = jig(project, "update")
    assert "no such template any more; 1 instance of it stay" in done.stdout and "Updated 1 instance" in done.stdout
    assert "cannot be told" in jig(project, "check", code=1).stdout


def test_a_value_for_a_new_parameter_is_given_with_set(project):
    jig(project, "generate", "part", "Wheel", "--yes")
    template(
        project, TWO.replace("parameters:", "parameters:\n  colour: {}").replace("first = 10", "first = '{{ colour }}'")
    )
    assert "no value for `colour`" in jig(project, "update", code=2).stdout
    assert "--set needs a TEMPLATE" in jig(project, "update", "--set", "colour=red", code=2).stderr
    jig(project, "update", "part", "--set", "colour=red")
    assert "first = 'red'" in (project / "src/wheel.py").read_text()
    assert "colour: red" in (project / ".jig/instances/part/Wheel.yaml").read_text()


HOOKED = ONE + "hooks:\n  after: ['sed -i s/first/FIRST/ src/{{ name | snake }}.py']\n"


def test_what_hooks_changed_is_not_an_edit_and_hooks_run_again(project):
    template(project, HOOKED)
    jig(project, "templates", "trust", "part")
    jig(project, "generate", "part", "Wheel", "--yes")
    assert "all as their templates make them" in jig(project, "check").stdout
    newer = HOOKED.replace("1.0.0", "1.1.0").replace("first = 1", "first = 10")
    template(project, newer)
    jig(project, "update")
    assert "FIRST = 10" in (project / "src/wheel.py").read_text()
    assert "all as their templates make them" in jig(project, "check").stdout


def test_a_hook_that_fails_takes_the_whole_update_back(project):
    for name in ("Wheel", "Hub"):
        jig(project, "generate", "part", name, "--yes")
    template(project, TWO + "hooks:\n  after: ['sh -c \"echo broken; exit 3\"']\n")
    assert "wants to run" in jig(project, "update", code=11).stderr
    jig(project, "templates", "trust", "part")
    before = snapshot(project)
    assert "broken" in jig(project, "update", code=14).stderr
    assert snapshot(project) == before
    jig(project, "undo", "--dry-run")


def test_commands_that_check_need_consent_also_in_a_dry_run(project):
    jig(project, "generate", "part", "Wheel", "--yes")
    mark = project / "ran"
    template(project, TWO + f"validate: [{{run: 'touch {mark}'}}]\n")
    assert "wants to run" in jig(project, "update", "--dry-run", code=11).stderr and not mark.exists()
    jig(project, "templates", "trust", "part")
    jig(project, "update", "--dry-run")
    assert mark.exists()


def test_what_would_not_pass_the_checks_is_not_written(project):
    jig(project, "generate", "part", "Wheel", "--yes")
    template(project, TWO.replace("first = 10", "first = = 10") + "validate: [parse]\n")
    before = snapshot(project)
    assert "would not parse" in jig(project, "update", code=15).stderr
    assert snapshot(project) == before


def at_once(root, *lines):
    """Run several commands at the same time; what each said on stderr, and that all ended well."""
    running = [
        subprocess.Popen(
            [BIN / "jig", *line.split()], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for line in lines
    ]
    said = [each.communicate(timeout=60)[1] for each in running]
    assert [each.returncode for each in running] == [0] * len(running), said
    return said


def test_runs_at_the_same_time_wait_for_one_another(project):
    for number in range(8):
        jig(project, "generate", "part", f"thing{number}", "--yes")
    template(project, TWO)
    at_once(project, "update --yes", "update --yes --json", "generate part other --yes")
    assert all("first = 10" in path.read_text() for path in (project / "src").iterdir())
    at_once(project, "undo", "undo", "generate part last --yes")
    assert len(list((project / ".jig/instances/part").glob("*.yaml"))) in (8, 9)
    jig(project, "update", "--yes")
    jig(project, "check")  # every file is as its record says
