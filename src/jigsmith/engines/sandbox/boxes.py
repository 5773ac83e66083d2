"""What has to be started so that a command runs in its box."""

import contextlib
import functools
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from jigsmith.base import errors
from jigsmith.engines.sandbox import system
from jigsmith.engines.sandbox.inside import launch
from jigsmith.engines.sandbox.records import Box

MARK = "JIG_BOX"
"""A variable by which processes of a box without a namespace are known, should even their guard be killed."""
SOCKET = "/run/jig.sock"
NEWEST_KNOWN = (0, 8)
BOOT = "import sys; sys.path.insert(0, sys.argv.pop(1)); from jigsmith.engines.sandbox.inside import {0}; {0}.main()"
PASSWD = "root:x:0:0::/root:/usr/sbin/nologin\nagent:x:1000:1000::/home/agent:/bin/sh\n"
GROUP = "root:x:0:\nagent:x:1000:\n"
HOSTS = "127.0.0.1 localhost\n::1 localhost\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """What to start, with which files open."""

    command: tuple[str, ...]
    environment: dict[str, str]
    pass_on: tuple[int, ...]
    report: int
    """Where the box says which process it is, in its first number."""
    life: int
    """What breaks when this process dies."""
    mark: str = ""
    """The value of MARK, where there is one."""


@contextlib.contextmanager
def wrapped(command: Sequence[str], box: Box) -> Iterator[Wrapped]:
    """Open what the box of a command needs. Raises BoxUnavailable."""
    with contextlib.ExitStack() as opened:
        report, told = _pipe(opened)
        life, alive = _pipe(opened)
        if box.kind == "bwrap":
            options = _options(box, info=told, texts=opened)
            listed = _text("\0".join(words(options)) + "\0", opened)
            inner = _launched("launch", _specified(command, box, SOCKET if box.socket else None))
            keep = [number for option in options if isinstance(number := option, int)]
            yield Wrapped(
                command=(_bwrap(), "--args", str(listed), "--", *inner),
                environment=dict(box.environment),
                pass_on=(listed, *keep),
                report=report,
                life=alive,
            )
        else:
            mark = uuid4().hex
            yield Wrapped(
                command=_launched("guard", _guarded(command, box, report=told, life=life)),
                environment=dict(box.environment) | {MARK: mark},
                pass_on=(told, life),
                report=report,
                life=alive,
                mark=mark,
            )


def words(options: Sequence[str | int]) -> list[str]:
    """Return options as text; an option that is a number is a file that stays open."""
    return [str(option) for option in options]


def mounts(box: Box) -> list[tuple[str, Path]]:
    """Return what of the file system is in a bwrap box, as option and path, folders before what is in them."""
    program, needed = system.python()
    inner = [path for path in (program, *needed, system.source() / "jigsmith") if not system.shown(path)]
    found: dict[Path, str] = dict.fromkeys(system.etc(network=box.network), "--ro-bind")
    found |= dict.fromkeys(inner, "--ro-bind-try")
    found |= dict.fromkeys(box.readable, "--ro-bind")
    found |= dict.fromkeys(box.writable, "--bind")
    return sorted(((option, path) for path, option in found.items()), key=lambda item: len(item[1].parts))


def _options(box: Box, *, info: int, texts: contextlib.ExitStack) -> list[str | int]:
    """Return the options of bwrap for a box."""
    options: list[str | int] = ["--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000"]
    options += ["--hostname", "jig", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--info-fd", info]
    options += ["--share-net"] if box.network else []
    options += ["--disable-userns"] if bwrap_version() >= NEWEST_KNOWN else []
    for path in system.programs():
        options += ["--symlink", os.readlink(path), str(path)] if path.is_symlink() else _bind("--ro-bind", path)
    options += ["--proc", "/proc", "--dev", "/dev"]
    for path in ("/dev/shm", "/tmp"):  # noqa: S108 - those of the box, in its own memory
        options += ["--size", str(box.limits.temporary), "--tmpfs", path]
    for option, path in mounts(box):
        options += _bind(option, path)
    options += ["--bind", str(box.socket), SOCKET] if box.socket else []
    given = {"passwd": PASSWD, "group": GROUP} | ({} if box.network else {"hosts": HOSTS})
    for name, text in given.items():
        options += ["--ro-bind-data", _text(text, texts), f"/etc/{name}"]
    # What is left of the box itself is memory of the machine: nobody shall fill it.
    return [*options, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(box.work)]


def _bind(option: str, path: Path) -> list[str | int]:
    return [option, str(path), str(path)]


def _specified(command: Sequence[str], box: Box, socket: str | None) -> str:
    """Return what the launcher reads."""
    return launch.specification(
        command=list(command), limits=_limits(box), names=list(box.environment), socket=socket, port=box.port
    )


def _guarded(command: Sequence[str], box: Box, *, report: int, life: int) -> str:
    """Return what the guard reads."""
    rights = None
    if box.kind == "landlock":
        program, needed = system.python()
        read = [*system.programs(), *system.etc(network=True), Path("/etc/passwd"), Path("/etc/group"), Path("/proc")]
        read += [program, *needed, *box.readable]
        devices = [f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "fd")]
        rights = {
            "read": [str(path) for path in read],
            "write": [str(path) for path in box.writable] + devices,
            "port": None if box.network else box.port,
        }
    return launch.specification(
        command=list(command),
        limits=_limits(box),
        names=[*box.environment, MARK],
        landlock=rights,
        report=report,
        life=life,
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


def _pipe(opened: contextlib.ExitStack) -> tuple[int, int]:
    """Return both ends of a pipe that are closed in the end."""
    ends = os.pipe()
    for end in ends:
        opened.callback(_close, end)
    return ends


def _text(text: str, opened: contextlib.ExitStack) -> int:
    """Return an open file that holds a text and has no name."""
    file = os.memfd_create("jig")
    opened.callback(_close, file)
    os.write(file, text.encode())
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _close(number: int) -> None:
    with contextlib.suppress(OSError):  # closed before, on purpose
        os.close(number)


def _bwrap() -> str:
    found = shutil.which("bwrap")
    if not found:
        raise errors.BoxUnavailable(
            "bubblewrap is not installed", do="Install it (Debian, Ubuntu: apt-get install bubblewrap), see `jig agents doctor`."
        )
    return found


@functools.cache
def bwrap_version() -> tuple[int, ...]:
    """Return the version of bubblewrap. Raises BoxUnavailable."""
    said = subprocess.run([_bwrap(), "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in said.split()[-1].split(".") if part.isdigit()) if said else (0,)
