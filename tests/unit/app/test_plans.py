"""Plans: what `jig apply` writes is what the plan says, or nothing is written."""

import hashlib
import json

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jigsmith.app import generate, plans
from jigsmith.base import errors

TEMPLATE = """\
name: part
parameters:
  lines: {type: list, default: [one]}
  text: {default: hello}
files:
  - {path: "src/{{ name }}.txt", content: "{{ text }}\\n"}
  - {path: "src/{{ name }}-{{ line }}.txt", each: line in lines, content: "{{ line }} {{ text }}\\n"}
  - {path: "link", link: "src/{{ name }}.txt"}
inject:
  - {path: app.txt, mark: here, content: "{{ name }} {{ text }}"}
"""


@pytest.fixture
def project(tmp_path):
    return made(tmp_path / "project")


def made(root):
    (root / ".jig/templates").mkdir(parents=True)
    (root / ".jig/templates/part.yaml").write_text(TEMPLATE)
    (root / "app.txt").write_text("# jig:here\n")
    return root


def planned(root, **params):
    prepared = generate.prepare(root, "part", "wheel", params=params)
    return plans.read(json.dumps(msgspec.to_builtins(plans.of(prepared, root))), where="plan.json")


def snapshot(root):
    return {
        str(path.relative_to(root)): path.readlink() if path.is_symlink() else path.read_bytes()
        for path in sorted(root.rglob("*"))
        if not path.is_dir()
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, max_size=4),
    text=st.text(alphabet="abü €\"'", min_size=1, max_size=12).filter(str.strip),
    again=st.booleans(),
)
def test_what_is_written_has_the_hashes_of_the_plan(tmp_path_factory, lines, text, again):
    root = made(tmp_path_factory.mktemp("plans") / "project")
    if again:
        generate.generate(root, "part", "wheel", params={"lines": ["a"]})
    before = snapshot(root)
    plan = planned(root, lines=lines, text=text)
    assert snapshot(root) == before
    done = plans.apply(root, plan)
    for file in plan.files:
        place = root / file.path
        content = f"link {place.readlink()}".encode() if place.is_symlink() else place.read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.sha256, file.path
    told = {(file.path, file.action) for file in done.files}
    assert told == {(file.path, file.action) for file in plan.files}
    changed = {path for path, content in snapshot(root).items() if before.get(path) != content}
    written = {file.path for file in plan.files if file.action in ("create", "replace", "modify")}
    assert {path for path in changed if not path.startswith(".jig/")} == written


def change_file(root):
    (root / "app.txt").write_text("# jig:here\nmore\n")


def change_template(root):
    place = root / ".jig/templates/part.yaml"
    place.write_text(place.read_text() + "description: another\n")


def put_file(root):
    (root / "src").mkdir()
    (root / "src/wheel.txt").write_text("mine")


def put_folder(root):
    (root / "src/wheel.txt").mkdir(parents=True)


def put_file_for_folder(root):
    (root / "src").write_text("mine")


def put_link(root):
    (root / "link").symlink_to("app.txt")


def generate_it(root):
    generate.generate(root, "part", "wheel")


@pytest.mark.parametrize(
    "then", [change_file, change_template, put_file, put_folder, put_file_for_folder, put_link, generate_it]
)
def test_a_plan_of_what_has_changed_since_writes_nothing(project, then):
    plan = planned(project)
    then(project)
    before = snapshot(project)
    with pytest.raises(errors.PlanStale, match="since the plan was made"):
        plans.apply(project, plan)
    assert snapshot(project) == before


def test_a_plan_with_a_conflict_in_it_writes_nothing(project):
    put_file(project)
    plan = planned(project)
    assert [file.reason for file in plan.files if file.action == "conflict"] == ["is there, and was not generated"]
    before = snapshot(project)
    with pytest.raises(errors.WouldOverwrite):
        plans.apply(project, plan)
    assert snapshot(project) == before


def test_a_plan_of_another_project_is_refused_there(project, tmp_path):
    other = made(tmp_path / "other")
    with pytest.raises(errors.PlanStale, match="was made in"):
        plans.apply(other, planned(project))
    assert not (project / "src").exists() and not (other / "src").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"plan": 1}', '{"plan": 1, "more": 2}', "null", "\0"])
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(errors.ParameterInvalid, match="this is no plan"):
        plans.read(text, where="plan.json")


@pytest.mark.parametrize("number", [0, 2])
def test_a_plan_of_another_version_is_refused(project, number):
    raw = msgspec.to_builtins(planned(project)) | {"plan": number}
    with pytest.raises(errors.ParameterInvalid, match="this is no plan"):
        plans.read(json.dumps(raw), where="plan.json")


def test_a_plan_that_was_tampered_with_writes_nothing_else(project):
    raw = msgspec.to_builtins(planned(project))
    raw["files"][0]["path"] = "../evil.txt"
    with pytest.raises(errors.PlanStale):
        plans.apply(project, plans.read(json.dumps(raw), where="plan.json"))
    assert not (project / "src").exists()
