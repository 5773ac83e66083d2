"""Examples: each of a template is made in a temporary project, made again, taken back, and carried over from the
version before.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from jigsmith.app import undo
from jigsmith.app.generating import hooks
from jigsmith.app.trying import carried, golden, previous, sandbox, tested
from jigsmith.base import errors, places
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import records

_FAILED = errors.ValidationFailed.exit_code


@dataclass(slots=True)
class Trial:
    """One example under test."""

    root: Path
    """The project that the template is of."""
    template: formats.Loaded
    example: records.Example
    accept: bool

    @property
    def trusted(self) -> bool:
        """Whether the commands of the template may run."""
        return hooks.trusted(self.root, self.template, places.home())

    def say(self, check: tested.Check, differs: list[str], note: str = "") -> tested.Tested:
        """What became of one check."""
        return tested.Tested(
            template=self.template.name,
            name=self.example.name,
            test=str(self.template.origin),
            check=check,
            differs=[sandbox.told(line, self.template) for line in differs],
            note=sandbox.told(note, self.template),
            exit_code=_FAILED if differs else 0,
        )

    def error(self, check: tested.Check, error: errors.JigError) -> tested.Tested:
        """What became of a check that could not be made."""
        return tested.Tested(
            template=self.template.name,
            name=self.example.name,
            test=str(self.template.origin),
            check=check,
            differs=[sandbox.told(str(error), self.template)],
            exit_code=error.exit_code,
        )


def try_all(root: Path, template: formats.Loaded, *, accept: bool = False) -> Iterator[tested.Tested]:
    """Try all examples of a template of the project at `root`, one check after the other. With `accept` what they make
    is recorded. Nothing else is written outside of temporary folders.
    """
    for example in template.examples if template.kind != "part" else ():
        yield from _try(Trial(root, template, example, accept))


def _try(trial: Trial) -> list[tested.Tested]:
    trusted = trial.trusted
    template, example = trial.template, trial.example
    with sandbox.project(example.project, sandbox.shelved(template)) as box:
        before = box.files()
        try:
            prepared = box.make(template.name, example.name, example.parameters, trusted=trusted)
        except errors.JigError as error:
            return [trial.error("generate", error)]
        made = box.product()
        steps: list[tuple[tested.Check, Callable[[], tested.Tested]]] = [
            ("golden", lambda: _golden(trial, made, before)),
            ("valid", lambda: _valid(trial, made, before)),
            ("again", lambda: _again(trial, box, trusted)),
            ("undo", lambda: _undo(trial, box, before, {change.file.path for change in prepared.changes})),
        ]
        found = [_safely(trial, check, step) for check, step in steps]
    return [*found, _safely(trial, "update", lambda: _update(trial, trusted))]


def _safely(trial: Trial, check: tested.Check, step: Callable[[], tested.Tested]) -> tested.Tested:
    try:
        return step()
    except errors.JigError as error:
        return trial.error(check, error)


def _golden(trial: Trial, made: golden.Files, before: golden.Files) -> tested.Tested:
    """What is made is what is recorded."""
    mine = {path: each for path, each in made.items() if before.get(path) != each}
    place = golden.place(trial.template, trial.example.name)
    if place is None:
        return trial.say("golden", [], "nothing can be recorded for a template that is a single file")
    recorded = golden.read(place)
    if trial.accept and recorded != mine:
        golden.record(place, trial.example.name, mine)
        return trial.say("golden", [], f"recorded in {place.relative_to(trial.template.origin.parent)}")
    if recorded is None:
        return trial.say("golden", [], "nothing is recorded; `--accept` records what is made")
    return trial.say("golden", golden.differences(recorded, mine, was="recorded", now="made"))


def _valid(trial: Trial, made: golden.Files, before: golden.Files) -> tested.Tested:
    """What is made parses. The checks of the template itself have held already: else nothing would be made."""
    from jigsmith.engines.trees import syntax  # noqa: PLC0415 - start-up time: only where examples are tried

    said = []
    for path, each in made.items():
        if isinstance(each, str) or before.get(path) == each:
            continue
        line = syntax.first_error(path, each[0])
        if line is not None:
            text = each[0].decode(errors="replace").split("\n")[line - 1].strip()
            said.append(f"line {line} of {path} does not parse: {text[:100]}")
    return trial.say("valid", said)


def _again(trial: Trial, box: sandbox.Sandbox, trusted: bool) -> tested.Tested:  # noqa: FBT001 - what was asked for before
    """Generating again changes nothing."""
    before = box.files()
    box.make(trial.template.name, trial.example.name, trial.example.parameters, trusted=trusted)
    return trial.say("again", golden.differences(before, box.files(), was="made first", now="made again"))


def _undo(trial: Trial, box: sandbox.Sandbox, before: golden.Files, written: Collection[str]) -> tested.Tested:
    """Undoing brings everything back. What a hook has made by itself stays, and is said."""
    while undo.pasts(box.root):
        undo.undo(box.root)
    after = box.files()
    hooked = trial.template.hooks != records.Hooks()
    left = [path for path in after if hooked and path not in before and path not in written]
    after = {path: each for path, each in after.items() if path not in left}
    note = f"made by a hook, and left: {', '.join(left)}" if left else ""
    return trial.say("undo", golden.differences(before, after, was="before", now="taken back"), note)


def _update(trial: Trial, trusted: bool) -> tested.Tested:  # noqa: FBT001 - what was asked for before
    """An instance of the version before becomes one of this version, and keeps a line that somebody added."""
    earlier = previous.of(trial.template)
    if earlier is None:
        return trial.say("update", [], "there is no earlier version, neither in `versions/` nor in git")
    found = carried.over(trial.template, trial.example, earlier, trusted=trusted)
    return trial.say("update", list(found.differs), found.note)
