"""Updates: what changed in a template is carried into what it generated, and what people changed is kept."""

import subprocess

import pytest

from jigsmith.app import generate, undo, update
from jigsmith.app.records import instances
from jigsmith.base import errors

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
      def {{ name | snake }}():
          first = 1
          second = 2
          return first + second
  - id: notes
    path: docs/{{ name | snake }}.md
    content: |
      # {{ name | title }}

      Notes.
"""
TWO = ONE.replace("1.0.0", "1.1.0").replace("first = 1", "first = 10").replace("Notes.", "Better notes.")


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setenv("JIG_HOME", str(tmp_path / "home"))
    root = tmp_path / "project"
    root.mkdir()
    template(root, ONE)
    return root


def template(root, text):
    place = root / ".jig/templates/part/template.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def version(project):
    record = instances.read(project, "part", "Wheel")
    assert record
    return record.version


def states(plan):
    return {each.name: each.state for each in plan.instances}


def actions(plan):
    return {file.path: file.action for each in plan.instances for file in each.files}


def test_a_file_that_nobody_edited_becomes_what_the_template_makes_now(project):
    generate.generate(project, "part", "Wheel")
    template(project, TWO)
    done = update.apply(update.plan(project))
    assert states(done) == {"Wheel": "updated"}
    assert "first = 10" in (project / "src/wheel.py").read_text()
    assert version(project) == "1.1.0"
    assert states(update.plan(project)) == {"Wheel": "current"}


def test_edits_elsewhere_in_a_file_are_kept(project):
    generate.generate(project, "part", "Wheel")
    place = project / "src/wheel.py"
    place.write_text(place.read_text() + "\n\ndef mine():\n    return 42\n")
    template(project, TWO)
    update.apply(update.plan(project))
    text = place.read_text()
    assert "first = 10" in text and "def mine():" in text


def test_a_line_that_both_changed_is_a_conflict_with_both_in_it(project):
    generate.generate(project, "part", "Wheel")
    place = project / "src/wheel.py"
    place.write_text(place.read_text().replace("first = 1", "first = 7"))
    template(project, TWO)
    done = update.apply(update.plan(project))
    assert states(done) == {"Wheel": "conflict"} and [file.path for file in done.conflicts] == ["src/wheel.py"]
    text = place.read_text()
    assert "<<<<<<< yours\n    first = 7\n" in text and "    first = 10\n>>>>>>> part 1.1.0" in text
    assert "||||||| part 1.0.0\n    first = 1\n" in text
    assert version(project) == "1.0.0"


def test_nothing_else_begins_until_the_conflict_is_settled(project):
    test_a_line_that_both_changed_is_a_conflict_with_both_in_it(project)
    with pytest.raises(errors.UpdateRefused, match="not finished"):
        update.plan(project)
    with pytest.raises(errors.UpdateRefused, match="not settled yet"):
        update.proceed(project)
    place = project / "src/wheel.py"
    place.write_text("# settled\n")
    assert update.proceed(project) == ["src/wheel.py"]
    assert version(project) == "1.1.0"
    assert states(update.plan(project)) == {"Wheel": "current"}
    assert place.read_text() == "# settled\n"


def test_a_conflict_that_is_aborted_leaves_all_as_it_was(project):
    generate.generate(project, "part", "Wheel")
    generate.generate(project, "part", "Axle")
    place = project / "src/wheel.py"
    place.write_text(place.read_text().replace("first = 1", "first = 7"))
    before = snapshot(project)
    template(project, TWO)
    update.apply(update.plan(project))
    update.abort(project)
    template(project, ONE)
    assert snapshot(project) == before


def snapshot(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_file_that_was_deleted_stays_deleted(project):
    generate.generate(project, "part", "Wheel")
    (project / "src/wheel.py").unlink()
    template(project, ONE.replace("1.0.0", "1.2.0").replace("Notes.", "Other."))
    done = update.apply(update.plan(project))
    assert states(done) == {"Wheel": "updated"} and not (project / "src/wheel.py").exists()


def test_a_file_that_was_deleted_and_changed_by_the_template_is_reported(project):
    generate.generate(project, "part", "Wheel")
    (project / "src/wheel.py").unlink()
    template(project, TWO)
    done = update.apply(update.plan(project))
    assert actions(done)["src/wheel.py"] == "conflict" and not (project / "src/wheel.py").exists()
    update.proceed(project)
    assert states(update.plan(project)) == {"Wheel": "current"} and not (project / "src/wheel.py").exists()


def test_a_file_that_the_template_renames_moves_with_the_edits_in_it(project):
    generate.generate(project, "part", "Wheel")
    place = project / "src/wheel.py"
    place.write_text(place.read_text() + "# mine\n")
    template(project, TWO.replace("src/{{ name | snake }}.py", "lib/parts/{{ name | snake }}.py"))
    update.apply(update.plan(project))
    assert not place.exists() and not place.parent.exists()
    text = (project / "lib/parts/wheel.py").read_text()
    assert text.endswith("# mine\n") and "first = 10" in text


def git(root, *words):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *words], cwd=root, check=True)


@pytest.mark.parametrize("committed", [True, False])
def test_a_file_that_the_user_moved_is_updated_where_it_is(project, committed):
    git(project, "init", "-q")
    generate.generate(project, "part", "Wheel")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "first")
    (project / "src/parts").mkdir()
    (project / "src/wheel.py").rename(project / "src/parts/round.py")
    if committed:
        git(project, "add", "-A")
        git(project, "commit", "-qm", "move")
    for text, wanted in ((TWO, "first = 10"), (TWO.replace("1.1.0", "1.3.0").replace("= 10", "= 11"), "first = 11")):
        template(project, text)
        update.apply(update.plan(project))
        assert not (project / "src/wheel.py").exists()
        assert wanted in (project / "src/parts/round.py").read_text()


def test_a_file_that_is_no_longer_made_goes_unless_it_was_edited(project):
    for name in ("Wheel", "Axle"):
        generate.generate(project, "part", name)
    place = project / "docs/axle.md"
    place.write_text(place.read_text() + "Mine.\n")
    head, _, _ = TWO.partition("  - id: notes")
    template(project, head)
    done = update.apply(update.plan(project))
    assert not (project / "docs/wheel.md").exists() and place.read_text().endswith("Mine.\n")
    assert [file.reason for each in done.instances for file in each.files if file.path == "docs/axle.md"]


def test_a_new_file_does_not_replace_one_that_is_there(project):
    generate.generate(project, "part", "Wheel")
    (project / "wheel.txt").write_text("mine")
    template(project, TWO + '  - {id: text, path: "{{ name | snake }}.txt", content: theirs}\n')
    done = update.apply(update.plan(project))
    assert actions(done)["wheel.txt"] == "create-conflict" and (project / "wheel.txt").read_text() == "mine"


def test_the_base_is_what_was_generated_though_the_old_template_is_gone(project):
    generate.generate(project, "part", "Wheel", params={"owner": "me"})
    template(project, TWO.replace("owner", "maintainer"))
    done = update.apply(update.plan(project))
    assert [each.dropped for each in done.instances] == [["owner"]]
    assert (project / "src/wheel.py").read_text().startswith("# made by nobody\n")


def test_a_parameter_that_is_new_and_has_no_default_is_asked_for(project):
    generate.generate(project, "part", "Wheel")
    template(project, TWO.replace("parameters:", "parameters:\n  colour: {}"))
    done = update.plan(project)
    assert states(done) == {"Wheel": "refused"} and "no value for `colour`" in done.refused[0].reason
    assert states(update.plan(project, "part", given={"colour": "red"})) == {"Wheel": "updated"}


def test_a_protected_region_stays_as_the_user_left_it(project):
    body = "    # jig:keep body\n    return first + second\n    # jig:end body\n"
    one = ONE.replace("          return first + second\n", "".join(f"      {line}\n" for line in body.splitlines()))
    template(project, one)
    generate.generate(project, "part", "Wheel")
    place = project / "src/wheel.py"
    place.write_text(place.read_text().replace("return first + second", "return 99"))
    template(project, one.replace("1.0.0", "1.1.0").replace("first + second", "first - second"))
    done = update.apply(update.plan(project))
    assert states(done) == {"Wheel": "updated"} and "return 99" in place.read_text()


def test_an_update_is_taken_back_by_undo(project):
    generate.generate(project, "part", "Wheel")
    before = snapshot(project)
    template(project, TWO)
    update.apply(update.plan(project))
    undo.undo(project)
    template(project, ONE)
    assert snapshot(project) == before


def test_an_unsettled_conflict_in_a_file_stops_the_update_before_anything_is_written(project):
    generate.generate(project, "part", "Wheel")
    place = project / "src/wheel.py"
    place.write_text("<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n")
    template(project, TWO)
    with pytest.raises(errors.UpdateRefused, match="not settled") as caught:
        update.plan(project)
    assert caught.value.where == "src/wheel.py:1" and caught.value.exit_code == 2
