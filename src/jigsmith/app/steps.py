"""Steps: the commands that bring a new project to life, one after the other; what failed can be gone on with."""

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jigsmith.app import hooks
from jigsmith.base import errors, places
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import records, render

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


def run(root: Path, steps: Iterable[Step], *, told: Callable[[str], None], done: Sequence[str] = ()) -> list[Ran]:
    """Run the steps in a project, but for those in `done`; `told` gets each line as it is said.

    StepFailed: one failed; those before it are remembered, so that `remembered` knows them.
    """
    ran: list[Ran] = []
    for step in steps:
        command = hooks.shown(step.words)
        if step.name in done:
            ran.append(Ran(name=step.name, command=command, seconds=0, skipped=True))
            continue
        began = time.monotonic()
        told(f"{step.name}: {command}")
        _run(root, step, told)
        ran.append(Ran(name=step.name, command=command, seconds=round(time.monotonic() - began, 1)))
        remember(root, [each.name for each in ran])
    return ran


def _run(root: Path, step: Step, told: Callable[[str], None]) -> None:
    program = step.needs or step.words[0]
    if shutil.which(program) is None and not (root / program).exists():
        do = f"Install {_INSTALL.get(program, program)}; `--resume` goes on with that step."
        raise errors.StepFailed(f"{step.name}: `{program}` is not installed", where=str(root), do=do)
    said: list[str] = []
    try:
        process = subprocess.Popen(
            step.words, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise errors.StepFailed(f"{step.name}: it cannot be started: {error}", where=str(root)) from error
    try:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        for line in process.stdout:
            said = [*said[-29:], line.rstrip("\n")]
            told(line.rstrip("\n"))
        code = process.wait(timeout=SECONDS)
    except BaseException:
        hooks.stop(process)
        raise
    if code:
        tail = "\n".join(said)
        what = f"{step.name}: `{hooks.shown(step.words)}` ended with {code}\n{tail}".rstrip()
        raise errors.StepFailed(what, where=str(root))


def remembered(root: Path) -> list[str] | None:
    """The steps that are done of a project that is not finished; None: there is none."""
    try:
        found = json.loads(_place(root).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return [str(name) for name in found["done"]]


def remember(root: Path, done: Sequence[str]) -> None:
    """Remember how far a project is; that it cannot be is no reason to stop."""
    with suppress(OSError):
        place = _place(root)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps({"root": str(root), "done": list(done)}), encoding="utf-8")


def forget(root: Path) -> None:
    """The project is finished."""
    with suppress(OSError):
        _place(root).unlink(missing_ok=True)


def _place(root: Path) -> Path:
    key = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:20]
    return places.home() / "steps" / f"{key}.json"
