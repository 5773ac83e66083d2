"""Instances: what was generated or adopted, one small file each in `.jig/instances/TEMPLATE/KEY.yaml`.

They are committed with the project. One file for each keeps two branches from getting in each other's way.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.base import digests, errors, places
from jigsmith.engines.templates import documents, emit, paths, render

_SIMPLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_RESTORE = "Restore it from git, or remove it and run `jig adopt`."
_DEVICE = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)")


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One instance."""

    template: str
    version: str
    digest: str
    """Of the template it was made with."""
    name: str
    parameters: dict[str, Any] = {}
    """Those that were given and differ from their default."""
    files: dict[str, str]
    """By path from the root: the hash of what the template makes of it."""


def key(name: str) -> str:
    """The file name, without ending, for an instance of this name: the name itself where that is safe."""
    if _SIMPLE.fullmatch(name) and not _DEVICE.fullmatch(name):
        return name
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:60]
    return f"{safe or 'name'}-{digests.sha256(name.encode())[:8]}"


def place(template: str, name: str) -> str:
    """The path of the record from the project's root."""
    return f"{places.FOLDER}/instances/{template}/{key(name)}.yaml"


def read(root: Path, template: str, name: str) -> Record | None:
    """The record of an instance; None if there is none. TemplateInvalid: the record is broken."""
    path = paths.jail_file(root, place(template, name))
    found = _read(path) if path.is_file() else None
    return found if found and found.name == name else None


def templates(root: Path) -> list[str]:
    """The names of the templates of which instances are recorded."""
    folder = root / places.FOLDER / "instances"
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def list_all(root: Path, template: str) -> Iterator[Record]:
    """Every instance of a template, by name. Broken records of other templates are nobody's business here."""
    for path in sorted((root / places.FOLDER / "instances" / template).glob("*.yaml")):
        yield _read(path)


def refuse_other_spelling(root: Path, template: str, name: str) -> None:
    """WouldOverwrite: the record of `Invoice` is there and would be that of `invoice` on systems that fold case."""
    mine = f"{key(name)}.yaml"
    folder = root / places.FOLDER / "instances" / template
    there = os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208 - on the way of every generate
    others = [each for each in there if each != mine and each.casefold() == mine.casefold()]
    if others and mine not in there:
        other = others[0].removesuffix(".yaml")
        what = (
            f"`{other}` is recorded already, and its record and that of `{name}` are one file on systems that fold case"
        )
        do = f"Nothing was written. Write the name as it is recorded, `{other}`, or choose another one."
        raise errors.WouldOverwrite(what, where=str(folder / others[0]), do=do)


def rendered(record: Record) -> render.Rendered:
    """The record as the file it is kept in."""
    raw: Mapping[str, Any] = msgspec.to_builtins(record)
    return render.Rendered(path=place(record.template, record.name), data=emit.write(raw).encode())


def _read(path: Path) -> Record:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.FileUnreadable(f"cannot be read: {error}", where=str(path), do=_RESTORE) from error
    try:
        raw, _ = documents.read(text, origin=str(path))
    except errors.TemplateInvalid as error:
        what = f"not the record of an instance: {error.what}"
        raise errors.TemplateInvalid(what, where=error.where, do=_RESTORE) from error
    try:
        return msgspec.convert(raw, Record)
    except msgspec.ValidationError as error:
        what = f"not the record of an instance: {error}"
        raise errors.TemplateInvalid(what, where=str(path), do=_RESTORE) from error
