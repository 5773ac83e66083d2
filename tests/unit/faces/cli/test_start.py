"""How `jig` starts: a scan for programs without click, everything else with it."""

import json
import subprocess
import sys

import pytest
from tests.unit.loop.detect.codebase import WORDS, helpers, service

from jigsmith.base import places
from jigsmith.faces.cli import start
from jigsmith.ledger import uses

JIG = [sys.executable, "-m", "jigsmith"]


def run(root, *words):
    return subprocess.run([*JIG, *words], cwd=root, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def repository(tmp_path):
    contents = {f"services/{name}.py": service(name) for name in WORDS[:5]} | helpers()
    for path, text in contents.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@localhost", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "path", "numbers"),
    [
        ("scan --json", ".", {}),
        ("scan --json ../shop", "../shop", {}),
        ("scan --top 5 x --json --min-instances 2", "x", {"top": 5, "min_instances": 2}),
    ],
)
def test_a_plain_scan_for_programs_is_understood_without_click(line, path, numbers):
    found = start.plain(line.split())
    assert found is not None
    assert found[:2] == (path, numbers)
    assert set(found[2]) == {word.lstrip("-") for word in line.split() if word.startswith("-")}


@pytest.mark.parametrize(
    "line",
    [
        "", "--help", "build x --json", "scan", "scan x", "scan --json --top=5", "scan --json --top 0",
        "scan --json -h", "scan --json --min-instances 1", "scan --json --top", "scan --json a b",
        "scan --json --show x", "scan --json -- x",
    ],
)  # fmt: skip
def test_all_else_is_for_click(line):
    assert start.plain(line.split()) is None


def test_both_ways_print_the_same_and_are_recorded_alike(repository):
    quick, by_click = run(repository, "scan", "--json", "--top", "1"), run(repository, "scan", "--json", "--top=1")
    assert (quick.returncode, quick.stderr) == (by_click.returncode, by_click.stderr) == (0, "")
    assert quick.stdout == by_click.stdout
    assert len(json.loads(quick.stdout)["candidates"]) == 1
    recorded = [(use.tool, use.surface, use.outcome, use.shape) for use in uses.read(places.home())]
    assert recorded == [("scan", "cli", "ok", "json:flag top:value")] * 2


def test_both_ways_fail_alike(repository):
    quick, by_click = (
        run(repository, "scan", "nowhere", "--json"),
        run(repository, "scan", "nowhere", "--json", "--top=1"),
    )
    assert quick.returncode == by_click.returncode > 0
    assert quick.stderr == by_click.stderr
    assert "there is no such folder" in quick.stderr
    assert [(use.outcome, use.error) for use in uses.read(places.home())] == [("failed", "FileUnreadable")] * 2


def test_a_known_tree_needs_neither_click_nor_numpy_nor_what_else_takes_long_to_import(repository):
    run(repository, "scan", "--json")
    script = "import sys; from jigsmith.faces.cli import start; start.print_scan('.', {}, {}); print('MODULES', *"
    script += "sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=repository, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rpartition("MODULES")[2].split())
    slow = {"click", "numpy", "typing", "re", "pathlib", "subprocess", "json", "hashlib", "dataclasses", "msgspec"}
    assert loaded & slow == set()


def test_a_reader_who_has_enough_is_no_error(repository):
    shell = f"{' '.join(JIG)} scan --json | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", shell], cwd=repository, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("track -- make x --fast", (["make", "x", "--fast"], "")),
        ("track --as rel -- make", (["make"], "rel")),
        ("track make", None),
        ("track --", None),
        ("track --as -- make", None),
        ("track --as rel", None),
        ("track --help", None),
        ("scan --json", None),
    ],
)
def test_a_tracked_command_behind_dashes_is_understood_without_click(line, found):
    assert start.wrapped(line.split()) == found


@pytest.mark.parametrize("more", ["--yes", "--yes --defaults"])
def test_a_skill_says_that_it_called(repository, more):
    run(repository, "generate", "no-such", "x", "--via", "skill", *more.split())
    assert [(use.tool, use.surface, use.outcome) for use in uses.read(places.home())] == [
        ("generate", "skill", "failed")
    ]
