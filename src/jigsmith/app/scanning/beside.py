"""Beside: work on a second core, in a copy of this process, where that is safe and worth it.

Threads do not pay here: numpy's small steps spend their time handing the interpreter back and forth.
"""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")


def at_once(work: Callable[[], Result]) -> Callable[[], Result]:
    """Do the work now; what is returned hands it out."""
    result = work()
    return lambda: result


def start(work: Callable[[], Result]) -> Callable[[], Result]:
    """Start the work in a copy of this process; what is returned waits for it and hands it out.

    Where a copy is not safe (other threads are running, or not on Linux) or fails, the work is done here when it is
    asked for. The result must be something that pickle knows.
    """
    if sys.platform != "linux" or threading.active_count() > 1 or (os.cpu_count() or 1) < 2:
        return work
    reader, writer = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reader)
        os.close(writer)
        return work
    if child == 0:
        _be_the_copy(work, reader, writer)
    os.close(writer)
    return lambda: _finish(child, reader, work)


def _be_the_copy(work: Callable[[], Result], reader: int, writer: int) -> None:
    """Do the work, write down what came out, and end without any of the clean-up that is the parent's."""
    import pickle  # noqa: PLC0415 - start-up time: most trees are too small for a second core
    import signal  # noqa: PLC0415 - the same

    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.close(reader)
        with os.fdopen(writer, "wb") as pipe:
            pickle.dump(work(), pipe, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        os._exit(code)


def _finish(child: int, reader: int, work: Callable[[], Result]) -> Result:
    import pickle  # noqa: PLC0415 - start-up time: most trees are too small for a second core
    import signal  # noqa: PLC0415 - the same

    try:
        with os.fdopen(reader, "rb") as pipe:
            written = pipe.read()
    except BaseException:
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if status != 0:
        return work()
    result: Result = pickle.loads(written)  # noqa: S301 - from our own copy
    return result
