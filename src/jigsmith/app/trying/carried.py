"""Carried over: an example that is made with an earlier version of its template, edited, and updated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Any

from jigsmith.app import generate, update
from jigsmith.app.generating import hooks
from jigsmith.app.trying import golden, previous, sandbox
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import records

ENOUGH = 3
"""Lines that are the same in both versions, so that a line between them is far from what changed."""
_WORDS = "kept by hand"
_HASH = (".py", ".rb", ".sh", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".env", ".tf")
_SLASHES = (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".go", ".java", ".rs", ".php", ".cs", ".kt", ".kts", ".swift")
_TAGS = (".md", ".html", ".vue", ".svelte", ".xml")
_NO_COMMENTS = (".json", ".lock", ".csv", ".svg")


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the update."""

    differs: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A line that somebody adds to a file: where in the old version, and where that is in the new one."""

    path: str
    old: int
    new: int
    line: str

    def into(self, data: bytes, at: int) -> bytes:
        """The file with the line in it."""
        lines = data.split(b"\n")
        return b"\n".join([*lines[:at], self.line.encode(), *lines[at:]])


def over(template: formats.Loaded, example: records.Example, earlier: previous.Previous, *, trusted: bool) -> Carried:
    """Make the example with an earlier version, add a line, update, and compare with what this version makes."""
    project, new = example.project, sandbox.shelved(template)
    with sandbox.project(project, earlier.fill) as box:
        try:
            before = formats.load(formats.find(box.root, template.name))
            given = {key: value for key, value in example.parameters.items() if key in before.parameters}
            same = trusted and _runs_the_same(box, before, template)
            prepared = box.make(template.name, example.name, given, trusted=same)
        except errors.JigError as error:
            return Carried(note=f"the example cannot be made with {earlier.label}: {error.what}")
        kept = {key: value for key, value in given.items() if key in template.parameters}
        wanted = _made(template, example, kept, trusted=trusted)
        edit = next(_edits(prepared, box.product(), wanted), None)
        if edit is not None:
            _write(box, edit)
        box.put(new)
        box.consent(template.name, trusted=trusted)
        refused = _updated(box, template.name, example.name)
        if refused:
            return Carried([f"an instance of {earlier.label} cannot be updated: {refused}"])
        expected = _with_edit(_with_once(wanted, prepared, box), edit)
        differs = golden.differences(expected, box.product(), was="this version", now="updated")
    note = f"from {earlier.label}" + (f", with a line added to {edit.path}" if edit else "; no line could be added")
    return Carried([f"updated {note}:", *differs] if differs else [], note)


def _runs_the_same(box: sandbox.Sandbox, before: formats.Loaded, template: formats.Loaded) -> bool:
    """Whether consent to the commands of this version is consent to those of the one before."""
    if formats.is_shipped(template):
        return True
    return hooks.digest(box.root, before) == hooks.digest(box.root, template)


def _made(
    template: formats.Loaded, example: records.Example, given: Mapping[str, Any], *, trusted: bool
) -> dict[str, sandbox.Content]:
    """What the version that is there makes."""
    with sandbox.project(example.project, sandbox.shelved(template)) as fresh:
        fresh.make(template.name, example.name, given, trusted=trusted)
        return fresh.product()


def _updated(box: sandbox.Sandbox, template: str, name: str) -> str:
    """Update the instance; why it cannot be, or nothing."""
    planned = update.plan(box.root, template, [name])
    said = [each.reason for each in planned.refused]
    said += [f"{file.path} is in conflict: {file.reason}" for file in planned.conflicts]
    if not said:
        update.apply(planned)
    return "; ".join(said)


def _edits(
    prepared: generate.Prepared, old: Mapping[str, sandbox.Content], new: Mapping[str, sandbox.Content]
) -> Iterator[Edit]:
    """Lines that can be added where both versions are the same, those in files that change first."""
    merged = [made.path for made in prepared.base.files if made.policy == "merge" and made.link is None]
    for path in sorted(merged, key=lambda path: old.get(path) == new.get(path)):
        sides = [_text(each.get(path)) for each in (old, new)]
        comment = _comment(path)
        if comment is None or sides[0] is None or sides[1] is None:
            continue
        lines = [side.split("\n") for side in sides if side is not None]
        match = SequenceMatcher(None, lines[0], lines[1], autojunk=False).find_longest_match()
        if match.size >= min(ENOUGH, len(lines[0])) and match.size > 1:
            middle = match.size // 2
            line = lines[0][match.a + middle]
            indent = line[: len(line) - len(line.lstrip())]
            yield Edit(path, match.a + middle, match.b + middle, indent + comment)


def _text(each: sandbox.Content | None) -> str | None:
    if each is None or isinstance(each, str) or b"\r" in each[0]:
        return None
    try:
        return each[0].decode()
    except UnicodeDecodeError:
        return None


def _comment(path: str) -> str | None:
    """A line that nobody minds in a file; None: there is none."""
    ending = PurePosixPath(path).suffix.lower()
    if ending in _NO_COMMENTS:
        return None
    if ending in _SLASHES:
        return f"// {_WORDS}"
    if ending in _TAGS:
        return f"<!-- {_WORDS} -->"
    if ending in (".css", ".scss"):
        return f"/* {_WORDS} */"
    return f"# {_WORDS}" if ending in _HASH or not ending else _WORDS


def _write(box: sandbox.Sandbox, edit: Edit) -> None:
    place = box.root / edit.path
    place.write_bytes(edit.into(place.read_bytes(), edit.old))


def _with_once(
    wanted: Mapping[str, sandbox.Content], prepared: generate.Prepared, box: sandbox.Sandbox
) -> dict[str, sandbox.Content]:
    """What is expected: files that are made once stay as they were made."""
    once = [made.path for made in prepared.base.files if made.policy == "once"]
    there = box.product()
    return {**wanted, **{path: there[path] for path in once if path in there}}


def _with_edit(wanted: dict[str, sandbox.Content], edit: Edit | None) -> dict[str, sandbox.Content]:
    each = wanted.get(edit.path) if edit else None
    if edit is None or each is None or isinstance(each, str):
        return wanted
    return {**wanted, edit.path: (edit.into(each[0], edit.new), each[1])}
