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
WAIT_SECONDS = 30
_held = threading.local()


def within(root: Path) -> bool:
    """Whether this is a command of a run that writes into the project right now."""
    return os.environ.get(WITHIN) == str(root)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """The block without another one in the same project at the same time; WouldOverwrite when that takes too long.

    The lock is on the folder itself, so that it leaves nothing behind. Where there are no locks, there is no waiting.
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
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                do = "Nothing was written. Run it again when that is through."
                raise errors.WouldOverwrite("another run writes into this project", where=str(root), do=do) from error
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
