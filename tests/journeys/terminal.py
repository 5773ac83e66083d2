"""A terminal for journeys: a command is answered as a person would."""

import contextlib
import os
import pty
import select
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent


class Terminal:
    """A command on a terminal of its own, to be answered like a person would."""

    def __init__(self, root, *words, stdout=None):
        self.pid, self.tty = pty.fork()
        if self.pid == 0:
            os.chdir(root)
            if stdout:
                os.dup2(os.open(stdout, os.O_WRONLY | os.O_CREAT), 1)
            os.execv(BIN / "jig", ["jig", *words])
        self.seen, self.at = "", 0

    def expect(self, text):
        """Wait until the text comes, after what was expected before."""
        deadline = time.monotonic() + 20
        while text not in self.seen[self.at :]:
            assert time.monotonic() < deadline, self.seen
            if select.select([self.tty], [], [], 0.2)[0]:
                self.seen += os.read(self.tty, 4096).decode()
        self.at = self.seen.index(text, self.at) + len(text)
        return self

    def type(self, text):
        os.write(self.tty, text.encode())
        return self

    def interrupt(self):
        """Press Ctrl-C, a moment after the question: just before it waits for input, Python does not see it."""
        time.sleep(0.2)
        return self.type("\x03")

    def end(self):
        """Read to the end and return the exit code."""
        with contextlib.suppress(OSError):  # how Linux says that the other side has hung up
            while data := os.read(self.tty, 4096):
                self.seen += data.decode()
        os.close(self.tty)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
