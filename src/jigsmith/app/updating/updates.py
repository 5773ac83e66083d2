"""Updates: the records of what an update does to files, to instances and to a whole project. Nothing is done here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from jigsmith.app.generating import outcome
from jigsmith.app.records import bases, instances, moved, overlay
from jigsmith.engines.templates import changes, render
from jigsmith.engines.templates import format as formats

State = Literal["current", "updated", "conflict", "refused", "gone"]
"""`gone`: there is no such template any more, so the instance stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUpdate:
    """What becomes of one file of an instance."""

    path: str
    action: str
    """`keep`, `take`, `merged`, `conflict`, `deleted`, `remove`, `create`, `create-conflict`, `rename`, `inject`."""
    reason: str = ""
    """What one should know, in words that follow the path."""
    was: str = ""
    """Where it was, if it is moved."""
    diff: Sequence[str] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is left for somebody to decide."""
        return self.action not in ("conflict", "create-conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceUpdate:
    """What becomes of one instance."""

    template: str
    name: str
    was: str
    """The version it was made with."""
    version: str
    state: State
    files: Sequence[FileUpdate] = ()
    """Those of which there is something to say."""
    reason: str = ""
    """Why it is refused."""
    dropped: Sequence[str] = ()
    """Parameters that are recorded and that the template has no more."""


@dataclass(slots=True)
class Work:
    """One instance on its way to the new version."""

    record: instances.Record
    template: formats.Loaded
    base: bases.Base
    moves: moved.Moves
    at: Mapping[str, str]
    """Where files are now that somebody has moved, by where they were."""
    files: list[FileUpdate] = field(default_factory=list)
    new: list[bases.Made] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    put: list[bases.Put] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def records(self, parameters: Mapping[str, Any], left: Mapping[str, str]) -> list[render.Rendered]:
        """The record and the base that the instance has afterwards; `left`: hashes of files as hooks left them."""
        record = msgspec.structs.replace(
            self.record,
            version=self.template.version,
            digest=formats.digest(self.template),
            parameters=dict(parameters),
            files={**self.hashes, **left},
        )
        base = bases.Base(files=self.new, put=self.put)
        return [instances.rendered(record), bases.rendered(record.template, record.name, base)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One instance that is updated."""

    work: Work
    given: Mapping[str, Any]
    """The parameters that are recorded for it from now on."""
    values: Mapping[str, Any]
    """All parameters."""
    commands: Sequence[Sequence[str]] = ()
    """The hooks to run when its files are written."""

    @property
    def key(self) -> tuple[str, str]:
        """Of the instance: template and name."""
        return self.work.record.template, self.work.record.name

    @property
    def clean(self) -> bool:
        """Whether no conflict is left in it."""
        return all(file.clean for file in self.work.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an update does; nothing is written yet."""

    root: Path
    home: Path
    instances: Sequence[InstanceUpdate]
    written: Sequence[changes.Change] = field(default=(), repr=False)
    jobs: Sequence[Job] = field(default=(), repr=False)
    """One for each instance that is updated."""

    @property
    def conflicts(self) -> list[FileUpdate]:
        """The files that are left for somebody to decide."""
        return [file for each in self.instances for file in each.files if not file.clean]

    @property
    def refused(self) -> list[InstanceUpdate]:
        """The instances that cannot be updated."""
        return [each for each in self.instances if each.state == "refused"]


def diff(path: str, before: overlay.There | None, after: overlay.There | None) -> list[str]:
    """A unified diff of one file; empty where it is no text."""
    old, new = (side.data if side else None for side in (before, after))
    file = render.Rendered(path=path, data=new)
    return outcome.diff(changes.Change(file=file, action="modify", before=old)) if old != new else []
