"""What has to be started so that a command runs in its box."""

import contextlib
import functools
import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from jigsmith.base import errors
from jigsmith.engines.sandbox import system
from jigsmith.engines.sandbox.inside import launch
from jigsmith.engines.sandbox.records import Box

READY = launch.READY
MARK = "JIG_BOX"
"""A variable by which processes of a box without a namespace are known, should even their guard be killed."""
ADDED = {"GIT_CONFIG_NOSYSTEM": "1"}
"""Landlock: git gives up where it may not read what it would not find in another box."""
SOCKET = "/run/jig.sock"
BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from jigsmith.engines.sandbox.inside import {0}; {0}.main()"
USERS = "root:x:0:0::/root:/usr/sbin/nologin\nagent:x:1000:1000::/home/agent:/bin/sh\n"
GROUPS = "root:x:0:\nagent:x:1000:\n"
RESOLVER = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"
"""Nobody answers in a box without a network. Programs with musl, such as Codex, would ask for five seconds."""
HOSTS = "127.0.0.1 localhost\n::1 localhost\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """What to start, with which files open."""

    command: tuple[str, ...]
    environment: dict[str, str]
    pass_on: tuple[io.FileIO, ...]
    """Files that only the box needs: to be closed here once it is started."""
    report: io.FileIO
    """Where the box says which process it is, in its first number."""
    life: io.FileIO
    """What breaks when this process dies, or closes it."""
    mark: str = ""
    """The value of MARK, where there is one."""


@contextlib.contextmanager
def wrapped(command: Sequence[str], box: Box) -> Iterator[Wrapped]:
    """Open what the box of a command needs. Raises BoxUnavailable."""
    with contextlib.ExitStack() as opened:
        report, told = _pipe(opened)
        life, alive = _pipe(opened)
        if box.kind == "bwrap":
            texts = [_text(text, opened) for text in (USERS, GROUPS, HOSTS, RESOLVER)]
            options = _options(box, info=told, texts=texts)
            listed = _text("\0".join(options) + "\0", opened)
            ready = opened.enter_context(io.FileIO(os.dup(told.fileno()), "w"))  # bwrap closes the other one
            inner = _launched("launch", _specified(command, box, report=ready))
            yield Wrapped(
                command=(_bwrap(), "--args", str(listed.fileno()), "--", *inner),
                environment=dict(box.environment),
                pass_on=(listed, told, ready, *texts),
                report=report,
                life=alive,
            )
        else:
            mark = uuid4().hex
            added = {MARK: mark} | (ADDED if box.kind == "landlock" else {})
            yield Wrapped(
                command=_launched("guard", _guarded(command, box, added, report=told, life=life)),
                environment=dict(box.environment) | added,
                pass_on=(told, life),
                report=report,
                life=alive,
                mark=mark,
            )


def mounts(box: Box) -> list[tuple[str, Path]]:
    """Return what of the file system is in a bwrap box, as option and path, folders before what is in them."""
    program, needed = system.python()
    inner = [path for path in (program, *needed, system.source() / "jigsmith") if not system.shown(path)]
    found: dict[Path, str] = dict.fromkeys(system.etc(network=box.network), "--ro-bind")
    found |= dict.fromkeys(inner, "--ro-bind-try")
    found |= dict.fromkeys(box.readable, "--ro-bind")
    found |= dict.fromkeys(box.writable, "--bind")
    return sorted(((option, path) for path, option in found.items()), key=lambda item: len(item[1].parts))


def _options(box: Box, *, info: io.FileIO, texts: Sequence[io.FileIO]) -> list[str]:
    """Return the options of bwrap for a box."""
    options = ["--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--hostname", "jig"]
    options += ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--info-fd", str(info.fileno())]
    options += ["--share-net"] if box.network else []
    options += ["--disable-userns"] if bwrap_version() >= (0, 8) else []
    for path in system.programs():
        options += ["--symlink", str(path.readlink()), str(path)] if path.is_symlink() else _bind("--ro-bind", path)
    options += ["--proc", "/proc", "--dev", "/dev"]
    for name in ("/dev/shm", "/tmp"):  # noqa: S108 - those of the box, in its own memory
        options += ["--size", str(box.limits.temporary), "--tmpfs", name]
    for option, path in mounts(box):
        options += _bind(option, path)
    options += ["--bind", str(box.socket), SOCKET] if box.socket else []
    for name, text in zip(("passwd", "group", "hosts", "resolv.conf"), texts[: 2 if box.network else 4], strict=False):
        options += ["--ro-bind-data", str(text.fileno()), f"/etc/{name}"]
    # What is left of the box itself is memory of the machine: nobody shall fill it.
    return [*options, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(box.work)]


def _bind(option: str, path: Path) -> list[str]:
    return [option, str(path), str(path)]


def _specified(command: Sequence[str], box: Box, *, report: io.FileIO) -> str:
    """Return what the launcher reads."""
    return launch.specification(
        command=list(command),
        limits=_limits(box),
        names=list(box.environment),
        report=report.fileno(),
        socket=SOCKET if box.socket else None,
        port=box.port,
    )


def _guarded(command: Sequence[str], box: Box, added: Iterable[str], *, report: io.FileIO, life: io.FileIO) -> str:
    """Return what the guard reads."""
    rights = None
    if box.kind == "landlock":
        program, needed = system.python()
        read = [*system.programs(), *system.etc(network=True), Path("/etc/passwd"), Path("/etc/group"), Path("/proc")]
        read += [program, *needed, *box.readable]
        devices = [f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts")]
        rights = {
            "read": [str(path) for path in read],
            "write": [str(path) for path in box.writable] + devices,
            "port": None if box.network else box.port,
        }
    return launch.specification(
        command=list(command),
        limits=_limits(box),
        names=[*box.environment, *added],
        landlock=rights,
        report=report.fileno(),
        life=life.fileno(),
    )


def _limits(box: Box) -> dict[str, int]:
    """Return the limits that the kernel holds for each process."""
    limits = box.limits
    named = {"memory": limits.memory, "file_size": limits.file_size, "open_files": limits.open_files, "core": 0}
    if box.kind == "bwrap":  # elsewhere this limit counts all that the user runs on the machine
        named["processes"] = limits.processes
    return {name: amount for name, amount in named.items() if amount is not None}


def _launched(module: str, specification: str) -> tuple[str, ...]:
    """Return the command that runs a module of `inside` by its `main`."""
    program, _ = system.python()
    return (str(program), "-I", "-S", "-c", BOOT.format(module), str(system.source()), specification)


def _pipe(opened: contextlib.ExitStack) -> tuple[io.FileIO, io.FileIO]:
    """Return the end to read and the end to write of a pipe; both are closed in the end."""
    reader, writer = os.pipe()
    return opened.enter_context(io.FileIO(reader, "r")), opened.enter_context(io.FileIO(writer, "w"))


def _text(text: str, opened: contextlib.ExitStack) -> io.FileIO:
    """Return an open file that holds a text and has no name."""
    file = opened.enter_context(io.FileIO(os.memfd_create("jig"), "r+"))
    file.write(text.encode())
    file.seek(0)
    return file


def _bwrap() -> str:
    found = shutil.which("bwrap")
    if not found:
        raise errors.BoxUnavailable(
            "bubblewrap is not installed",
            do="Install it (Debian: apt-get install bubblewrap).",
        )
    return found


@functools.cache
def bwrap_version() -> tuple[int, ...]:
    """Return the version of bubblewrap. Raises BoxUnavailable."""
    said = subprocess.run([_bwrap(), "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in said.split()[-1].split(".") if part.isdigit()) if said else (0,)
