"""Runs a command in its box: hands on what it prints, watches clocks and limits, and leaves nothing of it alive."""

import contextlib
import io
import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Sequence

from jigsmith.engines.sandbox import boxes, streams
from jigsmith.engines.sandbox.inside import tree
from jigsmith.engines.sandbox.records import Box, Clocks, Ended, Stop, Why

TICK = 0.2  # seconds between looks at clocks and at the cancel flag
LOOK = 0.5  # seconds between looks at what its processes use
FOR_EVER = Clocks()
KINDLY = Stop()
PATIENCE = 10.0  # seconds in which what was killed has to be gone


def run(
    command: Sequence[str],
    *,
    box: Box,
    stdin: bytes = b"",
    on_output: Callable[[str, bytes], None],
    clocks: Clocks = FOR_EVER,
    cancelled: Callable[[], bool] = lambda: False,
    stop: Stop = KINDLY,
) -> Ended:
    """Run a command until it has ended, is cancelled, takes too long or too much.

    `on_output` gets "stdout" or "stderr" and each line as it comes, with its line end if it has one. `cancelled` is
    asked five times a second. When this returns, or raises, no process that the command started is alive. It runs in
    the calling thread, and that thread has to live as long. Raises BoxUnavailable, and what `on_output` raises.
    """
    with boxes.wrapped(command, box) as wrapped:
        process = subprocess.Popen(
            wrapped.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=wrapped.environment,
            cwd=None if box.kind == "bwrap" else box.work,
            pass_fds=[file.fileno() for file in wrapped.pass_on],
            start_new_session=True,
        )
        for file in wrapped.pass_on:
            file.close()
        watched = _Watched(process, wrapped, box)
        with process:  # closes its streams, and would wait for it
            try:
                return watched.until_ended(stdin, on_output, clocks=clocks, cancelled=cancelled, stop=stop)
            finally:
                watched.end()


class _Watched:
    """A command that runs."""

    def __init__(self, process: "subprocess.Popen[bytes]", wrapped: boxes.Wrapped, box: Box) -> None:
        self._process = process
        self._wrapped = wrapped
        self._box = box
        self._began = time.monotonic()
        self._looked = self._began
        self._memory = 0
        self._asked: tuple[float, Why, str] | None = None  # since when it has to end, and why
        self._signalled = 0
        self._forced = False
        # What the box said: the first process of its namespace, or the command behind its guard.
        self._inner = _first_number(wrapped.report)
        self._handle = _handle(self._inner)

    def until_ended(
        self,
        stdin: bytes,
        on_output: Callable[[str, bytes], None],
        *,
        clocks: Clocks,
        cancelled: Callable[[], bool],
        stop: Stop,
    ) -> Ended:
        """Read, and look at the clocks, until it has ended."""
        with streams.Streams(self._process, stdin, on_output, limits=self._box.limits) as output:
            while self._process.poll() is None:
                output.wait(TICK)
                if self._asked is None and (over := self._over(output, clocks, cancelled)):
                    self._asked = (time.monotonic(), *over)
                if self._asked:
                    self._push(stop)
            self.end()
            output.drain()
        return self._ended(output.taken)

    def end(self) -> None:
        """End what is left of it, and wait until it is gone."""
        self._wrapped.life.close()
        if self._box.kind == "bwrap":
            _kill(self._handle)
            self._process.kill()
            _wait(self._handle)
        else:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE)
            self._process.kill()
            self._sweep()
        self._process.wait()
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _over(self, output: streams.Streams, clocks: Clocks, cancelled: Callable[[], bool]) -> tuple[Why, str] | None:
        """Say why it has to end now; None: it may go on."""
        now = time.monotonic()
        if cancelled():
            return "cancelled", ""
        if clocks.wall is not None and now - self._began > clocks.wall:
            return "wall", ""
        if clocks.idle is not None and now - output.last > clocks.idle:
            return "idle", ""
        if output.over:
            return "limit", "output"
        return self._used_too_much(now)

    def _used_too_much(self, now: float) -> tuple[Why, str] | None:
        """Look at what its processes use, now and then."""
        if now - self._looked < LOOK:
            return None
        self._looked = now
        limits = self._box.limits
        there = tree.below(self._process.pid)
        used = tree.resident(there)
        self._memory = max(self._memory, used)
        if limits.processes is not None and len(there) > limits.processes:
            return "limit", "processes"
        return ("limit", "memory") if limits.memory is not None and used > limits.memory else None

    def _push(self, stop: Stop) -> None:
        """Ask it to end, each time less kindly; what used too much is not asked."""
        since, why, _ = self._asked or (0.0, "exited", "")
        waited = time.monotonic() - since
        if why == "limit" or waited >= stop.interrupt + stop.terminate:
            self._forced = True
            self.end()
        elif waited >= stop.interrupt:
            self._signal(signal.SIGTERM)
        else:
            self._signal(signal.SIGINT)

    def _signal(self, number: int) -> None:
        """Send a signal to the command and its group, once."""
        if self._signalled == number:
            return
        target = self._command()
        if target:
            self._signalled = number
            with contextlib.suppress(ProcessLookupError):
                os.killpg(os.getpgid(target), number)

    def _command(self) -> int:
        """Return the command itself; 0 while it is not there."""
        if self._box.kind != "bwrap":
            return self._inner
        return next((number for number in tree.below(self._inner) if tree.is_second(number)), 0)

    def _sweep(self) -> None:
        """End what the guard did not, should it have been killed itself."""
        until = time.monotonic() + PATIENCE
        while (left := tree.marked(boxes.MARK, self._wrapped.mark)) and time.monotonic() < until:
            tree.end(left)
            time.sleep(0.01)

    def _ended(self, output: int) -> Ended:
        """Say how it ended."""
        status = self._process.returncode
        killed = status < 0 or status == 128 + signal.SIGKILL
        _, why, detail = self._asked or (0.0, "killed" if killed else "exited", "")
        return Ended(
            code=None if self._forced else status if status >= 0 else 128 - status,
            why=why,
            seconds=time.monotonic() - self._began,
            output=output,
            memory=self._memory,
            detail=detail,
        )


def _first_number(report: io.FileIO) -> int:
    """Read what a box says of itself; 0 where it ended before it said anything."""
    found = re.search(rb"\d+", report.read(4_096) or b"")
    return int(found[0]) if found else 0


def _handle(process: int) -> int:
    """Return a handle of a process, by which it is meant even when its number is given to another; -1: it is gone."""
    if not process or not hasattr(os, "pidfd_open"):
        return -1
    try:
        return os.pidfd_open(process)
    except OSError:
        return -1


def _kill(handle: int) -> None:
    if handle >= 0:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGKILL)


def _wait(handle: int) -> None:
    """Wait until the first process of a namespace has ended: it is the last one that does."""
    if handle >= 0:
        ended = select.poll()
        ended.register(handle, select.POLLIN)
        ended.poll(PATIENCE * 1_000)
