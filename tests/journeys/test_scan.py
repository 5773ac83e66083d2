"""`jig scan` as somebody uses it, with real git."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.unit.loop.detect.codebase import WORDS, handler, helpers, service

JIG = Path(sys.executable).parent / "jig"
NAMES = WORDS[:5]


def run(root, *words):
    return subprocess.run(
        [JIG, "scan", *words],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def project(tmp_path):
    contents = {f"services/{name}/service.py": service(name) for name in NAMES}
    contents |= {f"services/{name}/__init__.py": f"from .service import {name.title()}Service\n" for name in NAMES}
    contents |= helpers() | {"app/routes.py": "".join(handler(name) for name in NAMES), "dist/x.js": "x\n"}
    for path, text in contents.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_the_list_shows_what_was_found_and_what_to_do_next(project):
    done = run(project)
    assert done.returncode == 0, done.stderr
    assert "services/{name}/service.py" in done.stdout and "5 alike instances" in done.stdout
    assert "not measured" in done.stdout and "jig build services-" in done.stdout
    assert done.stderr == ""


def test_json_is_for_programs(project):
    done = run(project, "--json", "--top", "1")
    (found,) = json.loads(done.stdout)["candidates"]
    assert sorted(found["patterns"]) == ["services/{name}/__init__.py", "services/{name}/service.py"]
    assert [instance["name"] for instance in found["instances"]] == NAMES
    assert found["instances"][0]["files"] == ["services/ant/__init__.py", "services/ant/service.py"]


def test_one_candidate_is_shown_with_everything_about_it(project):
    found = json.loads(run(project, "--json").stdout)["candidates"]
    done = run(project, "--show", next(each["id"] for each in found if each["kind"] == "blocks"))
    assert "app/routes.py:1" in done.stdout and "read_ant" in done.stdout and "not measured" in done.stdout
    again = json.loads(run(project, "--show", found[0]["id"], "--json").stdout)
    assert again == found[0]


def test_what_was_left_out_is_explained(project):
    done = run(project, "--explain-ignored")
    assert "build output" in done.stdout and "dist/" in done.stdout


def test_an_empty_result_says_what_was_looked_at_and_what_to_try(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    done = run(tmp_path)
    assert done.returncode == 0
    assert "Nothing repeats enough" in done.stdout and "1 file" in done.stdout and "--min-instances 2" in done.stdout
    (tmp_path / "a.py").unlink()
    assert "Is it the right folder?" in run(tmp_path).stdout


def test_mistakes_have_messages_and_exit_codes_of_their_own(project):
    missing = run(project, "--show", "nothing-0000")
    assert (missing.returncode, "nothing-0000" in missing.stderr) == (5, True)
    assert run(project, "nowhere").returncode == 12
    assert run(project, "--top", "0").returncode == 2
    (project / "jig.toml").write_text("[scan]\nignroe = []\n")
    assert run(project).returncode == 3


def test_a_scan_in_a_repository_says_how_much_history_it_saw(project):
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@localhost"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run([*git, *words], cwd=project, check=True)
    assert "1 commit" in run(project).stdout


def test_two_scans_at_once_both_end_well(project):
    started = [subprocess.Popen([JIG, "scan", "--json"], cwd=project, stdout=subprocess.PIPE) for _ in range(3)]
    texts = [process.communicate(timeout=60)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len({json.dumps(json.loads(text)["candidates"]) for text in texts}) == 1


def test_ctrl_c_ends_it_with_130_and_the_next_scan_is_as_if_nothing_had_been(project, jig_home):
    (project / "more").mkdir()
    for number in range(3000):
        (project / "more" / f"f{number}.py").write_text(f"value_{number} = {number}\n" * 300)
    process = subprocess.Popen([JIG, "scan", "--json"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode in {130, 0} and b"Traceback" not in complaint
    assert run(project, "--json").returncode == 0


def test_what_progress_says_on_a_terminal_is_wiped_away(project):
    (project / "more").mkdir()
    for number in range(4000):
        (project / "more" / f"f{number}.py").write_text(f"value_{number} = call({number}, '{number}')\n" * 400)
    parent, child = pty.openpty()
    process = subprocess.Popen([JIG, "scan", "--json"], cwd=project, stdout=subprocess.DEVNULL, stderr=child)
    os.close(child)
    said = everything(parent)
    assert process.wait(timeout=60) == 0
    assert said == b"" or said.endswith(b"\r\x1b[K")  # nothing is said when it takes less than a second


def everything(terminal):
    """Return what is written to a terminal until nobody can write to it any more."""
    said = b""
    with suppress(OSError):
        while more := os.read(terminal, 4096):
            said += more
    os.close(terminal)
    return said


@pytest.mark.parametrize("place", [".git", ".git/hooks", "bare.git"])
def test_where_there_is_no_work_tree_that_is_said(tmp_path, place):
    for words in (["init", "-q", "."], ["init", "-q", "--bare", "bare.git"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    done = run(tmp_path, place)
    assert done.returncode == 12
    assert "no work tree" in done.stderr
    assert done.stdout == ""
