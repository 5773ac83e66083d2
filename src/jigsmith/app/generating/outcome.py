"""Outcome: what generating did or would do, as faces and other programs get it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jigsmith.engines.templates import changes


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What happened to one file, or would."""

    path: str
    action: changes.Action
    lines: int
    """Of the file that is made; of one that is modified, those that differ."""
    sha256: str
    reason: str = ""
    """Why it is a conflict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """What was generated."""

    template: str
    version: str
    name: str
    root: Path
    dry_run: bool
    parameters: Mapping[str, Any]
    files: Sequence[FileResult]
    instance: str
    """The path of the record, from the root."""
    stale: Sequence[str] = ()
    kept: Sequence[str] = ()
    """Parameters whose values come from the record of the instance."""
    defaulted: Sequence[str] = ()
    """Parameters left at a default that does not follow from the name."""
    hooks: Sequence[str] = field(default=())
    """The commands that ran, or would."""
    skipped: Sequence[str] = ()
    """What was not put into a file because its place is not there, in words."""
    next: Sequence[str] = ()
    """What to do next, as the template says."""
    recovered: Sequence[str] = ()
    """What an earlier run that was killed had left half done, and was taken back first."""


def of(change: changes.Change) -> FileResult:
    """What one change does."""
    content = changes.content_of(change.file)
    data = change.file.data or b""
    lines = data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    if change.action == "modify":
        lines = sum(line[:1] in "+-" and line[:3] not in ("+++", "---") for line in difference(change))
    return FileResult(
        path=change.file.path, action=change.action, lines=lines, sha256=changes.sha(content), reason=change.reason
    )


def difference(change: changes.Change) -> list[str]:
    """A unified diff from what is there to what would be; empty if one of them is no text, or nothing is there."""
    return [] if change.before is None or change.file.data is None else diff(change)


def diff(change: changes.Change) -> list[str]:
    """A unified diff from what is there, or nothing, to what would be, or nothing; empty if one of them is no text."""
    import difflib  # noqa: PLC0415 - start-up time: only for what is shown

    try:
        before = (change.before or b"").decode()
        after = (change.file.data or b"").decode()
    except UnicodeDecodeError:
        return []
    path = change.file.path
    names = (f"{path} (there)" if change.before is not None else "/dev/null",
             f"{path} (new)" if change.file.data is not None else "/dev/null")  # fmt: skip
    return list(difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""))
