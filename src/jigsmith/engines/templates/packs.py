"""Packs: templates of others that lie in `.jig/packs/NAME` of a project, each pinned by a digest in `jig.toml`.

Whoever edits such a copy is told so when a template of it is used: an upgrade would take the edit away.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.base import errors
from jigsmith.engines.templates import documents, paths, render

FOLDER = ".jig/packs"
META = "pack.yaml"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
SUFFIXES = (".yaml", ".yml", ".json")
MAX_FILE = 2_000_000
"""Bytes of one file: as much as a template may have."""
MAX_BYTES = 20_000_000
MAX_FILES = 2_000
_KEPT = re.compile(r"(?i)pack\.yaml|(changelog|changes|history|readme|licen[cs]e|notice|copying)[^/]*")
_LEFT_OUT = re.compile(r"\.(?!gitignore$|editorconfig$|env\.example$)[^/]*|node_modules|__pycache__|.*\.pyc")
_INSTEAD: ContextVar[Mapping[str, Path]] = ContextVar("instead", default={})  # noqa: B039 - it is never changed


class Meta(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What `pack.yaml` at the top of a pack says. All of it may be left out."""

    name: str = ""
    version: str = ""
    description: str = ""
    changelog: str = "CHANGELOG.md"
    """The file that says what is new in each version."""


@contextmanager
def instead(folders: Mapping[str, Path]) -> Iterator[None]:
    """For the time of the block, the templates of some packs are those in other folders."""
    token = _INSTEAD.set({**_INSTEAD.get(), **folders})
    try:
        yield
    finally:
        _INSTEAD.reset(token)


def names(root: Path) -> list[str]:
    """The packs that lie in a project."""
    try:
        found = [entry.name for entry in os.scandir(root / FOLDER) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return sorted(name for name in found if NAME.fullmatch(name))


def shelves(root: Path) -> list[Path]:
    """The folders in which templates of packs lie."""
    found = []
    for name in names(root):
        folder = _INSTEAD.get().get(name) or root / FOLDER / name
        found += [folder / "templates", folder]
    return found


def pack_of(root: Path, path: Path) -> str | None:
    """The pack that a template at `path` belongs to; None: it is the project's own, or shipped."""
    try:
        parts = path.relative_to(root / FOLDER).parts
    except ValueError:
        return None
    return parts[0] if parts else None


def verify(root: Path, path: Path) -> None:
    """PackChanged if the template at `path` is of a pack that was edited since it was added, or that nobody pinned."""
    name = pack_of(root, path)
    if name is None:
        return
    from jigsmith.base import settings  # noqa: PLC0415 - start-up time: only templates of packs need it

    pinned = next((each for each in settings.load(root).packs if each.name == name), None)
    if pinned is None:
        do = f"Add it with `jig add`, or take it away with `jig remove {name}`."
        raise errors.PackChanged(f"the pack `{name}` is not in jig.toml", where=str(root / FOLDER / name), do=do)
    if digest(held(root / FOLDER / name)) != pinned.digest:
        version = f"@{pinned.version}" if pinned.version else ""
        do = (
            f"Put it back with `jig add {pinned.source}{version} --name {name}`, keep what is there with "
            f"`jig add {FOLDER}/{name}`, or copy the template to .jig/templates and edit it there."
        )
        raise errors.PackChanged(
            f"the pack `{name}` was edited since it was added", where=str(root / FOLDER / name), do=do
        )


def held(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """The files in the folder of a pack, by path: what is in them, and whether they can be run. FileUnreadable."""
    found: dict[str, tuple[bytes, bool]] = {}
    for here, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted([*files, *(each for each in folders if (Path(here) / each).is_symlink())]):
            place = Path(here) / name
            path = place.relative_to(folder).as_posix()
            try:
                data = b"\0link" if place.is_symlink() else place.read_bytes()
                found[path] = data, bool(place.lstat().st_mode & 0o100)
            except OSError as error:
                raise errors.FileUnreadable(f"cannot be read: {error.strerror}", where=str(place)) from error
    return found


def digest(files: Mapping[str, tuple[bytes, bool]]) -> str:
    """A hash of the names, modes and contents of the files of a pack; line ends that git changes do not count."""
    whole = hashlib.sha256()
    for path in sorted(files):
        data, executable = files[path]
        body = data.replace(b"\r\n", b"\n")
        head = f"{len(path.encode())} {path} {int(executable)} {len(body)} "
        whole.update(head.encode() + body)
    return whole.hexdigest()


def chosen(files: Mapping[str, tuple[bytes, bool]]) -> dict[str, tuple[bytes, bool]]:
    """Those files of a source that are the pack: its templates, with what is said about them.

    They are in `templates/` or `.jig/templates/`, or in folders at its top; or it is one template. TemplateMissing:
    there is none.
    """
    about = {path: file for path, file in files.items() if "/" not in path and _KEPT.fullmatch(path)}
    for shelf in ("templates/", ".jig/templates/"):
        inner = {path[len(shelf) :]: file for path, file in files.items() if path.startswith(shelf)}
        if _templates(inner):
            return about | {f"templates/{path}": file for path, file in inner.items() if not _hidden(path)}
    whole = {path: file for path, file in files.items() if not _hidden(path)}
    if any(f"template{suffix}" in whole for suffix in SUFFIXES):
        stem = _name_in(whole) or "template"
        return about | {f"templates/{stem}/{path}": file for path, file in whole.items() if path != META}
    tops = _templates(whole)
    if not tops:
        do = "A pack has templates/NAME/template.yaml, or is one template."
        raise errors.TemplateMissing("there is no template in it", do=do)
    kept = {
        path: file
        for path, file in whole.items()
        if path.partition("/")[0].rpartition(".")[0] in tops or path.partition("/")[0] in tops
    }
    return about | {f"templates/{path}": file for path, file in kept.items()}


def _hidden(path: str) -> bool:
    return any(_LEFT_OUT.fullmatch(part) for part in path.split("/"))


def _templates(files: Mapping[str, tuple[bytes, bool]]) -> set[str]:
    """The names of the templates on a shelf."""
    folders = {
        path.partition("/")[0]
        for path in files
        if path.count("/") == 1 and path.rpartition("/")[2] in {f"template{each}" for each in SUFFIXES}
    }
    alone = {
        path.rpartition(".")[0]
        for path, (data, _) in files.items()
        if "/" not in path and path.endswith(SUFFIXES) and path != META and re.search(rb"(?m)^files:", data)
    }
    return folders | alone


def _name_in(files: Mapping[str, tuple[bytes, bool]]) -> str | None:
    data = next(files[f"template{each}"][0] for each in SUFFIXES if f"template{each}" in files)
    found = re.search(rb"(?m)^[\"']?name[\"']?:\s*[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)", data)
    return found[1].decode() if found else None


def rendered(name: str, files: Mapping[str, tuple[bytes, bool]]) -> list[render.Rendered]:
    """The files of a pack as they are written. PathEscapes, TemplateInvalid: a name is refused, or it is too large."""
    total = sum(len(data) for data, _ in files.values())
    if len(files) > MAX_FILES or total > MAX_BYTES:
        what = f"a pack has at most {MAX_FILES} files and {MAX_BYTES} bytes; this one has {len(files)} and {total}"
        raise errors.TemplateInvalid(what, where=name, do="Take what is no template out of it.")
    large = next((path for path, (data, _) in files.items() if len(data) > MAX_FILE), None)
    if large:
        raise errors.TemplateInvalid(
            f"{large} is larger than {MAX_FILE} bytes", where=name, do="Take it out of the pack."
        )
    for path in files:
        paths.checked(path)
    paths.distinct(files)
    return [
        render.Rendered(path=f"{FOLDER}/{name}/{path}", data=data, mode=0o755 if executable else 0o644)
        for path, (data, executable) in files.items()
    ]


def meta(files: Mapping[str, tuple[bytes, bool]], *, origin: str) -> Meta:
    """What `pack.yaml` says; without one, nothing. TemplateInvalid."""
    if META not in files:
        return Meta()
    try:
        raw, _ = documents.read(files[META][0].decode("utf-8-sig"), origin=f"{origin}/{META}")
        found = msgspec.convert(raw, Meta)
    except (UnicodeDecodeError, msgspec.ValidationError) as error:
        raise errors.TemplateInvalid(
            f"not what says what a pack is: {error}", where=f"{origin}/{META}", do="Correct it."
        ) from error
    if found.name and not NAME.fullmatch(found.name):
        raise errors.TemplateInvalid(
            f"{found.name[:80]!r} cannot be the name of a pack",
            where=f"{origin}/{META}",
            do="Use letters, digits, `-`, `_` and `.`.",
        )
    return found


def schema() -> dict[str, Any]:
    """The JSON schema of a pack.yaml (draft 2020-12)."""
    found = msgspec.json.schema(Meta)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "pack.yaml", **found}


def template_names(files: Mapping[str, tuple[bytes, bool]]) -> Sequence[str]:
    """The names of the templates in a pack, as their files have them."""
    return sorted(
        _templates(
            {path.removeprefix("templates/"): file for path, file in files.items() if path.startswith("templates/")}
        )
    )
