"""`jig serve` as a user runs it: a real process, its dashboard over HTTP, a job that runs because a form was sent."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.shop import git

BIN = Path(sys.executable).parent
SETTINGS = '[[jobs]]\nname = "hello"\ncommand = "echo hello from the job"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    (root / "jig.toml").write_text(SETTINGS)
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "Begin")
    return root


@contextmanager
def serving(project: Path, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start it on a free port, and yield its address."""
    command = [str(BIN / "jig"), "serve", "--port", "0", *words]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        try:
            line = process.stdout.readline()
            found = re.search(r"Dashboard: (\S+)/", line)
            assert found, line + process.stdout.read()
            yield found[1], process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=60)


def test_a_job_that_is_asked_for_on_the_page_runs_and_its_log_is_there(project: Path):
    with serving(project) as (address, process), httpx.Client(base_url=address, timeout=30) as client:
        page = client.get("/jobs").text
        form = re.search(r'name="form" value="([^"]+)"', page)
        assert form
        assert client.post("/jobs/project/hello/run", data={"form": form[1]}).status_code == 303
        found: list[dict[str, str]] = []
        for _ in range(120):
            found = client.get("/api/runs").json()
            if found and found[0]["state"] == "succeeded":
                break
            time.sleep(0.5)
        assert found[0]["state"] == "succeeded", found
        assert "hello from the job" in client.get(f"/runs/{found[0]['id']}").text
        assert "hello from the job" in client.get(f"/log/{found[0]['id']}").text
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


def test_the_dashboard_alone_ends_at_once_also_while_a_page_is_open(project: Path):
    with serving(project, "--no-work") as (address, process), httpx.Client(base_url=address, timeout=30) as client:
        with client.stream("GET", "/live/jobs") as stream:
            assert next(stream.iter_text())
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=15) == 0


def test_a_port_that_is_taken_is_said(project: Path):
    with serving(project, "--no-work") as (address, _):
        port = address.rpartition(":")[2]
        command = [str(BIN / "jig"), "serve", "--no-work", "--port", port]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 37
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr and "--port" in done.stderr


def test_a_token_is_made_shown_once_used_and_removed(project: Path):
    def jig(*words: str) -> str:
        done = subprocess.run(
            [str(BIN / "jig"), *words], cwd=project, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    token = jig("token", "add", "alice", "--role", "look").strip()
    assert token.startswith("jig_") and token not in jig("token", "list") and "alice" in jig("token", "list")
    with serving(project, "--no-work", "--login") as (address, _):
        headers = {"authorization": f"Bearer {token}"}
        assert httpx.get(f"{address}/api/jobs").status_code == 401
        assert httpx.get(f"{address}/api/jobs", headers=headers).status_code == 200
        jig("token", "remove", "alice")
        assert httpx.get(f"{address}/api/jobs", headers=headers).status_code == 401


def test_on_every_address_a_token_is_needed(project: Path):
    with serving(project, "--no-work", "--host", "0.0.0.0") as (address, _):
        port = address.rpartition(":")[2]
        assert httpx.get(f"http://127.0.0.1:{port}/api/jobs").status_code == 401
        assert httpx.get(f"http://127.0.0.1:{port}/").headers["location"] == "/login"
