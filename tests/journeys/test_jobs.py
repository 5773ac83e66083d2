"""`jig jobs`, `nightly-jobs` and `jig serve`, as one types them."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.journeys.factory import SLEEP, sleepers

BIN = Path(sys.executable).parent
WHO = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
JOBS = """\
[[jobs]]
name = "good"
schedule = "0 2 * * *"
command = "echo fine; echo new > new.txt"
on_success = ["create-pr"]

[[jobs]]
name = "bad"
schedule = "0 3 * * *"
command = "echo no disk; exit 3"
on_failure = ["create-issue"]

[[jobs]]
name = "hand"
command = "echo by hand"
"""


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    (root / "jig.toml").write_text(JOBS)
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        subprocess.run(["git", *words], cwd=root, env=os.environ | WHO, check=True)
    return root


def call(project, *words, program="jig", code=0):
    done = subprocess.run(
        [BIN / program, *words], cwd=project, env=os.environ | {"NO_COLOR": "1"}, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_the_night_runs_at_once_and_one_failure_stops_no_other(project):
    said = call(project, "now", program="nightly-jobs", code=47)
    assert "✓ good succeeded" in said
    assert "create-pr: #1 (jig/good/" in said
    assert "✗ bad failed" in said
    assert "by hand" not in said
    listed = {job["name"]: job for job in json.loads(call(project, "jobs", "list", "--json"))}
    assert {name: job["state"] for name, job in listed.items()} == {
        "good": "waiting", "bad": "waiting", "hand": "by hand",
    }  # fmt: skip
    assert listed["bad"]["failing_since"]
    assert listed["bad"]["trend"] == ["failed"]
    assert "no disk" in call(project, "jobs", "logs", "bad")
    assert "0 of the last 1 run went well" in call(project, "jobs", "history", "bad")
    status = subprocess.run(["git", "status", "--porcelain"], cwd=project, capture_output=True, check=True)
    assert status.stdout == b""


def test_what_would_run_is_shown_and_not_run(project):
    said = call(project, "now", "--dry-run", program="nightly-jobs")
    assert said.splitlines()[:2] == ["Would run good: echo fine; echo new > new.txt", "  on_success: create-pr"]
    assert json.loads(call(project, "jobs", "history", "--json")) == []


def test_one_job_runs_by_name_with_json_on_stdout_alone(project):
    [run] = json.loads(call(project, "jobs", "run", "hand", "--json"))
    assert (run["state"], run["trigger"], run["exit_code"]) == ("succeeded", "hand", 0)
    assert "there is no job 'nope'" not in call(project, "jobs", "run", "nope", code=46)


def test_pausing_is_shown_and_ends(project):
    assert call(project, "jobs", "pause", "good") == "good is paused.\n"
    assert json.loads(call(project, "jobs", "--json"))[0]["state"] == "paused"
    assert call(project, "jobs", "resume", "good") == "good is no longer paused.\n"
    assert len(json.loads(call(project, "jobs", "next", "--count", "5", "--json"))) == 5


def test_ctrl_c_stops_a_run_with_all_it_started_and_leaves_nothing_behind(project, jig_home):
    (project / "jig.toml").write_text(
        f'[[jobs]]\nname = "long"\ncommand = "echo begun; sleep {SLEEP} & sleep {SLEEP}"\n'
    )
    subprocess.run(["git", "commit", "-qam", "two"], cwd=project, env=os.environ | WHO, check=True)
    process = subprocess.Popen([BIN / "jig", "jobs", "run", "long"], cwd=project, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if line == "begun\n":
            break
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    process.stdout.close()
    [run] = json.loads(call(project, "jobs", "history", "--json"))
    assert (run["state"], run["said"]) == ("cancelled", "it was interrupted")
    assert not list((jig_home / "work" / "jobs").iterdir())
    assert not sleepers()


def test_serve_runs_a_job_when_it_is_due_and_logs_follow_it(project):
    job = '[[jobs]]\nname = "often"\nschedule = "* * * * *"\ncommand = "echo begun; sleep 3; echo done"\n'
    (project / "jig.toml").write_text(job)
    subprocess.run(["git", "commit", "-qam", "two"], cwd=project, env=os.environ | WHO, check=True)
    server = subprocess.Popen([BIN / "jig", "serve"], cwd=project, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        end = time.monotonic() + 110
        while not (found := json.loads(call(project, "jobs", "history", "--json"))):
            assert time.monotonic() < end
            time.sleep(0.5)
        said = call(project, "jobs", "logs", found[-1]["id"], "--follow")
        assert "done\n" in said
        assert "== succeeded, exit code 0" in said
        late = json.loads(call(project, "jobs", "history", "--json"))[-1]
        assert (late["state"], late["trigger"]) == ("succeeded", "schedule")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        server.stdout.close()
