"""Check: which instances are no longer what their template makes, and what they differ from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from jigsmith.app.generating import injecting
from jigsmith.app.records import bases, history, instances, moved
from jigsmith.base import errors
from jigsmith.engines.templates import changes
from jigsmith.engines.templates import format as formats

State = Literal["current", "edited", "outdated", "missing", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One instance."""

    template: str
    name: str
    version: str
    """Of the template it was made with."""
    newest: str
    """Of the template that is here. Empty: there is none."""
    outdated: bool
    """Whether the template is another one now: `jig update` carries that over."""
    edited: Sequence[str] = ()
    """Files that differ from what was generated."""
    missing: Sequence[str] = ()
    """Files that were generated and are not there."""
    moved: Sequence[str] = ()
    """Files that somebody has moved: `from → to`. That is no drift."""
    problem: str = ""
    """Why it cannot be told."""

    @property
    def drifted(self) -> bool:
        """Whether anything is not as the template makes it."""
        return bool(self.outdated or self.edited or self.missing or self.problem)


@dataclass(frozen=True, slots=True)
class _Project:
    """What is known of all instances, to tell about one."""

    root: Path
    moves: moved.Moves
    put: Mapping[str, Sequence[bases.Put]]
    """What templates have put into files, by path."""


def check(root: Path, template: str | None = None, names: Sequence[str] = ()) -> list[Checked]:
    """Every instance of a template, or of all, or those named. TemplateMissing, InstanceMissing."""
    project = _Project(root, moved.Moves(root), _put(root))
    if template is None:
        return [_checked(project, record, loaded) for each in instances.templates(root)
                for loaded in [_loaded(root, each)] for record in instances.list_all(root, each)]  # fmt: skip
    loaded = formats.load(formats.find(root, template))
    found = list(instances.list_all(root, loaded.name))
    for name in names:
        if all(record.name != name for record in found):
            raise errors.InstanceMissing(f"no instance {name!r} of {loaded.name} is recorded", where=str(root))
    return [_checked(project, record, loaded) for record in found if not names or record.name in names]


def _loaded(root: Path, name: str) -> formats.Loaded | errors.JigError:
    try:
        return formats.load(formats.find(root, name))
    except errors.JigError as error:
        return error


def _put(root: Path) -> dict[str, list[bases.Put]]:
    """All that templates have put into files of others, by path."""
    found: dict[str, list[bases.Put]] = {}
    every = [(each, record.name) for each in instances.templates(root) for record in instances.list_all(root, each)]
    for put in (put for each in every for put in _put_by(root, *each)):
        found.setdefault(put.path, []).append(put)
    return found


def _put_by(root: Path, template: str, name: str) -> Sequence[bases.Put]:
    """What one instance has put into files; nothing if its base is broken, which is told of the instance itself."""
    try:
        base = bases.read(root, template, name)
    except errors.JigError:
        return ()
    return base.put if base else ()


def _checked(project: _Project, record: instances.Record, template: formats.Loaded | errors.JigError) -> Checked:
    """One instance; what is wrong with its own files is its problem alone."""
    known = isinstance(template, formats.Loaded)
    found = Checked(
        template=record.template,
        name=record.name,
        version=record.version,
        newest=template.version if isinstance(template, formats.Loaded) else "",
        outdated=isinstance(template, formats.Loaded) and formats.digest(template) != record.digest,
        problem="" if known else str(template),
    )
    try:
        return _compared(project, record, found)
    except errors.JigError as error:
        return replace(found, problem=str(error))


def _compared(project: _Project, record: instances.Record, found: Checked) -> Checked:
    root = project.root
    base = bases.read(root, record.template, record.name)
    at = {made.path: made.at or made.path for made in base.files} if base else {}
    made = {made.at or made.path: made.data for made in base.files} if base else {}
    once = {made.at or made.path for made in base.files if made.policy == "once"} if base else set()
    places = {at.get(path, path): sha for path, sha in record.files.items() if at.get(path, path) not in once}
    gone = [path for path in places if history.now(root, path) == (None, None)]
    to = project.moves.find({path: made.get(path) for path in gone}) if gone else {}
    edited = [to.get(path, path) for path, sha in places.items()
              if (path in to or path not in gone) and not _is_as(project, to.get(path, path), sha)]  # fmt: skip
    missing = [path for path in gone if path not in to]
    return replace(found, edited=edited, missing=missing, moved=[f"{was} → {now}" for was, now in to.items()])


def _is_as(project: _Project, path: str, sha: str) -> bool:
    """Whether a file holds what was generated, line ends and what other templates have put into it left aside."""
    data, link = history.now(project.root, path)
    if data is None:
        return changes.sha(f"link {link}".encode()) == sha
    if changes.sha(data) == sha or (b"\r\n" in data and changes.sha(data.replace(b"\r\n", b"\n")) == sha):
        return True
    source = data.decode("utf-8", "surrogateescape")
    for each in reversed(project.put.get(path, ())):
        left = injecting.without(source, each)
        source = source if left is None else left
    return changes.sha(source.encode("utf-8", "surrogateescape")) == sha
