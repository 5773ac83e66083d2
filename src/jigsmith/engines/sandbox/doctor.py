"""Which boxes work on this machine. Each is tried: that a program is here does not say what the system allows."""

import tempfile
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.sandbox import boxes, processes, system
from jigsmith.engines.sandbox.inside import landlock
from jigsmith.engines.sandbox.records import Box, Clocks, Kind, Limits, Tried

PROBE = """
echo x > inside || exit 3
echo x 2> /dev/null > "$1/outside" && exit 4
cat "$1/secret" 2> /dev/null && exit 5
exit 0
"""
MEANINGS = {
    3: "it could not write where it may",
    4: "it could write where it may not",
    5: "it could read what it may not",
}
LIMITED = "how much memory and how many processes are used is looked at twice a second, and held"
FILES = "it reads the system and what it is given, and writes nothing but its clone and its home"
SECONDS = 20.0
BWRAP_MISSING = "Install it: apt-get install bubblewrap (Debian, Ubuntu), dnf install bubblewrap (Fedora)."
BWRAP_FORBIDDEN = (
    "User namespaces are forbidden here. Debian: sysctl kernel.unprivileged_userns_clone=1. Ubuntu 24.04: an AppArmor "
    "profile for bwrap that allows userns. Docker: --security-opt seccomp=unconfined, or run as root."
)


def available() -> list[Tried]:
    """Try each kind of box, and return what came of it, the best first."""
    return [bwrap(), with_landlock(), NONE]


def best(tried: list[Tried]) -> Kind | None:
    """Return the best kind that works; None: nothing does but "none", and that is for a person to choose."""
    return next((one.kind for one in tried if one.works and one.kind != "none"), None)


def bwrap() -> Tried:
    """Try bubblewrap."""
    try:
        version = ".".join(map(str, boxes.bwrap_version()))
    except errors.BoxUnavailable as error:
        return Tried(kind="bwrap", works=False, problem=error.what, do=BWRAP_MISSING)
    problem = probe("bwrap")
    if problem:
        return Tried(kind="bwrap", works=False, version=version, problem=problem, do=BWRAP_FORBIDDEN)
    promises = (
        FILES,
        "it has a network of its own, in which there is nothing but the way to its model",
        "it sees no process but its own, and all of them end with it",
        LIMITED,
    )
    return Tried(kind="bwrap", works=True, version=version, promises=promises)


def with_landlock() -> Tried:
    """Try Landlock."""
    version = landlock.version()
    if not version:
        do = "It needs Linux 5.13, and `landlock` among the `lsm=` of the kernel's command line."
        return Tried(kind="landlock", works=False, problem="this kernel has no Landlock", do=do)
    problem = probe("landlock")
    if problem:
        return Tried(kind="landlock", works=False, version=str(version), problem=problem)
    ports = "over TCP it connects to the port of its model alone"
    signals = "it sends signals to its own processes alone"
    promises = (FILES, *([ports] if version >= 4 else []), *([signals] if version >= 6 else []), LIMITED)
    lacks = (
        *([] if version >= 4 else ["the whole network is open to it (ports need Linux 6.7)"]),
        *([] if version >= 6 else ["it can signal processes of the same user (that needs Linux 6.12)"]),
        "UDP, and unix sockets that have a path, are open to it",
        "it sees what processes run on the machine, and runs as the same user",
    )
    return Tried(kind="landlock", works=True, version=str(version), promises=promises, lacks=lacks)


NONE = Tried(
    kind="none",
    works=True,
    promises=("its processes end with it", LIMITED),
    lacks=("it may do whatever you may: read your files and keys, write anywhere, use the network",),
    do="Choose it only where something else is the box, such as a virtual machine.",
)


def probe(kind: Kind) -> str:
    """Return what is wrong with a kind of box; empty: nothing was found."""
    with tempfile.TemporaryDirectory(prefix="jig-") as folder:
        inside, outside = Path(folder, "box"), Path(folder, "not")
        for path in (inside, outside):
            path.mkdir()
        (outside / "secret").write_text("secret\n")
        box = Box(
            kind=kind,
            work=inside,
            writable=(inside,),
            environment={"PATH": system.PATH},
            limits=Limits(temporary=1 << 20),
        )
        said = bytearray()
        try:
            ended = processes.run(
                ["/bin/sh", "-c", PROBE, "sh", str(outside)],
                box=box,
                on_output=lambda _, line: said.extend(line),
                clocks=Clocks(wall=SECONDS),
            )
        except (errors.BoxUnavailable, OSError) as error:
            return str(error)
        if ended.why != "exited":
            return f"the probe ended by {ended.why}"
        return MEANINGS.get(ended.code or 0) or (said.decode(errors="replace").strip() if ended.code else "")
