"""Check: which instances are no longer what their template makes, and what they differ from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jigsmith.app import bases, history, instances
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
    problem: str = ""
    """Why it cannot be told."""

    @property
    def drifted(self) -> bool:
        """Whether anything is not as the template makes it."""
        return bool(self.outdated or self.edited or self.missing or self.problem)


def check(root: Path, template: str | None = None, names: Sequence[str] = ()) -> list[Checked]:
    """Every instance of a template, or of all, or those named. TemplateMissing, InstanceMissing."""
    if template is None:
        return [_checked(root, record, _loaded(root, each)) for each in instances.templates(root)
                for record in instances.list_all(root, each)]  # fmt: skip
    loaded = formats.load(formats.find(root, template))
    found = list(instances.list_all(root, loaded.name))
    for name in names:
        if all(record.name != name for record in found):
            raise errors.InstanceMissing(f"no instance {name!r} of {loaded.name} is recorded", where=str(root))
    return [_checked(root, record, loaded) for record in found if not names or record.name in names]


def _loaded(root: Path, name: str) -> formats.Loaded | errors.JigError:
    try:
        return formats.load(formats.find(root, name))
    except errors.JigError as error:
        return error


def _checked(root: Path, record: instances.Record, template: formats.Loaded | errors.JigError) -> Checked:
    edited, missing = [], []
    moved = {made.path: made.at or made.path for made in _made(root, record)}
    for path, sha in record.files.items():
        at = moved.get(path, path)
        data, link = history.now(root, at)
        if data is None and link is None:
            missing.append(at)
        elif changes.sha(data if data is not None else f"link {link}".encode()) != sha:
            edited.append(at)
    gone = isinstance(template, errors.JigError)
    return Checked(
        template=record.template,
        name=record.name,
        version=record.version,
        newest="" if isinstance(template, errors.JigError) else template.version,
        outdated=not isinstance(template, errors.JigError) and formats.digest(template) != record.digest,
        edited=edited,
        missing=missing,
        problem=str(template) if gone else "",
    )


def _made(root: Path, record: instances.Record) -> Sequence[bases.Made]:
    base = bases.read(root, record.template, record.name)
    return base.files if base else ()
