"""Stands between jigsmith and a command without a process namespace: nothing outlives either of them.

Whatever the command starts becomes a child of the guard when its own parent ends, whatever its session. When the
command has ended, or jigsmith has (the pipe to it breaks), the guard ends them all, and then itself.
"""

import ctypes
import json
import os
import select
import signal
import sys
from typing import Any, NoReturn

from jigsmith.engines.sandbox.inside import landlock, launch, tree

CHILD_SUBREAPER = 36
TICK = 1_000  # milliseconds


def main() -> NoReturn:
    """Run the command of the specification that is the only argument, and end as it did: 128 + n for signal n."""
    spec = json.loads(sys.argv[1])
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    waker, woken = _wake_on_child()
    child = os.fork()
    if not child:
        _become(spec)
    os.write(spec["report"], b"%d\n" % child)
    os.close(spec["report"])
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # the streams end when the command's own do
        os.dup2(null, stream)
    status = _watch(child, life=spec["life"], woken=woken)
    tree.end_below(os.getpid())
    os.close(waker)
    os._exit(status)


def _become(spec: dict[str, Any]) -> NoReturn:
    """Turn into the command, with fewer rights."""
    os.setsid()
    os.close(spec["life"])
    if spec["landlock"] is not None:
        try:
            landlock.restrict(**spec["landlock"])
        except OSError as error:
            launch.fail(launch.FAILED, f"Landlock: {error}")
    launch.become(spec["command"], limits=spec["limits"], names=spec["names"], report=spec["report"])


def _wake_on_child() -> tuple[int, int]:
    """Return a pipe that has something to read when a child ended."""
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    return waker, woken


def _watch(child: int, *, life: int, woken: int) -> int:
    """Wait until the command has ended, or jigsmith has. Return the exit code."""
    watched = select.poll()
    watched.register(life, select.POLLIN | select.POLLHUP)
    watched.register(woken, select.POLLIN)
    while True:
        ready = [number for number, _ in watched.poll(TICK)]
        if woken in ready:
            os.read(woken, 4_096)
        ended = tree.reap(child)
        if ended is not None:
            return ended
        if life in ready:
            return 128 + signal.SIGKILL


if __name__ == "__main__":
    main()
