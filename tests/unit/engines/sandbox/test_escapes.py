"""What a command that means harm can do from inside its box. "none" promises nothing, and these tests say so."""

import json
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests import attempts, programs
from tests.unit.engines.sandbox.conftest import Run, run_in

from jigsmith.base import git
from jigsmith.engines.sandbox import doctor
from jigsmith.engines.sandbox.inside import landlock
from jigsmith.engines.sandbox.records import Kind, Limits

assert landlock.version() >= 6, "these tests need Linux 6.12 or newer: older ones cannot promise what they ask for"
BOXED = pytest.mark.parametrize("kind", ["bwrap", "landlock"])
SECRET = "the secret of the host"


@contextmanager
def answering(family: int, address: Any) -> Iterator[list[bytes]]:
    """A service of the host; what connected said is in the list."""
    heard: list[bytes] = []
    with socket.socket(family) as listener:
        listener.bind(address)
        listener.listen()
        listener.settimeout(0.1)
        ends = threading.Event()

        def serve() -> None:
            while not ends.is_set():
                try:
                    client, _ = listener.accept()
                except TimeoutError:
                    continue
                with client:
                    client.settimeout(2)
                    heard.append(client.recv(100))
                    client.sendall(b"welcome")

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield heard
        finally:
            ends.set()
            thread.join()


CONNECT = """
import socket, sys
family, *address = sys.argv[1:]
with socket.socket(getattr(socket, family)) as connection:
    connection.settimeout(3)
    connection.connect((address[0], int(address[1])) if address[1:] else address[0].replace("@", "\\0"))
    connection.sendall(b"hello")
    print(connection.recv(100).decode())
"""


@pytest.fixture
def connecting(place: attempts.Place) -> Callable[..., str]:
    """Makes a shell's command line that connects, and prints what it hears; `@` begins an abstract name."""
    (place.clone / "connect.py").write_text(CONNECT)
    return lambda family, *address: f"python3 connect.py {family} {' '.join(map(str, address))}"


@BOXED
@pytest.mark.parametrize(
    "where", ["beside", "home", "/usr/local/planted", "/etc/planted", "/var/tmp/planted-by-a-test"]
)
def test_it_writes_nothing_outside(run: Run, place: attempts.Place, where: str):
    target = Path.home() / "planted-by-a-test" if where == "home" else place.main.parent / where
    run(f"echo x > '{target}'; ln -s '{target.parent}' away; echo x > away/{target.name}")
    assert not target.exists()


@BOXED
def test_it_deletes_nothing_outside(run: Run, place: attempts.Place):
    (place.main.parent / "kept").write_text("kept")
    run(f"rm -rf '{place.main.parent}/kept' '{place.main}' ; mv '{place.main}' gone")
    assert (place.main.parent / "kept").read_text() == "kept"
    assert (place.main / ".git" / "HEAD").exists()


@BOXED
def test_it_reads_neither_homes_nor_what_lies_beside_it(run: Run, place: attempts.Place):
    (place.main.parent / "secret").write_text(SECRET)
    homes = {Path.home(), Path("/root"), *Path("/home").glob("*")}
    readable = [path for home in homes if home.is_dir() for path in home.iterdir() if path.is_file()][:20]
    files = [place.main.parent / "secret", Path("/etc/shadow"), place.main / "README.md", *readable]
    said = run("cat README.md; " + "; ".join(f"cat '{path}'" for path in files))
    assert said.text() == "A project.\n"
    assert said.text("stderr").count("\n") == len(files)


@BOXED
def test_it_does_not_see_the_environment_of_the_host(run: Run, monkeypatch: pytest.MonkeyPatch):
    with subprocess.Popen(["sleep", "60"], env={"HOST_TOKEN": SECRET}) as other:
        try:
            said = run(f"cat /proc/{other.pid}/environ; cat /proc/*/environ; strings /proc/*/mem")
        finally:
            other.kill()
    assert SECRET not in said.text()


def test_only_bwrap_hides_processes(run: Run, kind: Kind):
    numbers = run("ls -d /proc/[0-9]* | wc -l").text()
    assert (int(numbers) < 10) == (kind == "bwrap")


@BOXED
def test_it_reaches_no_service_on_the_loopback_address(run: Run, connecting: Callable[..., str]):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with answering(socket.AF_INET, ("127.0.0.1", port)) as heard:
        line = connecting("AF_INET", "127.0.0.1", port)
        assert "welcome" not in run(line).text()
        assert heard == []
        allowed = run(line, box={"network": True})
        assert "welcome" in allowed.text(), "with the network that a job may ask for it does"


def test_only_without_a_box_it_reaches_an_abstract_socket(
    run: Run, kind: Kind, tmp_path: Path, connecting: Callable[..., str]
):
    name = f"jig-test-{os.getpid()}-{tmp_path.name}"
    with answering(socket.AF_UNIX, f"\0{name}") as heard:
        run(connecting("AF_UNIX", f"@{name}"))
        assert heard == ([b"hello"] if kind == "none" else [])


def test_in_bwrap_it_reaches_its_own_socket_alone(place: attempts.Place, connecting: Callable[..., str]):
    programs.bwrap()
    mine, other = place.home.parent / "mine.sock", place.home.parent / "other.sock"
    line = f"{connecting('AF_INET', '127.0.0.1', 8377)}; {connecting('AF_UNIX', other)}; ls /run"
    with answering(socket.AF_UNIX, str(mine)) as heard, answering(socket.AF_UNIX, str(other)) as unheard:
        said = run_in(place.box("bwrap", socket=mine), "/bin/bash", "-c", line)
    assert said.text() == "welcome\njig.sock\n"
    assert heard == [b"hello"]
    assert unheard == []


def test_in_bwrap_the_way_out_is_open_before_the_command_begins_and_carries_much(place: attempts.Place):
    programs.bwrap()
    path = place.home.parent / "echo.sock"
    size = 3_000_000

    def echo(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client:
            while piece := client.recv(65_536):
                client.sendall(piece)

    line = (
        "import socket, threading, sys; s = socket.create_connection(('127.0.0.1', 8377)); "
        f"t = threading.Thread(target=lambda: (s.sendall(b'x' * {size}), s.shutdown(socket.SHUT_WR))); t.start(); "
        "n = 0\nwhile p := s.recv(65536): n += len(p)\nprint(n)"
    )
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=echo, args=(listener,))
        thread.start()
        said = run_in(place.box("bwrap", socket=path), "python3", "-c", line)
        thread.join(10)
    assert said.text() == f"{size}\n"


@BOXED
def test_it_signals_nobody_outside(run: Run):
    with subprocess.Popen(["sleep", "60"]) as other:
        said = run(f"kill -9 {other.pid}; kill -9 $PPID; echo on")
        still_there = other.poll() is None
        other.kill()
    assert still_there
    assert said.text() == "on\n", "nor its guard"


@BOXED
def test_it_commits_in_its_clone_and_the_host_fetches_that_branch_alone(run: Run, place: attempts.Place):
    said = run(
        "echo new > new && git add new && git commit -qm New && git update-ref refs/heads/main HEAD && git tag v9"
    )
    assert said.ended.code == 0, said.text("stderr")
    before = attempts.git(place.main, "rev-parse", "main")
    attempts.git(place.main, "fetch", "-q", "--no-tags", str(place.clone), "+work:refs/heads/jig/1")
    assert attempts.git(place.main, "log", "-1", "--format=%s", "jig/1") == "New"
    assert attempts.git(place.main, "rev-parse", "main") == before
    assert attempts.git(place.main, "tag") == ""


@BOXED
def test_it_moves_no_ref_and_plants_no_hook_in_the_repository_of_the_host(run: Run, place: attempts.Place):
    before = {path: path.read_bytes() for path in (place.main / ".git").rglob("*") if path.is_file()}
    run(f"""
        cd '{place.main}' 2> /dev/null
        git --git-dir='{place.main}/.git' update-ref refs/heads/main {"0" * 40}
        git --git-dir='{place.main}/.git' config core.fsmonitor 'touch /tmp/owned'
        echo 'touch owned' > '{place.main}/.git/hooks/post-commit'
        rm -rf '{place.main}/.git/objects'; echo x > '{place.main}/.git/objects/x'
        git push origin HEAD:main
        git push --force '{place.main}' HEAD:refs/heads/main
    """)
    after = {path: path.read_bytes() for path in (place.main / ".git").rglob("*") if path.is_file()}
    assert after == before


@BOXED
def test_hooks_and_settings_that_it_plants_in_its_clone_do_not_run_on_the_host(
    run: Run, place: attempts.Place, tmp_path: Path
):
    owned = tmp_path / "owned"
    line = f"""
        echo new > new && git add new && git commit -qm New
        for hook in post-checkout reference-transaction post-update pre-receive update post-receive upload-pack; do
          printf '#!/bin/sh\\ntouch {owned}\\n' > .git/hooks/$hook; chmod +x .git/hooks/$hook
        done
        git config core.fsmonitor 'touch {owned}'
        git config uploadpack.packObjectsHook 'touch {owned}'
        git config core.sshCommand 'touch {owned}'
        git config diff.external 'touch {owned}'
        git config filter.x.smudge 'touch {owned}'
    """
    assert run(line).ended.code == 0
    for words in (["fetch", "-q", "--no-tags", str(place.clone), "+work:refs/heads/jig/1"], ["diff", "main", "jig/1"]):
        subprocess.run(
            [*git.WORDS, "-c", "safe.directory=*", "-C", str(place.main), *words],
            env=git.environment(), check=True, capture_output=True,
        )  # fmt: skip
    assert not owned.exists()


def test_memory_that_is_a_folder_is_bounded_in_bwrap(place: attempts.Place):
    programs.bwrap()
    line = "for f in /tmp/x /dev/shm/x /x /dev/x /run/x; do head -c 50000000 /dev/zero > $f; wc -c < $f; done"
    said = run_in(place.box("bwrap", limits=Limits(temporary=1 << 20)), "/bin/bash", "-c", line)
    assert [int(size) for size in said.text().split()] == [1 << 20, 1 << 20]


@BOXED
def test_it_has_no_rights_to_gain(run: Run, kind: Kind):
    said = run("grep -E 'CapEff|CapBnd|NoNewPrivs' /proc/self/status; unshare -U true && echo gained; id -u")
    values = said.text().split()
    assert int(values[1], 16) == 0
    assert values[5] == "1"
    if kind == "bwrap":
        assert int(values[3], 16) == 0
        assert values[6:] == ["1000"], "and no namespace of its own"


@pytest.mark.parametrize("kind", ["none"])
def test_without_a_box_all_of_that_works_and_is_said(run: Run, place: attempts.Place):
    outside = place.main.parent / "outside"
    run(f"echo x > '{outside}'")
    assert outside.read_text() == "x\n"
    assert "it may do whatever you may" in doctor.NONE.lacks[0]


ORDINARY = """
import json, sys
from pathlib import Path
from jigsmith.engines.sandbox import doctor, processes
from jigsmith.engines.sandbox.inside import landlock
from jigsmith.engines.sandbox.records import Box, Clocks
tried = doctor.available()
clone = Path(sys.argv[1])
lines = []
box = Box(kind="bwrap", work=clone, writable=(clone,), environment={"PATH": "/usr/bin:/bin"})
command = ["/bin/sh", "-c", "id -u; echo x > /usr/x; echo x > here; cat here; sleep 300 & setsid sleep 300 & exit 5"]
ended = processes.run(command, box=box, on_output=lambda s, l: lines.append(l.decode()), clocks=Clocks(wall=30))
print(json.dumps([{one.kind: one.problem for one in tried}, ended.code, "".join(lines)]))
"""


def test_as_an_ordinary_user_the_boxes_work_as_well(tmp_path_factory: pytest.TempPathFactory):
    programs.bwrap()
    with programs.as_ordinary_user() as ordinary:
        done = subprocess.run(
            [ordinary.python, "-c", ORDINARY, str(ordinary.folder)],
            capture_output=True, text=True, check=False, user=ordinary.user, group=ordinary.user, extra_groups=[],
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ordinary.source)}, cwd=ordinary.folder,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    tried, code, said = json.loads(done.stdout)
    assert tried == {"bwrap": "", "landlock": "", "none": ""}
    assert code == 5
    assert "1000\n" in said
    assert "x\n" in said
