"""A tracked command runs as it would by itself, and is recorded whatever becomes of it."""

import os
import pty
import signal
import subprocess
import sys
import time

import pytest

from jigsmith.ledger import uses

JIG = [sys.executable, "-m", "jigsmith"]


def track(*words, **how):
    return subprocess.run([*JIG, "track", *words], capture_output=True, text=True, check=False, **how)


def last(jig_home):
    return uses.read(jig_home)[-1]


@pytest.fixture
def repo(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path / "repo"], check=True)
    return tmp_path / "repo"


def test_streams_and_exit_code_are_those_of_the_command(jig_home):
    done = track("--", "sh", "-c", "cat; echo no >&2; exit 7", input="yes")
    assert (done.stdout, done.stderr, done.returncode) == ("yes", "no\n", 7)
    event = last(jig_home)
    assert (event.tool, event.outcome, event.error, event.surface) == ("sh", "failed", "exit code 7", "cli")
    assert (event.version, event.tokens, event.cost) == ("", None, None)


def test_no_word_of_the_command_is_recorded(jig_home):
    track("--as", "release", "--", "echo", "--token=secret")
    assert last(jig_home).tool == "release"
    assert "secret" not in repr(uses.read(jig_home))


@pytest.mark.parametrize("words", [["track", "sh", "-c", "exit 3"], ["track", "--", "sh", "-c", "exit 3"]])
def test_with_and_without_dashes_it_is_the_same(jig_home, words):
    assert subprocess.run([*JIG, *words], check=False).returncode == 3
    (event,) = uses.read(jig_home)
    assert event.tool == "sh"


def test_a_program_that_is_not_there_ends_as_in_a_shell(jig_home):
    done = track("--", "no-such-program")
    assert (done.returncode, done.stdout) == (127, "")
    assert "no-such-program: No such file" in done.stderr
    assert (last(jig_home).outcome, last(jig_home).error) == ("failed", "FileNotFoundError")


def test_files_that_the_command_changed_are_counted(jig_home, repo):
    (repo / "before").write_text("x")
    os.utime(repo / "before", (1, 1))
    track("--", "sh", "-c", "mkdir a; echo 1 > a/one; echo 2 > 'with space'", cwd=repo)
    event = last(jig_home)
    assert (event.files_written, len(event.traces.split()), event.repository) == (2, 2, str(repo))


def test_a_signal_reaches_the_command_and_its_end_is_told(jig_home):
    script = "trap 'echo heard; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
    running = subprocess.Popen([*JIG, "track", "--", "sh", "-c", script], stdout=subprocess.PIPE, text=True)
    assert running.stdout
    assert running.stdout.readline() == "ready\n"
    running.terminate()
    assert (running.communicate(timeout=20)[0], running.returncode) == ("heard\n", 0)
    assert track("--", "sh", "-c", "kill -9 $$").returncode == 137
    assert (last(jig_home).outcome, last(jig_home).error) == ("crashed", "SIGKILL")


def test_control_c_in_a_terminal_ends_the_command_and_is_recorded(jig_home):
    leader, follower = pty.openpty()
    script = "import time, sys; print('ready', flush=True); time.sleep(30)"
    running = subprocess.Popen(
        [*JIG, "track", "--as", "sleeper", "--", sys.executable, "-c", script],
        stdin=follower, stdout=follower, stderr=follower, start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),  # noqa: PLW1509
    )  # fmt: skip
    os.close(follower)
    seen = b""
    while b"ready" not in seen:
        seen += os.read(leader, 1000)
    before = time.monotonic()
    os.write(leader, b"\x03")
    assert running.wait(20) == 128 + signal.SIGINT
    assert time.monotonic() - before < 10
    event = last(jig_home)
    assert (event.tool, event.outcome) == ("sleeper", "interrupted")
    assert event.active == pytest.approx(event.seconds, abs=0.001)


@pytest.mark.parametrize("how", ["off", "opted out", "no home"])
def test_where_nothing_is_to_be_or_can_be_recorded_the_command_runs_all_the_same(jig_home, repo, monkeypatch, how):
    if how == "off":
        monkeypatch.setenv("JIG_TELEMETRY", "off")
    elif how == "opted out":
        (repo / "jig.toml").write_text("[ledger]\nrecord = false\n")
    else:
        (jig_home / "file").touch()
        monkeypatch.setenv("JIG_HOME", str(jig_home / "file"))
    done = track("--", "echo", "done", cwd=repo)
    assert (done.stdout, done.stderr, done.returncode) == ("done\n", "", 0)
    assert not (jig_home / "spool").exists()
