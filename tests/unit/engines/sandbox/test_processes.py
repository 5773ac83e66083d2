"""A command in its box, whatever the box: what it gets, what it says, how it ends, and that nothing is left of it."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from tests import attempts, programs
from tests.unit.engines.sandbox.conftest import LONG, Run, run_in

from jigsmith.base import errors
from jigsmith.engines.sandbox import processes, system
from jigsmith.engines.sandbox.inside import tree
from jigsmith.engines.sandbox.records import Clocks, Kind, Limits, Stop

QUICK = Stop(interrupt=0.5, terminate=0.5)
DAEMON = """
import os, sys, time
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
if len(sys.argv) > 2: os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(300)", sys.argv[1]], {})
open("daemon", "w").write("up")
time.sleep(300)
"""


def alive(mark: str) -> list[int]:
    """Processes of the whole machine that have a word in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in words and int(entry.parent.name) != os.getpid():
            found.append(int(entry.parent.name))
    return found


@pytest.fixture
def mark(tmp_path: Path) -> str:
    """A word that no other process has."""
    return f"mark-{tmp_path.name}-{os.getpid()}"


@pytest.fixture
def daemon(place: attempts.Place, mark: str) -> str:
    """A shell's command line that leaves a process behind, in a session of its own and nobody's child."""
    (place.clone / "daemon.py").write_text(DAEMON)
    return f"python3 daemon.py {mark}"


def test_the_exit_code_and_both_streams_are_those_of_the_command(run: Run):
    said = run("echo out; echo err >&2; exit 3")
    assert (said.ended.code, said.ended.why) == (3, "exited")
    assert said.lines.count(("stdout", b"out\n")) == 1
    assert said.lines.count(("stderr", b"err\n")) == 1


def test_output_comes_line_by_line(run: Run):
    begun = run("echo first; sleep 60", clocks=Clocks(wall=1), stop=QUICK)
    assert begun.lines == [("stdout", b"first\n")]
    assert run("printf first; sleep 0.3; printf 'line\nsecond'").lines == [
        ("stdout", b"firstline\n"),
        ("stdout", b"second"),
    ]


def test_a_megabyte_goes_in_and_comes_out(run: Run):
    given = b"".join(b"%06d\n" % number for number in range(150_000))
    said = run("cat", stdin=given)
    assert b"".join(line for _, line in said.lines) == given
    assert said.ended.output == len(given)


def test_a_command_that_does_not_read_is_no_problem(run: Run):
    assert run("exec 0<&-; exit 0", stdin=b"x" * 1_000_000).ended.code == 0


def test_nothing_of_the_environment_is_inherited(run: Run, monkeypatch: pytest.MonkeyPatch, place: attempts.Place):
    monkeypatch.setenv("SECRET_OF_THE_HOST", "secret")
    names = {line.partition("=")[0] for line in run("env").text().splitlines()}
    assert names - {"PWD", "SHLVL", "_", "JIG_BOX", "GIT_CONFIG_NOSYSTEM"} == {"PATH", "HOME", *attempts.AUTHOR}


def test_it_runs_where_it_is_told(run: Run, place: attempts.Place):
    assert run("pwd").text().strip() == str(place.clone)


def test_a_program_that_is_not_there_is_named(place: attempts.Place, kind: Kind):
    said = run_in(place.box(kind), "no-such-program")
    assert said.ended.code == 127
    assert "no-such-program" in said.text("stderr")


def test_a_box_that_cannot_be_made_is_no_failure_of_the_command(place: attempts.Place, tmp_path: Path):
    programs.bwrap()
    box = place.box("bwrap", socket=tmp_path / "not-there")
    with pytest.raises(errors.BoxUnavailable, match="not-there"):
        run_in(box, "/bin/true")
    pretender = run_in(place.box("bwrap"), "/bin/sh", "-c", "echo 'bwrap: it is broken' >&2; exit 1")
    assert pretender.ended.code == 1


def test_the_cancel_flag_is_not_asked_more_often_however_much_is_said(run: Run):
    asked: list[float] = []

    def ask() -> bool:
        asked.append(time.monotonic())
        return False

    said = run("for i in $(seq 20000); do echo $i; done; sleep 0.6", cancelled=ask)
    assert len(said.lines) == 20_000
    assert 2 <= len(asked) <= said.ended.seconds / processes.TICK + 2


def test_the_wall_clock_ends_it(run: Run):
    said = run("while true; do echo again; sleep 0.1; done", clocks=Clocks(wall=1), stop=QUICK)
    assert said.ended.why == "wall"
    assert 1 <= said.ended.seconds < 5


def test_the_idle_clock_ends_what_says_nothing(run: Run):
    said = run("echo once; sleep 60", clocks=Clocks(wall=50, idle=1), stop=QUICK)
    assert said.ended.why == "idle"
    assert said.ended.seconds < 10


def test_the_idle_clock_waits_for_what_talks(run: Run):
    said = run("for i in 1 2 3 4 5 6; do echo $i; sleep 0.3; done", clocks=Clocks(wall=50, idle=1))
    assert (said.ended.why, said.ended.code) == ("exited", 0)


def test_cancelled_it_is_interrupted_first(run: Run, place: attempts.Place):
    line = "trap 'echo tidied; exit 7' INT; touch ready; while true; do sleep 0.1; done"
    said = run(line, cancelled=(place.clone / "ready").exists)
    assert (said.ended.why, said.ended.code) == ("cancelled", 7)
    assert said.text() == "tidied\n"


def test_then_it_is_terminated(run: Run, place: attempts.Place):
    line = "trap '' INT; trap 'exit 8' TERM; touch ready; while true; do sleep 0.1; done"
    said = run(line, cancelled=(place.clone / "ready").exists, stop=QUICK)
    assert (said.ended.why, said.ended.code) == ("cancelled", 8)


def test_and_then_killed(run: Run, place: attempts.Place):
    line = "trap '' INT TERM; touch ready; while true; do sleep 0.1; done"
    said = run(line, cancelled=(place.clone / "ready").exists, stop=QUICK)
    assert (said.ended.why, said.ended.code) == ("cancelled", None)


@pytest.mark.parametrize("how", ["exits", "is cancelled"])
def test_a_daemon_does_not_outlive_it(run: Run, place: attempts.Place, daemon: str, mark: str, how: str):
    up = place.clone / "daemon"
    wait = "while [ ! -e daemon ]; do sleep 0.05; done"
    seen: list[int] = []
    after = "true" if how == "exits" else "sleep 60"

    def cancelled() -> bool:
        seen.extend(alive(mark))
        return how == "is cancelled" and up.exists()

    run(f"{daemon}; {wait}; sleep 0.5; {after}", cancelled=cancelled, stop=QUICK)
    assert seen, "the daemon was up"
    assert alive(mark) == []


def test_nor_one_that_cleared_its_environment(run: Run, daemon: str, mark: str):
    seen: list[int] = []

    def look() -> bool:
        seen.extend(alive(mark))
        return False

    run(f"{daemon} clean; sleep 1", cancelled=look)
    assert seen
    assert alive(mark) == []


def test_when_reading_its_output_fails_it_ends_too(place: attempts.Place, kind: Kind, daemon: str, mark: str):
    def fail(stream: str, line: bytes) -> None:
        raise ValueError(line)

    line = f"{daemon}; while [ ! -e daemon ]; do sleep 0.05; done; echo up; sleep 60"
    began = time.monotonic()
    with pytest.raises(ValueError, match="up"):
        processes.run(["/bin/bash", "-c", line], box=place.box(kind), on_output=fail, clocks=LONG)
    assert time.monotonic() - began < 30, "it was not waited for until its end"
    assert alive(mark) == []


WORKER = """
import sys
from pathlib import Path
from jigsmith.engines.sandbox import processes
from jigsmith.engines.sandbox.records import Box
clone = Path(sys.argv[2])
box = Box(kind=sys.argv[1], work=clone, writable=(clone,), environment={"PATH": "/usr/bin:/bin"})
processes.run(["/bin/bash", "-c", sys.argv[3]], box=box, on_output=lambda stream, line: print(line, flush=True))
"""


def test_it_ends_when_the_worker_is_killed(place: attempts.Place, kind: Kind, daemon: str, mark: str):
    child = f"python3 -c 'import time; time.sleep(300)' {mark} &"
    line = f"{daemon}; {child} while [ ! -e daemon ]; do sleep 0.05; done; echo up; wait"
    words = [sys.executable, "-c", textwrap.dedent(WORKER), kind, str(place.clone), line]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as worker:
        try:
            assert worker.stdout
            assert worker.stdout.readline()
            until = time.monotonic() + 10
            while len(alive(mark)) < 2 and time.monotonic() < until:  # the second may still be what started it
                time.sleep(0.05)
            assert len(alive(mark)) >= 2
        finally:
            worker.kill()
            worker.wait()
    until = time.monotonic() + 10
    while alive(mark) and time.monotonic() < until:
        time.sleep(0.05)
    assert alive(mark) == []


@pytest.mark.parametrize("kind", ["landlock", "none"])
def test_it_ends_when_its_guard_is_killed(place: attempts.Place, kind: Kind, daemon: str, mark: str):
    def kill_guard() -> bool:
        if (place.clone / "daemon").exists():
            for number in tree.below(os.getpid()):
                words = Path(f"/proc/{number}/cmdline").read_bytes()
                if b"guard.main()" in words and str(place.clone).encode() in words:
                    os.kill(number, signal.SIGKILL)
        return False

    command = ["/bin/bash", "-c", f": {place.clone}; {daemon}; sleep 60"]
    ended = processes.run(command, box=place.box(kind), on_output=lambda *_: None, cancelled=kill_guard, clocks=LONG)
    assert ended.why == "killed"
    assert alive(mark) == []


def test_who_prints_too_much_is_ended(run: Run):
    said = run("yes", box={"limits": Limits(output=1_000_000)})
    assert (said.ended.why, said.ended.detail) == ("limit", "output")
    assert sum(len(line) for _, line in said.lines) <= 1_000_000


def test_a_line_that_is_too_long_is_cut(run: Run):
    said = run("head -c 300000 /dev/zero | tr '\\0' x; echo; echo next", box={"limits": Limits(line=1_000)})
    assert [len(line) for _, line in said.lines] == [1_000, 5]


def test_one_process_cannot_fill_the_memory(run: Run):
    said = run("python3 -c 'x = bytearray(600_000_000)'", box={"limits": Limits(memory=400 << 20)})
    assert said.ended.code == 1
    assert "MemoryError" in said.text("stderr")


def test_nor_can_many(run: Run):
    one = "python3 -c 'import time; x = bytearray(100_000_000); time.sleep(30)' &"
    said = run(f"{one * 5} wait", box={"limits": Limits(memory=300 << 20)})
    assert (said.ended.why, said.ended.detail) == ("limit", "memory")
    assert said.ended.memory > 300 << 20
    assert said.ended.seconds < 25


def test_a_bomb_of_processes_is_ended(run: Run, mark: str):
    # It would go on to 400, and no further: should the limit not hold, the machine does not suffer.
    line = f"for i in $(seq 400); do python3 -c 'import time; time.sleep(60)' {mark} & done; wait"
    said = run(line, box={"limits": Limits(processes=40)})
    assert said.ended.why == "limit" or "fork" in said.text("stderr")
    assert alive(mark) == []


def test_a_file_cannot_grow_for_ever(run: Run, place: attempts.Place):
    said = run("head -c 3000000 /dev/zero > big", box={"limits": Limits(file_size=1_000_000)})
    assert said.ended.code != 0
    assert (place.clone / "big").stat().st_size == 1_000_000


def test_many_can_run_at_once(place: attempts.Place, kind: Kind):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda n: run_in(place.box(kind), "/bin/sh", "-c", f"echo {n}; exit {n}"), range(16)))
    assert [one.ended.code for one in said] == list(range(16))
    assert [one.text() for one in said] == [f"{n}\n" for n in range(16)]


def test_no_file_stays_open(run: Run):
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        run("exit 0")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_a_program_needs_is_found_where_npm_puts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    package = tmp_path / "lib" / "node_modules"
    (package / "tool" / "bin").mkdir(parents=True)
    program = package / "tool" / "bin" / "tool"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "tool").symlink_to(program)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert system.needs("tool") == (tmp_path / "bin" / "tool", package)
    assert system.needs("sh") == ()
    for folder in (tmp_path / "me" / "bin", tmp_path / "me" / ".local" / "bin"):
        monkeypatch.setenv("HOME", str(tmp_path / "me"))
        monkeypatch.setenv("PATH", str(folder))
        folder.mkdir(parents=True)
        shutil.copy(program, folder / "tool")
        assert system.needs("tool") == (folder / "tool",), "not the home around it"
    assert system.needs("no-such-program") == ()
