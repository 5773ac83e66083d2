"""Runs a command in its box: hands on what it prints, watches clocks and limits, and leaves nothing of it alive."""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence

from jigsmith.engines.sandbox import boxes, streams
from jigsmith.engines.sandbox.inside import tree
from jigsmith.engines.sandbox.records import Box, Clocks, Ended, Stop, Why

TICK = 0.2  # seconds between looks at clocks and at the cancel flag
LOOK = 0.5  # seconds between looks at what its processes use
PATIENCE = 10.0  # seconds in which what was killed has to be gone
INIT = b"\t1\n"


def run(
    command: Sequence[str],
    *,
    box: Box,
    stdin: bytes = b"",
    on_output: Callable[[str, bytes], None],
    clocks: Clocks = Clocks(),
    cancelled: Callable[[], bool] = lambda: False,
    stop: Stop = Stop(),
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
            pass_fds=wrapped.pass_on,
            start_new_session=True,
        )
        watched = _Watched(process, wrapped, box)
        try:
            with process:
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
        self._inner = 0  # the process that the box said: the first of its namespace, or the command behind its guard
        self._handle = -1

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
        output = streams.Streams(self._process, stdin, on_output, limits=self._box.limits)
        why: Why = "exited"
        detail = ""
        with output:
            self._learn()
            while self._process.poll() is None:
                output.wait(TICK)
                asked = self._over(output, clocks, cancelled)
                if asked and why == "exited":
                    why, detail = asked
                    stopping = _Stopping(stop, hard=why == "limit")
                if why != "exited":
                    self._push(stopping)
            output.drain(self.end)
        return self._ended(why, detail, output.taken)

    def _over(
        self, output: streams.Streams, clocks: Clocks, cancelled: Callable[[], bool]
    ) -> tuple[Why, str] | None:
        """Say why it has to end now; None: it may go on."""
        now = time.monotonic()
        limits = self._box.limits
        if clocks.wall is not None and now - self._began > clocks.wall:
            return "wall", ""
        if clocks.idle is not None and now - output.last > clocks.idle:
            return "idle", ""
        if limits.output is not None and output.taken > limits.output:
            return "limit", "output"
        if now - self._looked > LOOK:
            self._looked = now
            there = tree.below(self._process.pid)
            self._memory = max(self._memory, used := tree.resident(there))
            if limits.processes is not None and len(there) > limits.processes:
                return "limit", "processes"
            if limits.memory is not None and used > limits.memory:
                return "limit", "memory"
        return ("cancelled", "") if cancelled() else None
