"""What of a machine a box shows: programs and libraries, and of /etc only what they need to work."""

import functools
import shutil
import sys
from pathlib import Path

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PROGRAMS = ("/usr", "/opt", "/nix/store")
ROOTS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")  # links into /usr on most systems
NEEDED = (
    "alternatives", "ca-certificates*", "crypto-policies", "debian_version", "fonts", "java-*", "ld.so.*", "localtime",
    "mime.types", "nsswitch.conf", "os-release", "perl", "pki", "protocols", "python3*", "services", "ssl", "timezone",
)  # fmt: skip
NETWORK = ("resolv.conf", "hosts", "host.conf", "gai.conf")


def etc(*, network: bool) -> list[Path]:
    """Return what of /etc is shown. Not: passwd, shadow, settings of git, npm and pip, which may hold credentials."""
    names = (*NEEDED, *NETWORK) if network else NEEDED
    return sorted(path for name in names for path in Path("/etc").glob(name) if path.exists())


def programs() -> list[Path]:
    """Return the folders of programs and libraries that every box shows, read-only."""
    return [path for name in (*PROGRAMS, *ROOTS) if (path := Path(name)).exists()]


@functools.cache
def python() -> tuple[Path, tuple[Path, ...]]:
    """Return the interpreter that runs this without its virtual environment, and the folders it needs."""
    program = Path(sys.executable).resolve()
    return program, tuple({Path(sys.base_prefix).resolve(), Path(sys.base_exec_prefix).resolve()})


@functools.cache
def source() -> Path:
    """Return the folder that holds the package `jigsmith`."""
    return Path(__file__).resolve().parents[3]


def shown(path: Path) -> bool:
    """Whether a path is one that every box shows."""
    return any(path.is_relative_to(folder) for folder in programs())


def needs(program: str) -> tuple[Path, ...]:
    """Return what has to be readable for a program to run that lies in nobody's system folder, such as one that npm
    put into a home: the link that leads to it, and the package it is part of. Empty for one that is not found.
    """
    found = shutil.which(program)
    if not found:
        return ()
    link, real = Path(found), Path(found).resolve()
    needed = [path for path in (link, _package(real)) if not shown(path)]
    return tuple(dict.fromkeys(needed))


def _package(program: Path) -> Path:
    """Return the outermost node_modules that a program is in, or its folder (`bin` with what is beside it), no home."""
    for folder in reversed(program.parents):
        if folder.name == "node_modules":
            return folder
    folder = program.parent.parent if program.parent.name == "bin" else program.parent
    # ~/bin and ~/.local/bin are beside what nobody else shall read.
    is_private = Path.home().is_relative_to(folder) or folder == Path.home() / ".local"
    return program if is_private else folder
