"""Changes: rendered files beside what is in their places, and what writing them would do. Nothing is written here."""

import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jigsmith.base import digests, errors
from jigsmith.engines.templates import paths, render

Action = Literal["create", "unchanged", "replace", "modify", "remove", "conflict"]
"""`modify`: some lines of a file that is there; `remove`: the file goes."""
WRITTEN = ("create", "replace", "modify", "remove")
Rendered = render.Rendered
_NOT_GENERATED = "is there, and was not generated"
_EDITED = "has changes of its own since it was generated or adopted"
_STAYS = "was changed since, and stays"
_ADOPT = ", or take it over with `jig adopt`"
MAX_COMPARED = 50_000_000
"""Bytes; a larger file in the way is a conflict without being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One rendered file beside what is in its place."""

    file: Rendered
    action: Action
    before: bytes | None = None
    """What is there now; None: nothing, or no file."""
    before_link: str | None = None
    """The target of the symbolic link that is there now."""
    reason: str = ""
    """Why it is a conflict, or stays as it is, in words that follow the path: `is a folder`."""
    mode: int | None = None
    """The permissions it gets, exactly. None: as the file asks for them and the user's umask has it."""


def sha(data: bytes) -> str:
    """The hash by which records name the content of a file."""
    return digests.sha256(data)


def content_of(file: Rendered) -> bytes:
    """What is hashed for a file: its bytes, or the target of the link."""
    return file.data if file.data is not None else f"link {file.link}".encode()


def plan(root: Path, files: Sequence[Rendered], ours: Mapping[str, str]) -> list[Change]:
    """What writing `files` below `root` would do. `ours` has, by path, the hash of what was written before: such a file
    may be replaced, every other one that differs is a conflict. PathEscapes: a path is not below the root.
    """
    paths.distinct(file.path for file in files)
    return [_change(root, file, ours.get(file.path)) for file in files]


def settled(planned: Sequence[Change], ours: Mapping[str, str]) -> list[Change]:
    """The same, but that a file somebody edited is left alone when what is made of it is what was made before, and one
    that is made once in any case.
    """
    return [_left_alone(change) if _is_settled(change, ours) else change for change in planned]


def _is_settled(change: Change, ours: Mapping[str, str]) -> bool:
    file = change.file
    known = ours.get(file.path) if change.reason == _EDITED else None
    return known is not None and (file.policy == "once" or known == sha(content_of(file)))


def _left_alone(change: Change) -> Change:
    return Change(file=change.file, action="unchanged", before=change.before, reason=_STAYS)


def _change(root: Path, file: Rendered, known: str | None) -> Change:
    place = paths.jail(root, file.path)
    blocked = _file_above(root, file.path)
    if blocked:
        return Change(file=file, action="conflict", reason=f"needs a folder where the file {blocked} is")
    try:
        mode = place.lstat().st_mode
    except FileNotFoundError:
        return Change(file=file, action="create")
    except OSError as error:
        return Change(file=file, action="conflict", reason=f"cannot be looked at: {error.strerror}")
    if stat.S_ISLNK(mode):
        return _beside_link(file, str(place.readlink()), known)
    if not stat.S_ISREG(mode):
        return Change(file=file, action="conflict", reason="is a folder" if stat.S_ISDIR(mode) else "is no file")
    return _beside_file(file, place, known)


def _file_above(root: Path, relative: str) -> str | None:
    """The first part of the path that should be a folder and is something else."""
    above = relative.split("/")[:-1]
    for count in range(1, len(above) + 1):
        here = "/".join(above[:count])
        place = root / here
        if not place.is_dir():
            return here if os.path.lexists(place) else None
    return None


def _beside_link(file: Rendered, target: str, known: str | None) -> Change:
    if file.link == target:
        return Change(file=file, action="unchanged")
    if known == sha(f"link {target}".encode()):
        return Change(file=file, action="replace", before_link=target)
    return Change(file=file, action="conflict", before_link=target, reason=f"is a symbolic link to {target}")


def _beside_file(file: Rendered, place: Path, known: str | None) -> Change:
    status = place.stat()
    if status.st_size > MAX_COMPARED:
        return Change(file=file, action="conflict", reason="is a large file that was not generated")
    try:
        before = place.read_bytes()
    except OSError as error:
        return Change(file=file, action="conflict", reason=f"cannot be read: {error.strerror}")
    same_mode = os.name == "nt" or bool(status.st_mode & 0o100) == bool(file.mode & 0o100)
    if before == file.data and same_mode:
        return Change(file=file, action="unchanged", before=before)
    if known == sha(before):
        return Change(file=file, action="replace", before=before)
    reason = _NOT_GENERATED if known is None else _EDITED
    return Change(file=file, action="conflict", before=before, reason=reason)


def modified(path: str, before: bytes, after: bytes) -> Change:
    """The change of some lines of a file that is somebody else's."""
    action: Action = "unchanged" if before == after else "modify"
    return Change(file=Rendered(path=path, data=after), action=action, before=before)


def over(root: Path, file: Rendered) -> Change:
    """The change that puts a file of jigsmith's own into its place, whatever that held before."""
    change = _change(root, file, None)
    known = change.before is not None and change.action == "conflict"
    return Change(file=file, action="replace", before=change.before) if known else change


def refuse_conflicts(changes: Sequence[Change]) -> None:
    """WouldOverwrite, naming every file that is in the way."""
    found = [change for change in changes if change.action == "conflict"]
    if found:
        listed = "; ".join(f"{change.file.path} {change.reason}" for change in found[:10])
        more = f"; and {len(found) - 10} more" if len(found) > 10 else ""
        raise errors.WouldOverwrite(listed + more, do=f"Nothing was written. {_way_out(found[0])}")


def _way_out(change: Change) -> str:
    """What can be done about a conflict: adopting is for what lies where an instance has its files."""
    if change.reason == _EDITED:
        return "Merge both with `jig update TEMPLATE NAME --set ...`, or undo these changes first."
    adoptable = change.reason == _NOT_GENERATED and not change.file.path.startswith(".jig/")
    return f"Move it away{',' if adoptable else ' or'} choose another name{_ADOPT if adoptable else ''}."
