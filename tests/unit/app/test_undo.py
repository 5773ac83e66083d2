"""Undo: what was written goes, byte for byte, and what people did since stays."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jigsmith.app import generate, undo, update
from jigsmith.app.records import history
from jigsmith.base import errors

PART = """\
name: part
parameters: {text: {default: hello}}
files:
  - {path: "src/{{ name }}.py", content: "# {{ text }}\\n"}
"""
ROUTE = """\
name: route
files:
  - {path: "routes/{{ name }}.py", content: "pass\\n"}
inject:
  - {path: app.py, imports: true, content: "from routes import {{ name }}"}
  - {path: app.py, registry: ROUTES, content: "{{ name }}"}
  - {path: app.py, mark: routes, content: "add({{ name }})"}
"""
APP = "import os\n\nROUTES = [\n    os,\n]\n\n# jig:routes\n"


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    template(root, "part", PART)
    template(root, "route", ROUTE)
    (root / "app.py").write_text(APP)
    return root


def template(root, name, text):
    place = root / ".jig/templates" / name / "template.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def snapshot(root):
    """All there is: content, permissions, links and folders."""
    return {str(place.relative_to(root)): looked_at(place) for place in root.rglob("*")}


def looked_at(place):
    if place.is_symlink():
        return "link", str(place.readlink())
    return oct(place.stat().st_mode), place.read_bytes() if place.is_file() else None


def generated(root, *names, of="part", **params):
    for name in names:
        generate.generate(root, of, name, params=params)


NAMES = st.sampled_from(["a", "b", "c d", "sub/e", "sub/f", "deep/er/g"])
TEXTS = st.text(alphabet=st.sampled_from("ab\n\r\tü \\"), max_size=30)
MODES = st.sampled_from([0o644, 0o755, 0o600, 0o664, 0o444])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mine=st.dictionaries(NAMES, st.tuples(TEXTS, MODES), max_size=4),
    one=st.dictionaries(NAMES, st.tuples(TEXTS, st.booleans()), min_size=1, max_size=6),
    two=st.dictionaries(NAMES, st.tuples(TEXTS, st.booleans()), min_size=1, max_size=6),
    link=st.booleans(),
    empty=st.booleans(),
)
def test_what_was_generated_and_updated_is_undone_to_the_byte(tmp_path_factory, mine, one, two, link, empty):
    root = tmp_path_factory.mktemp("project")
    for path, (text, mode) in mine.items():
        place = root / "made" / f"{path}.mine"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
        place.chmod(mode)
    if empty:
        (root / "made/sub").mkdir(parents=True, exist_ok=True)
    states = []
    for version, files in (("1.0.0", one), ("2.0.0", two)):
        template(root, "any", written(version, files, link=link))
        states.append(snapshot(root))
        if version == "1.0.0":
            generated(root, "x", of="any")
        else:
            update.apply(update.plan(root))
    undo.undo(root)
    assert snapshot(root) == states[1]
    undo.undo(root)
    template(root, "any", written("1.0.0", one, link=link))
    assert snapshot(root) == states[0]


def written(version, files, *, link):
    entries = [
        {"id": path, "path": f"made/{path}", "content": text.replace("\\", "\\\\"), **({"mode": "755"} if run else {})}
        for path, (text, run) in files.items()
    ]
    entries += [{"path": "made/link", "link": "a"}] if link else []
    return json.dumps({"name": "any", "version": version, "files": entries})


def test_permissions_alone_are_put_back(project):
    generated(project, "wheel")
    place = project / "src/wheel.py"
    template(project, "part", PART.replace('n"}', 'n", mode: "755"}'))
    generated(project, "wheel")
    assert place.stat().st_mode & 0o777 == 0o755
    undo.undo(project)
    assert place.stat().st_mode & 0o777 == 0o644


def test_permissions_that_somebody_changed_since_stay(project):
    generated(project, "wheel")
    generated(project, "wheel", text="bye")
    (project / "src/wheel.py").chmod(0o600)
    undo.undo(project)
    assert (project / "src/wheel.py").stat().st_mode & 0o777 == 0o600
    assert (project / "src/wheel.py").read_text() == "# hello\n"


def test_edits_elsewhere_in_the_same_files_stay(project):
    generated(project, "orders", of="route")
    place = project / "app.py"
    place.write_text(place.read_text().replace("import os\n", "import os\nimport sys\n") + "\nmine = 1\n")
    undo.undo(project)
    assert place.read_text() == APP.replace("import os\n", "import os\nimport sys\n") + "\nmine = 1\n"
    assert not (project / "routes").exists()


@pytest.mark.parametrize("first", ["orders", "users", "carts"])
def test_what_was_put_in_goes_from_among_what_was_put_in_later(project, first):
    names = ["orders", "users", "carts"]
    generated(project, *names, of="route")
    undo.undo(project, first)
    rest = [name for name in names if name != first]
    text = (project / "app.py").read_text()
    assert first not in text and all(f"add({name})" in text and f"    {name}," in text for name in rest)
    for name in reversed(rest):
        undo.undo(project, name)
    left = (project / "app.py").read_text()
    assert left.replace("\n\n\n", "\n\n") == APP  # the empty line before the imports that came later may stay


def test_what_was_put_in_goes_without_a_trace_the_last_one_first(project):
    generated(project, "orders", "users", "carts", of="route")
    for _ in range(3):
        undo.undo(project)
    assert (project / "app.py").read_text() == APP


def test_a_file_that_was_edited_is_not_removed_unless_it_may_stay(project):
    generated(project, "wheel")
    before = snapshot(project)
    (project / "src/wheel.py").write_text("# hello\nmine\n")
    edited = snapshot(project)
    with pytest.raises(errors.UndoConflict, match=r"src/wheel\.py was changed since"):
        undo.undo(project)
    assert snapshot(project) == edited != before
    done = undo.undo(project, keep=True)
    assert list(done.kept) == ["src/wheel.py"] and (project / "src/wheel.py").read_text() == "# hello\nmine\n"
    assert not (project / ".jig/instances").exists()


def test_a_number_a_name_and_what_was_done_all_say_which(project):
    generated(project, "one", "two", "three")
    assert undo.undo(project, "2", dry_run=True).label == "generate part two"
    assert undo.undo(project, "one", dry_run=True).number == 1
    assert undo.undo(project, "part three", dry_run=True).number == 3
    assert undo.undo(project, "generate part two").number == 2
    assert [past.label for past in undo.pasts(project)] == ["generate part three", "generate part one"]
    with pytest.raises(errors.UndoConflict, match="nothing like 'two'"):
        undo.undo(project, "two")


def test_a_number_is_a_number_though_an_instance_is_called_so(project):
    generated(project, "one", "1")
    assert undo.undo(project, "1", dry_run=True).label == "generate part one"


def test_a_dry_run_says_what_would_go_and_leaves_it(project):
    generated(project, "wheel")
    before = snapshot(project)
    done = undo.undo(project, dry_run=True)
    assert {file.path: file.action for file in done.files}["src/wheel.py"] == "remove"
    assert snapshot(project) == before and len(undo.pasts(project)) == 1


def test_two_projects_know_nothing_of_each_other(project, tmp_path):
    other = tmp_path / "other"
    template(other, "part", PART)
    generated(project, "wheel")
    with pytest.raises(errors.UndoConflict, match="nothing to take back"):
        undo.undo(other)
    assert undo.pasts(other) == [] and len(undo.pasts(project)) == 1


def test_a_history_that_cannot_be_written_stops_nobody(project, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("JIG_HOME", str(tmp_path / "file" / "home"))
    generated(project, "wheel")
    assert (project / "src/wheel.py").exists()
    with pytest.raises(errors.UndoConflict, match="nothing to take back"):
        undo.undo(project)


def test_a_history_that_is_full_or_damaged_stops_nobody(project, jig_home):
    generated(project, "wheel", "hub")
    for file in history.folder(project, jig_home).iterdir():
        file.write_bytes(b"\0damaged")
    (history.folder(project, jig_home) / "000009-1.pending").write_bytes(b"x")
    generated(project, "tyre")
    assert undo.undo(project).label == "generate part tyre"
    assert not (project / "src/tyre.py").exists() and (project / "src/wheel.py").exists()


def test_only_the_last_hundred_are_kept(project, monkeypatch):
    monkeypatch.setattr(history, "KEPT", 3)
    generated(project, "a", "b", "c", "d", "e")
    assert [past.number for past in undo.pasts(project)] == [5, 4, 3]


def test_undoing_an_update_that_waits_for_conflicts_lets_others_begin(project):
    generated(project, "wheel")
    (project / "src/wheel.py").write_text("# mine\n")
    template(
        project,
        "part",
        PART.replace("# {{ text }}", "# {{ text }}!").replace("name: part", "name: part\nversion: 2.0.0"),
    )
    edited = snapshot(project)
    update.apply(update.plan(project))
    assert "<<<<<<<" in (project / "src/wheel.py").read_text()
    undo.undo(project)
    assert snapshot(project) == edited
    assert update.plan(project).conflicts


def test_one_undo_takes_back_an_update_with_what_finished_it(project):
    generated(project, "wheel")
    (project / "src/wheel.py").write_text("# mine\n")
    edited = snapshot(project)
    newer = PART.replace("# {{ text }}", "# {{ text }}!").replace("name: part", "name: part\nversion: 2.0.0")
    template(project, "part", newer)
    update.apply(update.plan(project))
    (project / "src/wheel.py").write_text("# settled\n")
    update.proceed(project)
    assert [past.label for past in undo.pasts(project)] == ["update part wheel", "generate part wheel"]
    undo.undo(project)
    template(project, "part", PART)
    assert snapshot(project) == edited
