"""Processes and their children, from /proc. Where there is no /proc, nobody is found."""

import contextlib
import os
import signal
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
PATIENCE = 10.0  # seconds in which to end them all


def parents() -> dict[int, int]:
    """Return the parent of each process of the machine, those that have ended and wait for it left out."""
    found = {}
    for number in _numbers():
        with contextlib.suppress(OSError), open(f"/proc/{number}/stat", "rb") as stat:  # noqa: PTH123 - start-up time
            # The name of a program may hold anything, also brackets: what follows the last one counts.
            state, parent = stat.read().rpartition(b")")[2].split()[:2]
            if state not in (b"Z", b"X"):
                found[number] = int(parent)
    return found


def below(root: int) -> list[int]:
    """Return all that descend from a process, children before grandchildren."""
    children: dict[int, list[int]] = {}
    for number, parent in parents().items():
        children.setdefault(parent, []).append(number)
    found, waiting = [], [root]
    while waiting:
        born = children.get(waiting.pop(), [])
        found += born
        waiting += born
    return found


def marked(name: str, value: str) -> list[int]:
    """Return the processes of this user that have a variable of that value in their environment."""
    wanted = f"{name}={value}".encode()
    found = []
    for number in _numbers():
        with contextlib.suppress(OSError), open(f"/proc/{number}/environ", "rb") as environ:  # noqa: PTH123 - the same
            if wanted in environ.read().split(b"\0"):
                found.append(number)
    return found


def is_second(number: int) -> bool:
    """Whether a process is the second one of its own namespace: what the first one was there to start."""
    with contextlib.suppress(OSError), open(f"/proc/{number}/status", "rb") as status:  # noqa: PTH123 - the same
        return any(line.split()[-1] == b"2" for line in status if line.startswith(b"NSpid:"))
    return False


def resident(numbers: list[int]) -> int:
    """Return the bytes that processes have in memory together; what they share is counted once for each."""
    total = 0
    for number in numbers:
        with contextlib.suppress(OSError, IndexError), open(f"/proc/{number}/statm", "rb") as statm:  # noqa: PTH123
            total += int(statm.read().split()[1]) * PAGE
    return total


def end_below(root: int) -> None:
    """End all that descend from this very process: first all are stopped, so that none starts another meanwhile."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        there = below(root)
        reap(None)
        if not there:
            return
        end(there)
        time.sleep(0.01)


def end(numbers: list[int]) -> None:
    """Stop, then kill processes, without waiting for them."""
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for process in numbers:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)


def reap(wanted: int | None) -> int | None:
    """Take in all children that have ended. Return how `wanted` did, 128 + n for signal n; None: it has not."""
    code = None
    with contextlib.suppress(ChildProcessError):
        while True:
            number, status = os.waitpid(-1, os.WNOHANG)
            if not number:
                break
            if number == wanted:
                ended = os.waitstatus_to_exitcode(status)
                code = ended if ended >= 0 else 128 - ended
    return code


def _numbers() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - start-up time
    except OSError:
        return []
