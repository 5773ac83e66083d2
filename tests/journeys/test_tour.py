"""The tour runs the real verbs on the sample project and ends well, within a minute, without a network."""

import os
import subprocess
import sys
import time

import pytest


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tour") / "workshop"
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "jigsmith", "tour", "--keep", str(folder)],
        env=os.environ | {"JIG_HOME": str(folder.parent / "home"), "http_proxy": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return folder, done, time.monotonic() - start


def test_it_ends_well_within_a_minute(tour):
    _, done, seconds = tour
    assert done.returncode == 0, done.stdout + done.stderr
    assert seconds < 60


def test_it_prints_each_command_before_it_runs_it(tour):
    _, done, _ = tour
    for command in ("jig scan", "jig build ", "jig generate endpoint supplier", "python -m unittest", "jig stats"):
        assert f"$ {command}" in done.stdout


def test_the_sixth_endpoint_has_model_schema_routes_and_test_and_they_work(tour):
    folder, _, _ = tour
    for path in ("models/supplier.py", "schemas/supplier.py", "routes/supplier.py"):
        assert (folder / "workshop" / path).is_file()
    done = subprocess.run(
        [sys.executable, "-m", "unittest", "tests.test_supplier"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_it_says_it_saved_is_what_is_there(tour):
    folder, done, _ = tour
    status = subprocess.run(
        ["git", "status", "--short", "--untracked-files=all", "workshop", "tests"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    new = [folder / line.removeprefix("?? ") for line in status.splitlines()]
    lines = sum(path.read_text().count("\n") for path in new)
    assert f"{lines} lines in {len(new)} files" in done.stdout


def test_it_leaves_no_trace_in_the_users_own_record(tour):
    folder, _, _ = tour
    own = [file.read_bytes() for file in (folder / ".git" / "jigsmith-home" / "spool").iterdir()]
    assert any(b"generate" in recorded for recorded in own)
    users = [file for file in (folder.parent / "home").rglob("*") if file.is_file()]
    assert not any(b"generate" in file.read_bytes() for file in users)
