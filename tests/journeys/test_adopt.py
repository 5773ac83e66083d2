"""`jig adopt` as somebody uses it, and the way round: what was adopted is generated again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

JIG = Path(sys.executable).parent / "jig"
NOTE = """\
name: note
parameters:
  author: {default: nobody}
files:
  - path: "notes/{{ name }}.toml"
    content: |
      title = "{{ name | title }}"
      author = "{{ author }}"
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "note.yaml").write_text(NOTE)
    (tmp_path / "notes").mkdir()
    for name, author in (("first", "ada"), ("second_one", "nobody")):
        title = name.replace("_", " ").title()
        (tmp_path / "notes" / f"{name}.toml").write_text(f'title = "{title}"\nauthor = "{author}"\n')
    return tmp_path


def run(root, *words):
    return subprocess.run(
        [JIG, *words], cwd=root, capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL
    )


def test_what_was_adopted_is_generated_again_byte_for_byte(project, tmp_path_factory):
    found = json.loads(run(project, "adopt", "note", "first", "--dry-run", "--json").stdout)
    assert (found["params"], found["exact"], found["residue_lines"]) == ({"author": "ada"}, True, 0)
    assert not (project / ".jig").exists()
    into = tmp_path_factory.mktemp("into")
    (into / "p.json").write_text(json.dumps(found["params"]))
    done = run(
        project, "generate", "note", "first", "--params", str(into / "p.json"), "--into", str(into), "--yes", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert (into / "notes/first.toml").read_bytes() == (project / "notes/first.toml").read_bytes()
    assert not (project / ".jig").exists()


def test_all_are_adopted_and_told(project):
    done = run(project, "adopt", "note", "--all")
    assert done.returncode == 0, done.stderr
    assert "first  exact" in done.stdout and 'author = "ada"' in done.stdout
    assert "Recorded 2 instances. No file was changed." in done.stdout
    assert sorted(path.name for path in (project / ".jig/instances/note").iterdir()) == [
        "first.base",
        "first.yaml",
        "second_one.base",
        "second_one.yaml",
    ]
    assert json.loads(run(project, "adopt", "note", "--all", "--json").stdout) == {"adopted": [], "failed": []}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["note", "nothing"], 18, "notes/nothing.toml"),
        (["nite", "first"], 6, "`note`"),
        (["note"], 2, "either a NAME or --all"),
        (["note", "first", "--all"], 2, "either a NAME or --all"),
        (["note", "../first"], 9, "slash"),
    ],
)
def test_bad_input_has_its_own_code_and_records_nothing(project, words, code, said):
    done = run(project, "adopt", *words)
    assert done.returncode == code
    assert said in " ".join(done.stderr.split())
    assert not (project / ".jig").exists()


def test_json_is_json_also_when_the_home_cannot_be_written(project):
    environment = os.environ | {"JIG_HOME": "/dev/null/nowhere"}
    words = [str(JIG), "adopt", "note", "first", "--json"]
    done = subprocess.run(words, cwd=project, capture_output=True, text=True, check=False, env=environment, timeout=60)
    assert json.loads(done.stdout)["exact"] is True
