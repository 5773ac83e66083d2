"""Locking: one run at a time in a project, and signals that wait until a step is through."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from jigsmith.base import errors

if sys.platform != "win32":
    import fcntl

WITHIN = "JIG_WITHIN"
"""Set for the commands of a run: they may generate in the same project without waiting for it to end."""
WAIT_SECONDS = 10.0
_PATIENCE = 0.2
"""Seconds for which nobody is told of waiting: most runs are through by then."""
_held = threading.local()


def within(root: Path) -> bool:
    """Whether this is a command of a run that writes into the project right now."""
    return os.environ.get(WITHIN) == str(root)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """The block without another one in the same project at the same time; WouldOverwrite when that takes too long.

    The lock is on the folder itself, so that it leaves nothing behind. Where there are no locks, there is no waiting.
    That it waits is said on stderr: whoever looks at a command that stands still wants to know why.
    Who has it already, in the same thread, has it.
    """
    held: set[str] = _held.__dict__.setdefault("roots", set())
    if sys.platform == "win32" or within(root) or str(root) in held:
        yield
        return
    try:
        descriptor = os.open(root, os.O_RDONLY)
    except OSError as error:
        raise errors.WriteFailed(f"cannot be opened: {error.strerror}", where=str(root)) from error
    try:
        _wait_for(descriptor, root)
        held.add(str(root))
        yield
    finally:
        held.discard(str(root))
        os.close(descriptor)


def _wait_for(descriptor: int, root: Path) -> None:
    began, told = time.monotonic(), False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            waited = time.monotonic() - began
            if waited > WAIT_SECONDS:
                do = f"Nothing was written. It was waited for {WAIT_SECONDS:g} s; run this again when it is through."
                raise errors.WouldOverwrite("another run writes into this project", where=str(root), do=do) from error
            if waited > _PATIENCE and not told:
                told = True
                sys.stderr.write(f"Another run writes into this project: waiting up to {WAIT_SECONDS:g} s for it ...\n")
                sys.stderr.flush()
            time.sleep(0.02)
        except OSError:
            return  # a network file system without locks


@contextmanager
def signals_held() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait until the block is through, so that it is never half done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt
