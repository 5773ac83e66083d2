"""The template format: loading, finding and writing back. A template is one YAML or JSON file, alone or in a folder
with the files that it names in `source`.
"""

import re
from pathlib import Path
from typing import Any

import msgspec

from jigsmith.base import digests, errors
from jigsmith.engines.templates import checking, documents, emit, expressions, memory, paths, records
from jigsmith.engines.templates.records import Delimiters, File, Hooks, Loaded, Parameter, Template

__all__ = [
    "Delimiters",
    "File",
    "Hooks",
    "Loaded",
    "Parameter",
    "Template",
    "dump",
    "find",
    "list_all",
    "load",
    "schema",
]
MAX_SOURCE_BYTES = 2_000_000
MAX_ABOVE = 8  # templates that extend one another
_SUFFIXES = (".yaml", ".yml", ".json")
_PACKS = ".jig/packs"
_CATALOGUE = Path(__file__).parents[2] / "catalogue"
"""The templates that come with jigsmith."""


def load(path: Path) -> Loaded:
    """The template in a folder or a file; `source` files are read into `content`, what it extends is in it.

    TemplateInvalid names file, place and line; FileUnreadable means no file, no permission or not text.
    """
    return _load(path, ())


def _load(path: Path, above: tuple[Path, ...]) -> Loaded:
    origin = _file_in(path) if path.is_dir() else path
    raw, lines = memory.read(_text(origin), origin=str(origin), as_json=origin.suffix == ".json")
    template = checking.check(raw, origin=str(origin), lines=lines)
    values = {key: getattr(template, key) for key in Template.__struct_fields__}
    values["files"] = [_with_source(file, origin.parent) for file in template.files]
    found = Loaded(**values, origin=origin, lines=lines)
    if not (found.extends or found.includes):
        return found
    if origin.resolve() in above or len(above) > MAX_ABOVE:
        raise errors.TemplateInvalid("what it extends or includes leads back to itself", where=str(origin))
    from jigsmith.engines.templates import compose  # noqa: PLC0415 - start-up time: most templates stand alone

    return compose.whole(found, load=lambda other: _load(other, (*above, origin.resolve())), find=_beside)


def _beside(origin: Path, name: str) -> Path | None:
    """Where the template `name` lies, seen from the one in the file `origin`: by its path, on its shelf, or shipped."""
    folder = origin.parent if origin.stem == "template" else origin
    if name.startswith("."):
        place = (origin.parent / name).resolve()
        inside = place.is_relative_to(folder.parent.parent.resolve())  # not out of the project, or of the pack
        return _on(place.parent, place.name) if inside else None
    return _on(folder.parent, name) or _on(_CATALOGUE, name)


def dump(template: Template) -> str:
    """`template` as YAML. Content that was read from `source` files stays there."""
    bare = Template(**{key: getattr(template, key) for key in Template.__struct_fields__})
    raw = msgspec.to_builtins(bare)
    for file in raw.get("files", ()):
        if file.get("source") is not None:
            file.pop("content", None)
    for injection in raw.get("inject", ()):
        injection["content"] = injection.pop("content")  # last: the place is read first
    return emit.write(raw)


def digest(template: Template) -> str:
    """A hash of all that a template says, its `source` files included."""
    bare = Template(**{key: getattr(template, key) for key in Template.__struct_fields__})
    return digests.sha256(msgspec.json.encode(bare))


def schema() -> dict[str, Any]:
    """The JSON schema of a template file (draft 2020-12)."""
    found = msgspec.json.schema(Template)
    parts = found["$defs"]
    parts["File"]["oneOf"] = [{"required": [kind]} for kind in ("content", "source", "link")]
    parts["Injection"]["oneOf"] = [{"required": [kind]} for kind in checking.PLACES]
    parts["Template"]["properties"]["name"]["pattern"] = f"^{records.NAME.pattern}$"
    parts["Template"]["properties"]["parameters"]["propertyNames"] = {"pattern": f"^{records.IDENTIFIER.pattern}$"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "jigsmith template", **found}


def _file_in(folder: Path) -> Path:
    for suffix in _SUFFIXES:
        if (folder / f"template{suffix}").is_file():
            return folder / f"template{suffix}"
    raise errors.TemplateMissing("no template.yaml in this folder", where=str(folder))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_SOURCE_BYTES else None
    except OSError as error:
        raise errors.FileUnreadable(f"cannot be read: {error.strerror or error}", where=str(path)) from error
    if data is None:
        raise errors.TemplateInvalid(f"larger than {MAX_SOURCE_BYTES} bytes", where=str(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise errors.FileUnreadable(
            "not UTF-8 text", where=f"{path}:{line}", do="A template holds text only; save it as UTF-8."
        ) from error


def _with_source(file: File, folder: Path) -> File:
    if file.source is None:
        return file
    text = _text(paths.jail_file(folder, file.source))
    if file.newline != "keep":
        text = text.replace("\r\n", "\n")
    return msgspec.structs.replace(file, content=text)


def find(root: Path, name: str) -> Path:
    """Where the template `name` lies, to be handed to `load`: in the project at `root`, or in what is shipped.

    Looked up by the name of its file or folder, then by the `name` it gives itself; TemplateMissing otherwise.
    """
    if records.NAME.fullmatch(name):
        for shelf in _shelves(root):
            path = _on(shelf, name)
            if path:
                _verify(root, path)
                return path
    known = dict(list_all(root))
    if name in known:
        _verify(root, known[name])
        return known[name]
    do = expressions.nearest(name, known) or "`jig templates` lists those that are here."
    raise errors.TemplateMissing(f"there is no template `{name[:100]}`", where=str(root), do=do)


def list_all(root: Path) -> list[tuple[str, Path]]:
    """The name and the place of every template, sorted; of two with one name, that of the project is the one."""
    found: dict[str, Path] = {}
    for shelf in _shelves(root):
        for stem in _stems(shelf):
            path = _on(shelf, stem)
            name = path and _name_in(path)
            if path and (name or shelf.parent.name == ".jig"):
                found.setdefault(name or stem, path)
    return sorted(found.items())


def variants(root: Path, name: str) -> list[Path]:
    """Where the templates lie that say they are a variant of `name`, those of the project first, each shelf by name."""
    said = re.compile(rf"""^["']?variant_of["']?\s*:\s*["']?{re.escape(name)}["']?\s*(#.*)?,?\s*$""", re.MULTILINE)
    found: dict[str, Path] = {}
    for shelf in _shelves(root):
        for stem in _stems(shelf):
            path = _on(shelf, stem)
            if path and stem not in found and said.search(_head(path)):
                found[stem] = path
    return list(found.values())


def is_shipped(template: Loaded) -> bool:
    """Whether it comes with jigsmith, so that nobody has to be asked about its commands."""
    return template.origin.is_relative_to(_CATALOGUE)


def project_of(template: Loaded) -> Path:
    """The project on whose shelf a template lies."""
    shelf = (template.origin.parent if template.origin.stem == "template" else template.origin).parent
    return shelf.parent.parent if shelf.parent.name == ".jig" else shelf.parent


def is_of_project(root: Path, path: Path) -> bool:
    """Whether a template that lies there is the project's own, from no pack and not shipped."""
    return any(path.is_relative_to(shelf) for shelf in _shelves(root)[:2])


def _head(path: Path) -> str:
    """How the file of a template begins."""
    try:
        with (_file_in(path) if path.is_dir() else path).open(encoding="utf-8", errors="replace") as stream:
            return stream.read(4_000)
    except OSError:
        return ""


def on(shelf: Path, name: str) -> Path:
    """Where the template `name` lies on a shelf. TemplateMissing."""
    if found := _on(shelf, name):
        return found
    raise errors.TemplateMissing(f"there is no template `{name[:100]}`", where=str(shelf))


def _shelves(root: Path) -> tuple[Path, ...]:
    return root / ".jig" / "templates", root / "templates", *_shelves_of_packs(root), _CATALOGUE


def _shelves_of_packs(root: Path) -> list[Path]:
    if not (root / _PACKS).is_dir():
        return []
    from jigsmith.engines.templates import packs  # noqa: PLC0415 - start-up time: most projects have none

    return packs.shelves(root)


def _verify(root: Path, path: Path) -> None:
    """PackChanged: the template is of a pack that is not as it was added."""
    if path.is_relative_to(root / _PACKS):
        from jigsmith.engines.templates import packs  # noqa: PLC0415 - start-up time: most projects have none

        packs.verify(root, path)


def _stems(shelf: Path) -> list[str]:
    try:
        return sorted({entry.stem if entry.suffix in _SUFFIXES else entry.name for entry in shelf.iterdir()})
    except OSError:
        return []


def _on(shelf: Path, name: str) -> Path | None:
    """The folder or the file of the template `name` on a shelf."""
    folder = shelf / name
    if any((folder / f"template{suffix}").is_file() for suffix in _SUFFIXES):
        return folder
    return next((path for suffix in _SUFFIXES if (path := shelf / f"{name}{suffix}").is_file()), None)


def _name_in(path: Path) -> str | None:
    """The `name` a template gives itself; None if the file is none, or is broken."""
    try:
        origin = _file_in(path) if path.is_dir() else path
        raw, _ = documents.read(_text(origin), origin=str(origin), as_json=origin.suffix == ".json")
    except errors.JigError:
        return None
    name = raw.get("name") if isinstance(raw, dict) and "files" in raw else None
    return name if isinstance(name, str) else None
