"""Bases: what was generated, as it was, beside the record of each instance. Updates merge from it.

It is stored, never rendered again: the template it came from may be gone or read differently by then. One compressed
file each, committed with the record, so that a colleague's update starts from the same.
"""

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.app.records import instances
from jigsmith.base import errors
from jigsmith.engines.templates import paths, records, render

_SUFFIX = ".base"
_SIGN = "jig:pieces "
MAX_BYTES = 64_000_000
"""Of a base, unpacked: it comes with the project, so it may be anybody's."""
MAX_PARTS = 2 * render.MAX_RENDERED


class Put(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was put into a file that was there."""

    id: str
    path: str
    text: str
    """As the template said it."""
    place: dict[str, Any]
    """Where in the file, as keywords of the engine's own record."""
    added: str
    """As it stands in the file."""


class Made(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One file as the template made it, before hooks saw it."""

    id: str
    path: str
    data: bytes | None
    link: str | None = None
    mode: int = 0o644
    policy: records.Policy = "merge"
    at: str = ""
    """Where it is, when somebody has moved it. Empty: at its path."""

    def rendered(self) -> render.Rendered:
        """The file as rendering gave it."""
        return render.Rendered(
            path=self.path, data=self.data, link=self.link, mode=self.mode, id=self.id, policy=self.policy
        )


class Base(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that one instance was made of."""

    files: list[Made]
    put: list[Put] = []
    format: int = 1


def of(files: Sequence[render.Rendered], put: Sequence[Put] = ()) -> Base:
    """The base for what was rendered and put into other files."""
    made = [
        Made(id=file.identity, path=file.path, data=file.data, link=file.link, mode=file.mode, policy=file.policy)
        for file in files
    ]
    return Base(files=made, put=list(put))


def place(template: str, name: str) -> str:
    """The path of the base from the project's root."""
    return instances.place(template, name).removesuffix(".yaml") + _SUFFIX


def rendered(template: str, name: str, base: Base) -> render.Rendered:
    """The base as the file it is kept in; the same base gives the same bytes."""
    return render.Rendered(path=place(template, name), data=zlib.compress(msgspec.msgpack.encode(base), 6))


def read(root: Path, template: str, name: str) -> Base | None:
    """The base of an instance; None if there is none. FileUnreadable: it is damaged."""
    path = paths.jail_file(root, place(template, name))
    if not path.is_file():
        return None
    try:
        return _decoded(path)
    except (OSError, zlib.error, ValueError, errors.PathEscapes) as error:
        do = "Restore it from git, or remove it and run `jig adopt`."
        raise errors.FileUnreadable(f"not what was generated: {error}", where=str(path), do=do) from error


def _decoded(path: Path) -> Base:
    """The base in a file; ValueError, MsgspecError and the like: it is none, or not one of ours."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError("it is too large")
    data = zlib.decompressobj().decompress(path.read_bytes(), MAX_BYTES)  # what is cut off does not decode
    found = msgspec.msgpack.decode(data, type=Base)
    if len(found.files) + len(found.put) > MAX_PARTS:
        raise ValueError("it has too many parts")
    if not all(map(_is_put, found.put)):
        raise ValueError("what it says was put into other files cannot be")
    for inside in [place for each in found.files for place in (each.path, each.at) if place]:
        paths.checked(inside)
        paths.refuse_records(inside)
    return found


def _is_put(put: Put) -> bool:
    """Whether a place and what stands in it are as the engine of injection writes them down."""
    if not put.place.keys() <= {"mark", "sorted", "imports", "registry", "key", "query", "at"}:
        return False
    for key, value in put.place.items():
        if key == "sorted":
            fits = isinstance(value, list | tuple) and [type(each) for each in value] == [str, str]
        else:
            fits = isinstance(value, bool if key == "imports" else str | None)
        if not fits:
            return False
    if not put.added.startswith(_SIGN):
        return True
    pieces = msgspec.json.decode(put.added.removeprefix(_SIGN))
    return isinstance(pieces, list) and all(
        isinstance(each, list) and [type(part) for part in each] == [str, str] for each in pieces
    )
