"""Create: a whole project or tool from a template in a folder of its own, under git, installed and tested."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app import generate
from jigsmith.app.creating import steps, unfinished
from jigsmith.app.generating import hooks, values
from jigsmith.app.records import instances, recovery
from jigsmith.base import errors, places
from jigsmith.engines.git import command as git
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import names, paths

KINDS = ("app", "tool")


def _nobody(_step: str, _line: str) -> None:
    """Nobody is told."""


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
    """The folder of a new project: its name, as folders are written. WouldOverwrite: something is in it. PathEscapes:
    it is no name for a folder.
    """
    target = paths.jail(here, name if _plain(name) else names.STYLES["kebab"](name))
    recovery.recover(target, places.home())
    there = os.listdir(target) if target.is_dir() else []  # noqa: PTH208 - names are all that is needed
    if os.path.lexists(target) and (not target.is_dir() or target.is_symlink() or set(there) - {".git"}):
        kind = "a link" if target.is_symlink() else "there already, and not empty" if target.is_dir() else "a file"
        do = "Nothing was written. Choose another name"
        do += f", or go on with it: `{again(target)}`." if unfinished.read(target) else "."
        raise errors.WouldOverwrite(f"{target.name} is {kind}", where=str(here), do=do)
    return target


def again(target: Path) -> str:
    """The command that goes on with a project that is not finished."""
    return f"jig create-app {target.name} --resume"


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
    told: steps.Told = _nobody,
) -> Created:
    """Make the project `name` in the folder `target`, put it under git, run the steps of the template.

    What `generate.prepare` and `generate.apply` raise: then nothing is there. StepFailed: the project is there, and
    `resume` goes on.
    """
    prepared = generate.prepare(root, template, name, params=params, into=target)
    hooks.refuse_untrusted(target, prepared.template, prepared.home, steps=run)
    generate.check(prepared)
    state = unfinished.Unfinished(
        source=str(root), template=prepared.template.name, name=name, under_git=under_git, git=""
    )
    unfinished.remember(target, state)
    try:
        done = generate.apply(prepared, verb="create")
    except BaseException:
        unfinished.forget(target)
        raise
    return _gone_on(target, done, state, steps.of(prepared.template, prepared.values) if run else [], told=told)


def integrate(prepared: generate.Prepared, *, run: bool, told: steps.Told) -> Created:
    """Write what was prepared into a project that is there, and run its steps. What `apply` and `steps.run` raise; then
    the files stay, and the same again goes on.
    """
    root = prepared.root
    hooks.refuse_untrusted(root, prepared.template, prepared.home, steps=run)
    done = generate.apply(prepared, verb="integrate")
    again = "run the same again: what is written stays, and the steps are run once more."
    todo = steps.of(prepared.template, prepared.values) if run else []
    return Created(root=root, generated=done, steps=steps.run(root, todo, told=told, again=again), git="there")


def resume(target: Path, *, told: steps.Told) -> Created:
    """Go on with a project whose steps failed. InstanceMissing: there is nothing to go on with."""
    state = unfinished.read(target)
    record = instances.read(target, state.template, state.name) if state and target.is_dir() else None
    if state is None or record is None:
        do = "Run it in the folder of a project that `jig create-app` has left unfinished, or give its name."
        raise errors.InstanceMissing("there is nothing to go on with", where=str(target), do=do)
    prepared = generate.prepare(Path(state.source), state.template, state.name, params={}, into=target)
    hooks.refuse_untrusted(target, prepared.template, prepared.home, steps=True)
    todo = steps.of(prepared.template, prepared.values)
    return _gone_on(target, generate.preview(prepared), state, todo, told=told)


def _gone_on(
    target: Path,
    done: generate.Generated,
    state: unfinished.Unfinished,
    todo: Sequence[steps.Step],
    *,
    told: steps.Told,
) -> Created:
    """Do what is still to be done of a project whose files are written."""
    if not state.git:
        state = msgspec.structs.replace(state, git=_init(target) if state.under_git else "none")
        unfinished.remember(target, state)

    def through(names: list[str]) -> None:
        unfinished.remember(target, msgspec.structs.replace(state, done=names))

    go_on = f"go on with `{again(target)}`."
    ran = steps.run(target, todo, told=told, done=state.done, through=through, again=go_on)
    git_is = _commit(target, done) if state.git == "initialised" else state.git
    unfinished.forget(target)
    return Created(root=target, generated=done, steps=ran, git=git_is)


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
