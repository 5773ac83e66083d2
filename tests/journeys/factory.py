"""What journeys through the factory share: a repository with an agent that is a script, `jig` as one types it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
SLEEP = str(100_000 + os.getpid())  # seconds: who sleeps so long, does so for this process of the tests
WHO = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
CONFIGURATION = """\
[tickets]
agent = "script"

[agents.script]
kind = "command"
command = "sh ./agent.sh"

[[gates]]
name = "tests"
command = "python3 -m unittest"
"""
AGENT = """\
if [ "$JIG_ROLE" = reviewer ]; then
  echo '{"kind": "result", "answer": {"verdict": "approve", "summary": "Good.", "findings": []}}'
  exit 0
fi
prompt=$(cat)
echo "I read the ticket"
case "$prompt" in
*"ask me"*) echo "BLOCKED: Decimal or float?"; exit 0;;
*"be slow"*) sleep SECONDS & sleep SECONDS;;
esac
echo "$prompt" | grep '^>' > "$JIG_SESSION.txt" || echo again >> "$JIG_SESSION.txt"
echo '{"kind": "cost", "cost": 0.02, "tokens_in": 900, "tokens_out": 40}'
""".replace("SECONDS", SLEEP)
TEST = """\
import unittest


class Sums(unittest.TestCase):
    def test_a_sum(self):
        self.assertEqual(1 + 1, 2)
"""


def repository(folder, configuration=CONFIGURATION):
    """A repository with an agent, a gate and a test."""
    folder.mkdir(parents=True)
    for name, text in (("jig.toml", configuration), ("agent.sh", AGENT), ("test_sums.py", TEST)):
        (folder / name).write_text(text)
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Begin"]):
        git(folder, *words)
    return folder


def git(root, *words):
    return subprocess.run(
        ["git", *words], cwd=root, env=os.environ | WHO, check=True, capture_output=True, text=True
    ).stdout.strip()


def jig(root, *words, code=0, given=None, **more):
    """Run `jig` to its end; the result has what it printed. AssertionError when it ends with another code."""
    done = subprocess.run(
        [BIN / "jig", *words], cwd=root, env=os.environ | {"NO_COLOR": "1"} | more, capture_output=True, text=True,
        check=False, input=given, stdin=subprocess.DEVNULL if given is None else None, timeout=60,
    )  # fmt: skip
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


class Serve:
    """A `jig serve` that runs; what it prints goes into a file."""

    def __init__(self, root, out, verb="serve", **more):
        self.out = out
        with out.open("w") as into:
            port = ["--port", "0"] if verb == "serve" else []
            self.process = subprocess.Popen(
                [BIN / "jig", verb, *port], cwd=root, env=os.environ | {"NO_COLOR": "1"} | more, stdout=into,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self.expect("Working for")

    def said(self):
        return self.out.read_text()

    def expect(self, text, seconds=60):
        """Wait until it has printed something."""
        end = time.monotonic() + seconds
        while text not in self.said():
            assert time.monotonic() < end, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)

    def until(self, number, state):
        """Wait until it has said that a ticket is in a state."""
        end = time.monotonic() + 60
        while not re.search(rf" {state} +ticket {number}  ", self.said()):
            assert time.monotonic() < end, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)

    def end(self, number=signal.SIGINT, seconds=40):
        """Send a signal; return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(seconds)


@contextlib.contextmanager
def serving(root, out, **more):
    """Let `jig serve` run, and end it whatever happens."""
    served = Serve(root, out, **more)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.process.kill()
            served.process.wait()


def sleepers():
    """Processes of an agent that sleeps, wherever they are now."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if path.read_bytes() == f"sleep\0{SLEEP}\0".encode():
                found.append(path.parent.name)
    return found


def plain(text):
    """Whether a text has no colours in it."""
    return not re.search("\x1b", text)
