"""Check: which instances are no longer what their template makes, and what they differ from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jigsmith.app import bases, history, injecting, instances
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
    put = _put(root)
    if template is None:
        loaded = {each: _loaded(root, each) for each in instances.templates(root)}
        every = [record for each in loaded for record in instances.list_all(root, each)]
        return [_checked(root, record, loaded[record.template], put) for record in every]
    one = formats.load(formats.find(root, template))
    found = list(instances.list_all(root, one.name))
    for name in names:
        if all(record.name != name for record in found):
            raise errors.InstanceMissing(f"no instance {name!r} of {one.name} is recorded", where=str(root))
    return [_checked(root, record, one, put) for record in found if not names or record.name in names]


def _loaded(root: Path, name: str) -> formats.Loaded | errors.JigError:
    try:
        return formats.load(formats.find(root, name))
    except errors.JigError as error:
        return error


def _put(root: Path) -> dict[str, list[bases.Put]]:
    """All that templates have put into files of others, by path."""
    found: dict[str, list[bases.Put]] = {}
    for template in instances.templates(root):
        for record in instances.list_all(root, template):
            base = bases.read(root, template, record.name)
            for put in base.put if base else ():
                found.setdefault(put.path, []).append(put)
    return found


def _checked(
    root: Path,
    record: instances.Record,
    template: formats.Loaded | errors.JigError,
    put: Mapping[str, Sequence[bases.Put]],
) -> Checked:
    edited, missing = [], []
    moved = {made.path: made.at or made.path for made in _made(root, record)}
    for path, sha in record.files.items():
        at = moved.get(path, path)
        data, link = history.now(root, at)
        if data is None and link is None:
            missing.append(at)
        elif changes.sha(data if data is not None else f"link {link}".encode()) != sha:
            edited += [] if data is not None and _as_made(data, sha, put.get(at, ())) else [at]
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


def _as_made(data: bytes, sha: str, put: Sequence[bases.Put]) -> bool:
    """Whether a file is as it was made but for what other templates have put into it."""
    source: str | None = data.decode("utf-8", "surrogateescape")
    for each in reversed(put):
        left = injecting.without(source, each) if source is not None else None
        source = left if left is not None else source
    return source is not None and changes.sha(source.encode("utf-8", "surrogateescape")) == sha


def _made(root: Path, record: instances.Record) -> Sequence[bases.Made]:
    base = bases.read(root, record.template, record.name)
    return base.files if base else ()
