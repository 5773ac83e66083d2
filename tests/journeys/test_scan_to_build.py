"""From `jig scan` to `jig build`: the command that is advised works where it is said, and takes what was listed."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.loop.detect.codebase import WORDS, helpers, service

from jigsmith.app import tour

BIN = Path(sys.executable).parent
NAMES = WORDS[:5]


def run(root, *words):
    quiet = subprocess.DEVNULL
    return subprocess.run(words, cwd=root, env=environment(), capture_output=True, text=True, check=False, stdin=quiet)


def environment():
    return os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


def put(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def services(prefix=""):
    files = {f"{prefix}services/{name}/service.py": service(name) for name in NAMES}
    return files | {f"{prefix}services/{name}/__init__.py": f"from .service import {name.title()}\n" for name in NAMES}


def advised(done):
    """The commands that the list ends with: the one that builds, the one that shows."""
    found = [
        re.search(rf"((?:cd \S+ && )?{begin} .*?)   ", done.stdout)
        for begin in ("jig build", "jig scan .*--show|jig scan")
    ]
    assert all(found), done.stdout
    return [each[1] for each in found if each]


def follow(here, done):
    build, show = advised(done)
    shown = run(here, "sh", "-c", show)
    assert shown.returncode == 0, (show, shown.stderr)
    made = run(here, "sh", "-c", f"{build} --as made --yes")
    assert made.returncode == 0, (build, made.stderr)


@pytest.mark.parametrize("typed", ["../far", "../the far one"])
def test_the_advice_for_a_folder_elsewhere_works(tmp_path, typed):
    here, far = tmp_path / "here", tmp_path / typed.removeprefix("../")
    put(tmp_path, {"here/x.py": "x\n"})
    put(far, services() | helpers())
    run(far, "git", "init", "-q")
    done = run(here, "jig", "scan", typed)
    if " " in typed:
        assert f"cd '{typed}' && jig build " in done.stdout
    else:
        follow(here, done)
        assert (far / ".jig/templates/made/template.yaml").is_file()


@pytest.mark.parametrize(("within", "typed"), [("back", "."), (".", "back"), ("back/deep", "..")])
def test_the_advice_for_a_subfolder_of_a_repository_works(tmp_path, within, typed):
    put(tmp_path, services("back/") | helpers() | {"back/deep/x.txt": "x\n"})
    run(tmp_path, "git", "init", "-q")
    follow(tmp_path / within, run(tmp_path / within, "jig", "scan", typed))
    assert "back/services/{{ name }}/" in (tmp_path / ".jig/templates/made/template.yaml").read_text()


def test_a_pair_can_be_built_although_it_is_only_listed_when_asked_for(tmp_path):
    put(tmp_path, {path: text for path, text in services().items() if "ant" in path or WORDS[1] in path})
    follow(tmp_path, run(tmp_path, "jig", "scan", "--min-instances", "2"))


def in_root():
    alike = {f"{name}.py": service(name) for name in NAMES}
    return alike | {"setup.py": "import setuptools\n\nsetuptools.setup(name='x')\n", "z.py": "print(1)\n"}


def with_gaps():
    """Services of which some lack a file, others that are ignored, and one that is not like them."""
    files = services() | {"services/odd/service.py": "odd = 1\n", ".gitignore": "services/secret/\n"}
    del files[f"services/{NAMES[0]}/__init__.py"]
    secret = {"services/secret/service.py": service("secret")}
    return (
        files | secret | {f"tests/test_{name}.py": f"from services.{name} import x\n\nassert x\n" for name in NAMES[1:]}
    )


def the_tour(root):
    tour.begin(root, now=datetime.now(UTC))


MADE = {"in the root": in_root, "with gaps": with_gaps}


@pytest.mark.parametrize("what", [*MADE, "the tour"])
def test_what_is_built_is_what_was_listed(tmp_path, what):
    if what == "the tour":
        the_tour(tmp_path)
    else:
        put(tmp_path, MADE[what]())
        run(tmp_path, "git", "init", "-q")
    listed = json.loads(run(tmp_path, "jig", "scan", "--json").stdout)["candidates"]
    listed = [each for each in listed if each["kind"] == "files"]
    assert listed
    for each in listed:
        done = run(tmp_path, "jig", "build", each["id"], "--as", "made", "--dry-run", "--json")
        assert done.returncode == 0, done.stderr
        built = json.loads(done.stdout)
        assert len(built["instances"]) == len(each["instances"]), each["patterns"]
        assert sum(i["lines"] for i in built["instances"]) == sum(lines(tmp_path, i) for i in each["instances"])


def lines(root, instance):
    return sum(len((root / path).read_bytes().splitlines()) for path in instance["files"])
