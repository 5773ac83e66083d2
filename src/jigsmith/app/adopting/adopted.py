"""What was adopted: the records of `adopt`, for files as for lines in files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jigsmith.app.records import bases, instances
from jigsmith.engines.templates import changes, locking, write
from jigsmith.engines.templates import format as formats


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """An instance that was there before its template."""

    template: str
    version: str
    name: str
    params: Mapping[str, Any]
    """Those that differ from their default."""
    exact: bool
    """Whether the template makes every file byte for byte."""
    residue_lines: int
    """Lines that are the instance's own."""
    files: Sequence[str]
    missing: Sequence[str]
    """What the template would make besides."""
    instance: str
    """The path of the record, from the root."""
    dry_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An instance that could not be adopted, and why."""

    name: str
    error: str


def record(root: Path, template: formats.Loaded, name: str, *, params: Mapping[str, Any], base: bases.Base) -> None:
    """Write down that an instance is one: its parameters, and what updates start from. WouldOverwrite, WriteFailed."""
    instances.refuse_other_spelling(root, template.name, name)
    files = {each.path: changes.sha(changes.content_of(each.rendered())) for each in base.files}
    mine = instances.Record(
        template=template.name,
        version=template.version,
        digest=formats.digest(template),
        name=name,
        parameters=dict(params),
        files=files,
    )
    kept = [instances.rendered(mine), bases.rendered(template.name, name, base)]
    with locking.alone(root), write.written(root, [changes.over(root, each) for each in kept]):
        pass
