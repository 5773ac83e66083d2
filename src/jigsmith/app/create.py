"""Create: a whole project or tool from a template in a folder of its own, under git, installed and tested."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app import choosing, generate, hooks, instances, steps, values
from jigsmith.base import errors, places
from jigsmith.engines.git import command as git
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import names, parameters

KINDS = ("app", "tool")


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A new project."""

    root: Path
    generated: generate.Generated
    steps: Sequence[steps.Ran]
    git: str
    """`committed`, `initialised` (nobody to commit as), `there` (inside of another repository), `none`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A template that makes a whole project."""

    name: str
    description: str


def choices(root: Path, kind: str = "app") -> list[Choice]:
    """The templates that make an app or a tool, by name. One that is broken is none."""
    found = []
    for name, path in formats.list_all(root):
        try:
            loaded = formats.load(path)
        except errors.JigError:
            continue
        if loaded.kind == kind:
            found.append(Choice(name=name, description=loaded.description))
    return found


def folder(here: Path, name: str) -> Path:
    """The folder of a new project: its name, as folders are written. WouldOverwrite: something is in it."""
    target = here / (names.STYLES["kebab"](name) if not _plain(name) else name)
    there = os.listdir(target) if target.is_dir() else []  # noqa: PTH208 - names are all that is needed
    if target.exists() and (not target.is_dir() or set(there) - {".git"}):
        what = f"{target.name} is there already, and not empty" if target.is_dir() else f"{target.name} is a file"
        do = "Nothing was written. Choose another name, or go on with one that is not finished with `--resume`."
        raise errors.WouldOverwrite(what, where=str(here), do=do)
    return target


def _plain(name: str) -> bool:
    return all(char.isalnum() or char in "-_." for char in name) and not name.startswith((".", "-"))


def create(
    root: Path,
    template: str,
    name: str,
    *,
    target: Path,
    params: Mapping[str, Any],
    run: bool = True,
    under_git: bool = True,
    told: Callable[[str], None] = lambda _line: None,
) -> Created:
    """Make the project `name` in the folder `target`, put it under git, run the steps of the template.

    What `generate.prepare` and `generate.apply` raise: then nothing is there. StepFailed: the project is there, and
    `resume` goes on.
    """
    prepared = generate.prepare(root, template, name, params=params, into=target)
    generate.check(prepared)
    if run:
        hooks.refuse_untrusted(root, prepared.template, places.home(), steps=True)
    done = generate.apply(prepared, verb="create")
    steps.remember(target, [])
    began = _init(target) if under_git else "none"
    ran = steps.run(target, steps.of(prepared.template, prepared.values), told=told) if run else []
    return _finish(target, done, ran, began)


def integrate(prepared: generate.Prepared, *, run: bool, told: Callable[[str], None]) -> Created:
    """Write what was prepared into a project that is there, and run its steps. What `apply` and `steps.run` raise."""
    root = prepared.root
    if run:
        hooks.refuse_untrusted(prepared.source, prepared.template, places.home(), steps=True)
    done = generate.apply(prepared, verb="integrate")
    ran = steps.run(root, steps.of(prepared.template, prepared.values), told=told) if run else []
    steps.forget(root)
    return Created(root=root, generated=done, steps=ran, git="there")


def resume(root: Path, target: Path, *, told: Callable[[str], None]) -> Created:
    """Go on with a project whose steps failed. InstanceMissing: there is nothing to go on with."""
    before = steps.remembered(target)
    record = _record(target)
    if before is None or record is None:
        do = "Run it in the folder of a project that `jig create-app` has left unfinished, or give its name."
        raise errors.InstanceMissing("there is nothing to go on with", where=str(target), do=do)
    template = choosing.load(root, record.template, target)
    filled = parameters.complete(template, record.name, record.parameters)
    ran = steps.run(target, steps.of(template, filled), told=told, done=before)
    prepared = generate.prepare(root, record.template, record.name, params={}, into=target)
    return _finish(target, generate.preview(prepared), ran, "initialised" if (target / ".git").exists() else "none")


def _record(target: Path) -> instances.Record | None:
    found = [record for each in instances.templates(target) for record in instances.list_all(target, each)]
    return found[0] if found else None


def _finish(target: Path, done: generate.Generated, ran: Sequence[steps.Ran], began: str) -> Created:
    steps.forget(target)
    state = _commit(target, done) if began == "initialised" else began
    return Created(root=target, generated=done, steps=ran, git=state)


def _init(target: Path) -> str:
    """Put a folder under git, unless it is already."""
    try:
        inside = git.run(target, "rev-parse", "--is-inside-work-tree").strip() == b"true"
    except errors.GitFailed:
        inside = False
    if inside:
        return "there"
    try:
        git.run(target, "init", "-q", "-b", "main")
    except errors.GitFailed:
        return "none"
    return "initialised"


def _commit(target: Path, done: generate.Generated) -> str:
    """Commit all there is; without a name to commit with, leave that to the user."""
    message = f"Create {done.name} from {done.template} {done.version}"
    try:
        git.run(target, "add", "-A")
        git.run(target, "commit", "-q", "--no-verify", "-m", message)
    except errors.GitFailed:
        return "initialised"
    return "committed"


def task(root: Path, given: str) -> dict[str, Any]:
    """The parameters that a recorded task gives: `.jig/tasks/GIVEN.yaml`, or the file GIVEN. FileUnreadable."""
    named = root / ".jig" / "tasks" / f"{given}.yaml"
    return values.read_file(named if named.is_file() else Path(given))


def as_json(created: Created) -> dict[str, Any]:
    """What other programs get."""
    return {"root": str(created.root), "git": created.git, "steps": msgspec.to_builtins(list(created.steps)),
            "generated": created.generated}  # fmt: skip
