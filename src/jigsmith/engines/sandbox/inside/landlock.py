"""Landlock: a process gives up rights for itself and all it will start. Needs Linux 5.13; ports need 6.7, scopes 6.12.

Source: https://docs.kernel.org/userspace-api/landlock.html and include/uapi/linux/landlock.h. There is no library of
that kind on Debian, and the three calls are small. Their numbers are the same on all architectures.
"""

import ctypes
import os
import struct
from collections.abc import Iterable

CREATE, ADD, RESTRICT = 444, 445, 446  # system calls
ASK_VERSION = 1
BENEATH, PORT = 1, 2  # kinds of rules
NO_NEW_PRIVILEGES, DROP_CAPABILITY = 38, 24

EXECUTE, WRITE, READ, READ_FOLDER = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, DEVICE = 1 << 14, 1 << 15
ALL_OF_FIRST = (1 << 13) - 1  # what the first version knows
REFER = 1 << 13
READING = EXECUTE | READ | READ_FOLDER
OF_FILES = EXECUTE | WRITE | READ | TRUNCATE | DEVICE
BIND, CONNECT = 1 << 0, 1 << 1
ABSTRACT_SOCKETS, SIGNALS = 1 << 0, 1 << 1


class Unavailable(OSError):
    """This kernel has no Landlock, or it is turned off."""


def version() -> int:
    """Return which version of Landlock the kernel has; 0: none."""
    return max(0, _call(CREATE, None, 0, ASK_VERSION))


def restrict(*, read: Iterable[str], write: Iterable[str], port: int | None) -> None:
    """Leave this process, its children for ever, the right to read and run what is below `read`, to do all below
    `write`, and to connect over TCP to `port` alone (None: anywhere). Paths that are not there are left out. Signals
    reach nobody outside, where the kernel can tell. Raises Unavailable, OSError.
    """
    have = version()
    if not have:
        raise Unavailable("there is no Landlock here")
    files = _file_rights(have)
    network = BIND | CONNECT if have >= 4 and port is not None else 0
    scopes = ABSTRACT_SOCKETS | SIGNALS if have >= 6 else 0
    attributes = struct.pack("QQQ", files, network, scopes)[: 8 if have < 4 else 16 if have < 6 else 24]
    rules = _checked(_call(CREATE, attributes, len(attributes), 0))
    try:
        for path in read:
            _allow(rules, path, READING & files)
        for path in write:
            _allow(rules, path, files)
        if network and port is not None:
            _checked(_call(ADD, rules, PORT, struct.pack("QQ", CONNECT, port), 0))
        _drop_capabilities()
        _checked(_prctl(NO_NEW_PRIVILEGES, 1))
        _checked(_call(RESTRICT, rules, 0))
    finally:
        os.close(rules)


def _drop_capabilities() -> None:
    """Let what is run from here have no capability. Root has them all, and one of them, CAP_PERFMON, reads the memory
    and the environment of others in spite of Landlock. Who is not root has none to drop.
    """
    number = 0
    while _prctl(DROP_CAPABILITY, number) == 0:
        number += 1


def _prctl(what: int, value: int) -> int:
    answer: int = ctypes.CDLL(None, use_errno=True).prctl(what, value, 0, 0, 0)
    return answer


def _file_rights(have: int) -> int:
    """Return what this version can forbid about files."""
    newer = ((2, REFER), (3, TRUNCATE), (5, DEVICE))
    return ALL_OF_FIRST | sum(right for since, right in newer if have >= since)


def _allow(rules: int, path: str, rights: int) -> None:
    """Add the rule of a path, if it is there; a file has fewer rights than a folder."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        allowed = rights if os.path.isdir(path) else rights & OF_FILES  # noqa: PTH112 - pathlib is slow to import
        _checked(_call(ADD, rules, BENEATH, struct.pack("=Qi", allowed, opened), 0))
    finally:
        os.close(opened)


def _call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call; -1 where it fails."""
    answer: int = ctypes.CDLL(None, use_errno=True).syscall(
        ctypes.c_long(number), *(ctypes.c_long(value) if isinstance(value, int) else value for value in arguments)
    )
    return answer


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
