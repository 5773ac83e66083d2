"""Steps: the commands that bring a new project to life, one after the other; what failed can be gone on with."""

import queue
import re
import shutil
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from jigsmith.app.generating import hooks
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import records, render

Told = Callable[[str, str], None]
"""Gets the name of a step with each line that it says; with an empty line when it begins."""
MAX_LINE = 2_000
_ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-_])")
SECONDS = 3_600
"""How long one step may take."""
_INSTALL = {
    "uv": "pip install uv, or https://docs.astral.sh/uv",
    "npm": "Node.js 20 or newer, https://nodejs.org",
    "docker": "https://docs.docker.com/get-docker",
    "git": "https://git-scm.com",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command, ready to run."""

    name: str
    words: Sequence[str]
    needs: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One step that went well."""

    name: str
    command: str
    seconds: float
    skipped: bool = False
    """Whether it was done before."""


def of(template: formats.Loaded, values: Mapping[str, Any]) -> list[Step]:
    """The steps that are wanted for these values."""
    wanted = [
        step for number, step in enumerate(template.steps) if render.wanted(template, step, ("steps", number), values)
    ]
    return [_ready(template, step, values) for step in wanted]


def _ready(template: formats.Loaded, step: records.Step, values: Mapping[str, Any]) -> Step:
    (words,) = hooks.rendered(template, [step.run], values, [])
    return Step(name=step.name, words=words, needs=step.needs)


def run(
    root: Path,
    steps: Iterable[Step],
    *,
    told: Told,
    done: Sequence[str] = (),
    through: Callable[[list[str]], None] = lambda _done: None,
    again: str,
) -> list[Ran]:
    """Run the steps in a project, but for those in `done`; `told` gets each line as it is said, `through` all that are
    through after each.

    StepFailed: one failed; it says `again`, how to go on.
    """
    ran: list[Ran] = []
    for step in steps:
        command = hooks.shown(step.words)
        if step.name in done:
            ran.append(Ran(name=step.name, command=command, seconds=0, skipped=True))
            continue
        began = time.monotonic()
        told(step.name, "")
        _run(root, step, told, again)
        ran.append(Ran(name=step.name, command=command, seconds=round(time.monotonic() - began, 1)))
        through([each.name for each in ran])
    return ran


def _run(root: Path, step: Step, told: Told, again: str) -> None:
    program = step.needs or step.words[0]
    for needed in dict.fromkeys((program, step.words[0])):
        if shutil.which(needed) is None and not (root / needed).exists():
            do = f"Install it{f' ({_INSTALL[needed]})' if needed in _INSTALL else ''}, then {again}"
            raise errors.StepFailed(f"{step.name}: `{needed}` is not installed", where=str(root), do=do)
    said: deque[str] = deque(maxlen=30)

    def each_line(line: str) -> None:
        said.append(line)
        told(step.name, line)

    try:
        process = subprocess.Popen(
            step.words, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        do = f"Do what it says, then {again}"
        raise errors.StepFailed(f"{step.name}: it cannot be started: {error}", where=str(root), do=do) from error
    try:
        code = _followed(process, each_line)
    except BaseException:
        hooks.stop(process)
        raise
    if code is None:
        hooks.stop(process)
    if code:
        how = f"ended with {code}"
    elif code is None:
        how = f"took more than {SECONDS} seconds"
    else:
        return
    what = "\n".join([f"{step.name}: `{hooks.shown(step.words)}` {how}", *said]).rstrip()
    raise errors.StepFailed(what, where=str(root), do=f"Do what it says, then {again}")


def _followed(process: "subprocess.Popen[bytes]", each: Callable[[str], None]) -> int | None:
    """Hand on what a command says until it ends; its exit code, or None if it takes too long. What it leaves running
    in the background does not keep it from ending.
    """
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    deadline = time.monotonic() + SECONDS
    while process.poll() is None:
        if time.monotonic() > deadline:
            return None
        with suppress(queue.Empty):
            each(_plain(lines.get(timeout=0.05)))
    reader.join(timeout=0.5)
    while not lines.empty():
        each(_plain(lines.get()))
    return process.returncode


def _read(stream: "IO[bytes]", lines: "queue.SimpleQueue[bytes]") -> None:
    with suppress(OSError, ValueError):  # it is closed when the command is stopped
        for line in iter(partial(stream.readline, MAX_LINE), b""):
            lines.put(line)


def _plain(line: bytes) -> str:
    """A line as it would stand on paper: without colours, and as it was left after the last carriage return."""
    text = _ESCAPES.sub("", line.decode("utf-8", "replace")).rstrip("\r\n")
    return "".join(char for char in text.rpartition("\r")[2] if char.isprintable() or char == "\t").rstrip()
