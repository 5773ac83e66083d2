"""Real shells on a terminal of their own, whose histories are what the readers have to read."""

import os
import pty
import select
import shutil
import time
from pathlib import Path

import pytest

PROMPT = "jig-ready"


def typed_into(shell, home, lines, **environment):
    """Start a shell as somebody at a terminal has it, type lines, leave it, and return its home."""
    words = {
        "bash": ["bash", "--norc", "--noprofile", "-i"],
        "zsh": ["zsh", "-d", "-i"],
        "fish": ["fish", "-i"],
    }[shell]
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    given = kept | {"HOME": str(home), "TERM": "dumb", "PS1": PROMPT, "LC_ALL": "C.UTF-8"} | environment
    pid, tty = pty.fork()
    if pid == 0:
        os.chdir(home)
        os.execvpe(words[0], words, given)
    wait_for(tty, PROMPT)
    for line in [*lines, "exit"]:
        os.write(tty, line.encode() + b"\n")
        time.sleep(0.25)
    drain(tty)
    os.waitpid(pid, 0)
    os.close(tty)
    return Path(home)


def wait_for(tty, text):
    seen, deadline = "", time.monotonic() + 20
    while text not in seen:
        assert time.monotonic() < deadline, seen
        if select.select([tty], [], [], 0.2)[0]:
            seen += os.read(tty, 4096).decode(errors="replace")
    time.sleep(0.2)


def drain(tty):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            if select.select([tty], [], [], 0.5)[0] and not os.read(tty, 65_536):
                return
        except OSError:  # how Linux says that the other side has hung up
            return
