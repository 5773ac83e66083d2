"""Parameters that are the next number in a folder: told once, recorded, and the same from then on."""

import msgspec
import pytest

from jigsmith.app import generate, plans, update
from jigsmith.app.records import instances
from jigsmith.base import errors

MIGRATION = """\
name: migration
version: 1.0.0
parameters:
  app: {default: ""}
  number: {next_in: "{{ app }}migrations/{n:04d}_*", pattern: '\\d{4,14}'}
files:
  - {path: "{{ app }}migrations/{{ number }}_{{ name | snake }}/up.sql", content: "-- {{ name }}\\n", policy: once}
"""


@pytest.fixture
def project(tmp_path):
    put(tmp_path, MIGRATION)
    return tmp_path


def put(root, text):
    place = root / ".jig/templates/migration/template.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def made(root, name, **how):
    done = generate.generate(root, "migration", name, **how)
    return done.parameters["number"]


def test_each_one_gets_the_number_after_the_last(project):
    assert [made(project, name) for name in ("one", "two", "three")] == ["0001", "0002", "0003"]
    (project / "migrations/0041_by_hand").mkdir()
    (project / "migrations/notes.txt").write_text("99_\n")
    assert made(project, "four") == "0042"
    assert made(project, "five", params={"number": "20260131120000"}) == "20260131120000"
    assert made(project, "six") == "20260131120001"
    assert made(project, "one", params={"app": "apps/x/"}, dry_run=True) == "0001"


def test_one_that_is_there_keeps_its_number(project):
    made(project, "one")
    made(project, "two")
    record = instances.read(project, "migration", "one")
    assert record is not None and record.parameters == {"number": "0001"}
    assert made(project, "one") == "0001"
    assert made(project, "one", afresh=True) == "0001"
    assert {path.name for path in (project / "migrations").iterdir()} == {"0001_one", "0002_two"}
    put(project, MIGRATION.replace("1.0.0", "1.1.0").replace("-- {{", "--- {{"))
    update.update(project)
    assert {path.name for path in (project / "migrations").iterdir()} == {"0001_one", "0002_two"}


def test_a_plan_holds_the_number_that_was_the_next_when_it_was_made(project):
    def planned(name):
        prepared = generate.prepare(project, "migration", name, params={})
        return msgspec.json.decode(msgspec.json.encode(plans.of(prepared, project)), type=plans.Plan)

    plan = planned("one")
    assert plan.parameters == {"number": "0001"}
    made(project, "two")
    assert plans.apply(project, plan).parameters["number"] == "0001"
    assert planned("three").parameters == {"number": "0002"}


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ('{next_in: "migrations/x"}', "says no number"),
        ('{next_in: "{n}/x"}', "says no number"),
        ('{next_in: "x/{n}_{n}"}', "says no number"),
        ('{next_in: "x/{n}", default: "1"}', "leave the default out"),
        ('{next_in: "x/{n}", type: boolean}', "only a text or a whole number"),
        ('{type: table, items: {n: {next_in: "x/{n}"}}}', "no field"),
    ],
)
def test_what_is_no_number_is_said_with_its_line(project, given, what):
    put(project, MIGRATION.replace(MIGRATION.splitlines()[4], f"  number: {given}"))
    with pytest.raises(errors.TemplateInvalid) as caught:
        made(project, "one")
    assert what in str(caught.value) and "template.yaml:5" in str(caught.value.where)


def test_a_number_is_looked_for_in_the_project_alone(project):
    with pytest.raises(errors.PathEscapes):
        made(project, "one", params={"app": "../"})


def test_a_whole_number_is_one(project):
    text = MIGRATION.replace("{n:04d}", "{n}").replace("pattern: '\\d{4,14}'", "type: integer")
    put(project, text)
    assert [made(project, "one"), made(project, "two")] == [1, 2]
