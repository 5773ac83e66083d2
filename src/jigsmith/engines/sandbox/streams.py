"""The three streams of a command, at once and without threads: what it reads, what it prints, cut into lines."""

import contextlib
import os
import selectors
import subprocess
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from jigsmith.engines.sandbox.records import Limits

PIECE = 65_536  # bytes at once
COMPLAINT = 1_000  # characters that are kept
LAST_WORDS = 2.0  # seconds in which what is still in the pipes of an ended command is read


class Streams:
    """Reads and writes whenever the command is ready to."""

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        stdin: bytes,
        on_output: Callable[[str, bytes], None],
        *,
        limits: Limits,
    ) -> None:
        self.taken = 0
        """Bytes printed until now."""
        self.last = time.monotonic()
        """When it last printed something."""
        self.complaint = ""
        """The beginning of its standard error."""
        self._limits = limits
        self._to_say = memoryview(stdin)
        self._lines = {"stdout": _Lines("stdout", on_output, limits), "stderr": _Lines("stderr", on_output, limits)}
        self._ready = selectors.DefaultSelector()
        self._stdin = process.stdin
        for stream, name in ((process.stdout, "stdout"), (process.stderr, "stderr")):
            if stream:
                os.set_blocking(stream.fileno(), False)
                self._ready.register(stream, selectors.EVENT_READ, name)
        if self._stdin:
            os.set_blocking(self._stdin.fileno(), False)
            self._ready.register(self._stdin, selectors.EVENT_WRITE, "stdin")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ready.close()

    @property
    def over(self) -> bool:
        """Whether it printed more than it may."""
        return self._limits.output is not None and self.taken > self._limits.output

    def wait(self, seconds: float) -> None:
        """Read and write what can be within some time; return earlier when something was."""
        if not self._ready.get_map():
            time.sleep(min(seconds, 0.02))  # both streams are closed: it is about to end
            return
        for key, _ in self._ready.select(seconds):
            if key.data == "stdin":
                self._write()
            else:
                self._read(key.fd, key.data)

    def drain(self) -> None:
        """Read what is left when the command has ended, and hand on lines that have no end."""
        if self._stdin and not self._stdin.closed:
            self._close_stdin()
        until = time.monotonic() + LAST_WORDS
        while self._ready.get_map() and time.monotonic() < until:
            self.wait(0.1)
        for lines in self._lines.values():
            lines.finish()

    def _read(self, number: int, name: str) -> None:
        piece = os.read(number, PIECE)
        if not piece:
            self._ready.unregister(number)
            return
        self.taken += len(piece)
        self.last = time.monotonic()
        if name == "stderr" and len(self.complaint) < COMPLAINT:
            self.complaint += piece[:COMPLAINT].decode(errors="replace")
        if not self.over:
            self._lines[name].add(piece)

    def _write(self) -> None:
        if self._stdin and self._to_say:
            try:
                written = os.write(self._stdin.fileno(), self._to_say[:PIECE])
            except BrokenPipeError:  # it does not want to know more
                written = len(self._to_say)
            self._to_say = self._to_say[written:]
        if not self._to_say:
            self._close_stdin()

    def _close_stdin(self) -> None:
        if self._stdin:
            self._ready.unregister(self._stdin)
            with contextlib.suppress(BrokenPipeError):
                self._stdin.close()


class _Lines:
    """Cuts what comes in pieces into lines."""

    def __init__(self, name: str, on_output: Callable[[str, bytes], None], limits: Limits) -> None:
        self._name = name
        self._on_output = on_output
        self._longest = limits.line
        self._begun = bytearray()

    def add(self, piece: bytes) -> None:
        """Take a piece, and hand on the lines that it ends."""
        for part in _at_newlines(piece):
            room = self._longest - len(self._begun)
            if len(part) <= room:
                self._begun += part
            elif room > 0:
                self._begun += part[:room]
            if part.endswith(b"\n"):
                self._hand_on()

    def finish(self) -> None:
        """Hand on what has no line end."""
        if self._begun:
            self._hand_on()

    def _hand_on(self) -> None:
        line = bytes(self._begun)
        self._begun.clear()
        self._on_output(self._name, line)


def _at_newlines(piece: bytes) -> list[bytes]:
    """Part at newlines alone."""
    *whole, rest = piece.split(b"\n")
    return [line + b"\n" for line in whole] + ([rest] if rest else [])
