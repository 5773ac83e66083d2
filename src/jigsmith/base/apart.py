"""Apart: work on what somebody else wrote, in a process of its own that may take so much memory and time and no more.

A process with one thread forks, which takes a millisecond or two. One with several starts another Python instead, since
what is forked while another thread holds a lock may wait for it forever. Where memory cannot be limited (on Windows,
and on macOS, which knows the limit and does not keep it), time is limited alone.
"""

import importlib
import marshal
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from jigsmith.base import errors

if sys.platform != "win32":
    import resource
    import select

MEMORY = 512 * 1024 * 1024
"""Bytes that the work may take, beside what the process has when it begins."""
SECONDS = 10.0
_STARTING = 5.0
"""Seconds for another Python to begin."""
_CHUNK = 1 << 20


class Exceeded(Exception):
    """The work took more than it may; the message goes on from "it" or from what the work is called."""


def run(function: Callable[..., Any], *args: Any, seconds: float = SECONDS) -> Any:
    """What a function of a module gives for plain data, worked out apart; what it gives is plain data too (all that
    `marshal` takes). Exceeded: it takes too much; JigError and ValueError are those of the function.
    """
    if sys.platform != "win32" and _is_alone():
        answer = _forked(function, args, seconds)
    else:
        answer = _started(function, args, seconds)
    kind, *said = marshal.loads(answer)  # noqa: S302 - from our own process
    if kind == "gave":
        return said[0]
    raise _again(kind, said)


def _is_alone() -> bool:
    """Whether this process has one thread. A module that nobody has imported has started none."""
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def _again(kind: str, said: list[Any]) -> Exception:
    if kind == "error":
        name, what, where, do = said
        found: errors.JigError = getattr(errors, name)(what, where=where, do=do)
        return found
    return {"value": ValueError, "memory": Exceeded}.get(kind, RuntimeError)(*said)


if sys.platform != "win32":

    def _forked(function: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> bytes:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _work(function, args, writing)
        os.close(writing)
        try:
            answer = _read(reading, time.monotonic() + seconds)
        finally:
            os.close(reading)
            os.kill(child, signal.SIGKILL)  # it has answered, or is to end; nobody else has taken its number yet
            _, status = os.waitpid(child, 0)
        if answer is None:
            raise Exceeded(f"takes longer than {seconds:g} seconds")
        return answer or _unsaid(os.waitstatus_to_exitcode(status))

    def _read(descriptor: int, until: float) -> bytes | None:
        """All that comes; None: it takes longer than that."""
        parts: list[bytes] = []
        waiting = select.poll()
        waiting.register(descriptor, select.POLLIN | select.POLLHUP)
        while (left := until - time.monotonic()) > 0:
            if not waiting.poll(left * 1_000):
                continue
            part = os.read(descriptor, _CHUNK)
            if not part:
                return b"".join(parts)
            parts.append(part)
        return None

    def _limit() -> None:
        """Let this process take no more memory than it may, and leave no core behind."""
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            most = _taken() + MEMORY
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))

    def _taken() -> int:
        """Bytes of addresses that this process has; 0 where that cannot be told."""
        try:
            with open("/proc/self/statm", "rb") as stream:  # noqa: PTH123 - start-up time
                return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError):
            return 0


def _work(function: Callable[..., Any], args: tuple[Any, ...], writing: int) -> NoReturn:
    """Do it within the limits, write the answer and end. What ends the process says so by its exit code."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the words of an allocator that gives up are for nobody
        if handler := sys.modules.get("faulthandler"):
            handler.disable()
        if sys.platform != "win32":
            _limit()
        answer = _answer(function, args)
        while answer:
            answer = answer[os.write(writing, answer) :]
    finally:
        os._exit(0)


def _answer(function: Callable[..., Any], args: tuple[Any, ...]) -> bytes:
    try:
        return marshal.dumps(("gave", function(*args)))
    except errors.JigError as error:
        return marshal.dumps(("error", type(error).__name__, error.what, error.where, error.do))
    except MemoryError:
        return marshal.dumps(("memory", _too_large()))
    except ValueError as error:
        return marshal.dumps(("value", str(error)))
    except BaseException as error:  # noqa: BLE001 - also a panic of what is written in Rust
        return marshal.dumps(("other", f"{type(error).__name__}: {error}"))


def _unsaid(code: int) -> NoReturn:
    """It ended without an answer: an allocator that gets no memory ends the process."""
    if sys.platform != "win32" and code in (-signal.SIGSEGV, -signal.SIGBUS):
        raise Exceeded("is nested so deeply that it ends the process")
    raise Exceeded(_too_large())


def _too_large() -> str:
    return f"takes more than {MEMORY // (1024 * 1024)} MB of memory"


def _started(function: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> bytes:
    import subprocess  # noqa: PLC0415 - start-up time: a process with one thread forks

    given = marshal.dumps((function.__module__, function.__name__, args, seconds))
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", __name__],
            input=given,
            capture_output=True,
            check=False,
            timeout=seconds + _STARTING,
        )
    except subprocess.TimeoutExpired as error:
        raise Exceeded(f"takes longer than {seconds:g} seconds") from error
    if sys.platform != "win32" and done.returncode == -signal.SIGALRM:
        raise Exceeded(f"takes longer than {seconds:g} seconds")
    return done.stdout or _unsaid(done.returncode)


def main() -> NoReturn:
    """Do the work that is told on stdin."""
    module, name, args, seconds = marshal.loads(sys.stdin.buffer.read())  # noqa: S302 - from our own process
    function = getattr(importlib.import_module(module), name)
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, whatever it is in the middle of
        signal.setitimer(signal.ITIMER_REAL, seconds)
    _work(function, args, 1)


if __name__ == "__main__":
    main()
