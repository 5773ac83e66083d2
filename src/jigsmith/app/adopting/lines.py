"""Adopting lines: instances of a template that makes no files, and only puts lines into those that are there."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jigsmith.app import templates
from jigsmith.app.adopting import adopted
from jigsmith.app.generating import injecting
from jigsmith.app.records import bases, instances
from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import parameters, paths
from jigsmith.engines.templates.inject import text

_DO = "Take what differs into the template, or leave it as it is: `jig generate` works all the same."


def adopt(root: Path, template: formats.Loaded, name: str, *, dry_run: bool) -> adopted.Adopted:
    """Record the instance `name`, whose lines stand in their files as the template makes them.

    Its parameters are those that the template's tests have for that name, else the defaults. InstanceMissing: there are
    no such lines.
    """
    parameters.checked_name(template, name)
    known = [golden.parameters for golden in templates.goldens(template) if golden.name == name]
    tried = [(params, _there(root, template, name, params)) for params in known or [{}]]
    params, found = next(((params, put) for params, put in tried if put), ({}, []))
    if not found:
        raise _missing(root, name, known=bool(known))
    if not dry_run:
        adopted.record(root, template, name, params=params, base=bases.Base(files=[], put=found))
    return adopted.Adopted(
        template=template.name,
        version=template.version,
        name=name,
        params=params,
        exact=True,
        residue_lines=0,
        files=list(dict.fromkeys(put.path for put in found)),
        missing=[],
        instance=instances.place(template.name, name),
        dry_run=dry_run,
    )


def adopt_all(
    root: Path, template: formats.Loaded, *, dry_run: bool, progress: Callable[[str], None] | None
) -> tuple[list[adopted.Adopted], list[adopted.Failed]]:
    """Adopt every instance of the template's tests, but for those recorded already; a name that several have, once."""
    digest = formats.digest(template)
    done: list[adopted.Adopted] = []
    failed: list[adopted.Failed] = []
    for name in dict.fromkeys(golden.name for golden in templates.goldens(template)):
        record = instances.read(root, template.name, name)
        if record and record.digest == digest:
            continue
        if progress:
            progress(name)
        try:
            done.append(adopt(root, template, name, dry_run=dry_run))
        except errors.JigError as error:
            failed.append(adopted.Failed(name=name, error=str(error)))
    return done, failed


def _missing(root: Path, name: str, *, known: bool) -> errors.InstanceMissing:
    if known:
        what = f"the lines of {name!r} are not as the template makes them, so no update could replace them"
        return errors.InstanceMissing(what, where=str(root), do=_DO)
    what = f"no file has the lines that the template would put there for {name!r}"
    return errors.InstanceMissing(what, where=str(root), do="Write the name as its lines have it.")


def _there(root: Path, template: formats.Loaded, name: str, params: Mapping[str, Any]) -> list[bases.Put]:
    """All that the template puts into files for these values, as it stands there; empty: something is not there."""
    values = parameters.complete(template, name, params)
    wishes = list(injecting.wished(template, values))
    found = [put for wish in wishes for put in _put(root, wish)]
    return found if len(found) == len(wishes) else []


def _put(root: Path, wish: injecting.Wish) -> Iterator[bases.Put]:
    place = paths.jail_file(root, wish.path)
    try:
        source = place.read_bytes().decode().replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return
    lines = source.split("\n")
    held = text.find_block(lines, wish.text)
    if held is None:
        return
    first, last = held
    wanted = text.lines_of(wish.text)
    there = text.lines_of("\n".join(lines[first:last]))
    if wanted[:-1] != there[:-1] or wanted[-1] != there[-1].removesuffix("," if wish.part.registry else ""):
        return
    below = len(text.empty_around(wish.text)[1])
    while below and last < len(lines) - 1 and not lines[last].strip():
        below, last = below - 1, last + 1
    yield injecting.kept(wish, "".join(f"{line}\n" for line in lines[first:last]))
