"""Adopt: find the parameters with which a template makes files that are there, and record them as an instance."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from jigsmith.app import usage
from jigsmith.app.adopting import adopted
from jigsmith.app.records import bases, instances
from jigsmith.base import errors
from jigsmith.engines.templates import changes, matching, parameters, paths, render
from jigsmith.engines.templates import format as formats

if TYPE_CHECKING:
    from jigsmith.loop.build.fitting import fit as fitting

MAX_BYTES = 5_000_000
_NEVER = {".git", ".jig", "node_modules", ".venv", "__pycache__"}


Adopted = adopted.Adopted
Failed = adopted.Failed


def adopt(root: Path, template: str, name: str, *, dry_run: bool = False) -> Adopted:
    """Fit the template to the files of `name` and record the instance; no file of it is changed.

    InstanceMissing: none of its files is there. TemplateMissing, TemplateInvalid, ParameterInvalid, FileUnreadable.
    """
    loaded = formats.load(formats.find(root, template))
    usage.current().about(loaded.name, loaded.version)
    if _only_lines(loaded):
        from jigsmith.app.adopting import lines  # noqa: PLC0415 - start-up time: few templates put lines alone

        return lines.adopt(root, loaded, name, dry_run=dry_run)
    return _adopt(root, loaded, name, dry_run=dry_run)


def adopt_all(
    root: Path, template: str, *, dry_run: bool = False, progress: Callable[[str], None] | None = None
) -> tuple[list[Adopted], list[Failed]]:
    """Adopt every name whose files are where the template would put them, but for those recorded with it already; of a
    template that only puts lines into files, those that its tests name.
    """
    loaded = formats.load(formats.find(root, template))
    usage.current().about(loaded.name, loaded.version)
    if _only_lines(loaded):
        from jigsmith.app.adopting import lines  # noqa: PLC0415 - start-up time: few templates put lines alone

        return lines.adopt_all(root, loaded, dry_run=dry_run, progress=progress)
    digest = formats.digest(loaded)
    owners = {path: record.name for record in instances.list_all(root, loaded.name) for path in record.files}
    done: list[Adopted] = []
    failed: list[Failed] = []
    for name in candidates(root, loaded):
        if any(owners.get(path, name) != name for path in _located(root, loaded, name)):
            continue  # recorded, as somebody else spelled it
        record = instances.read(root, loaded.name, name)
        if record and record.digest == digest:
            continue
        if progress:
            progress(name)
        try:
            done.append(_adopt(root, loaded, name, dry_run=dry_run))
        except errors.JigError as error:
            failed.append(Failed(name=name, error=str(error)))
    return done, failed


def _only_lines(template: formats.Loaded) -> bool:
    return bool(template.inject) and not template.files


def candidates(root: Path, template: formats.Loaded) -> list[str]:
    """The names for which all files that the template always makes are there, sorted. One set of files, one name."""
    always = [file for file in template.files if file.when in (None, True)] or list(template.files)
    patterns = [matching.pattern(file.path, template.delimiters) for file in always]
    first = next((p for p in patterns if p and any(hole.variable == "name" for hole in p.holes)), None)
    if first is None:
        raise errors.TemplateInvalid("no path of the template tells the name", where=str(template.origin))
    found: dict[tuple[str, ...], str] = {}
    for name, path in matching.names_in(first, list(_walk(root, first.folder))):
        if _is_whole(root, template, always, name):
            found.setdefault((path,), name)
    return sorted(found.values())


def _is_whole(root: Path, template: formats.Loaded, files: Sequence[formats.File], name: str) -> bool:
    try:
        return all(_locate(root, template, file, name) is not None for file in files)
    except errors.JigError:
        return False


def _walk(root: Path, folder: str) -> Iterator[str]:
    """Every file below a folder, as a path from the root; links are not followed."""
    for here, folders, files in os.walk(root / folder):
        folders[:] = sorted(each for each in folders if each not in _NEVER)
        above = Path(here).relative_to(root).as_posix()
        yield from (f"{above}/{file}" if above != "." else file for file in sorted(files))


def _adopt(root: Path, template: formats.Loaded, name: str, *, dry_run: bool) -> Adopted:
    parameters.checked_name(template, name)
    there = _read(root, template, name)
    fitted = _recorded(root, template, name, there) or _fit(template, name, there)
    made = render.render(template, name, fitted.params)
    missing = [file.path for file in made if not os.path.lexists(paths.jail(root, file.path))]
    if not dry_run:
        adopted.record(root, template, name, params=fitted.params, base=bases.of(made))
    return Adopted(
        template=template.name,
        version=template.version,
        name=name,
        params=fitted.params,
        exact=fitted.exact and not missing,
        residue_lines=fitted.residue_lines,
        files=list(there),
        missing=missing,
        instance=instances.place(template.name, name),
        dry_run=dry_run,
    )


def _recorded(root: Path, template: formats.Loaded, name: str, files: Mapping[str, bytes]) -> "fitting.Fit | None":
    """The values that are recorded for the instance, if they still give its files byte for byte."""
    from jigsmith.loop.build.fitting import fit as fitting  # noqa: PLC0415 - start-up time: alignment is heavy

    record = instances.read(root, template.name, name)
    try:
        made = (
            {f.path: changes.content_of(f) for f in render.render(template, name, record.parameters)} if record else {}
        )
    except errors.JigError:
        return None  # the template has changed since
    if record is None or any(made.get(path) != data for path, data in files.items()):
        return None
    return fitting.Fit(record.parameters, exact=True, residue_lines=0)


def _fit(template: formats.Loaded, name: str, files: Mapping[str, bytes]) -> "fitting.Fit":
    """The values with which the template comes nearest to the files.

    Where a file lies says some of them. Those that have no default are fitted as if they had an unlikely one, and are
    always among the values found.
    """
    from jigsmith.loop.build.fitting import fit as fitting  # noqa: PLC0415 - start-up time: alignment is heavy

    own = template.parameters
    told = _told_by_paths(template, name, files)
    stand_in = {key: _with_default(parameter, told.get(key)) for key, parameter in own.items()}
    found = fitting.fit(msgspec.structs.replace(template, parameters=stand_in), name, files)
    values = {key: found.params.get(key, told[key]) for key in told}
    for key in parameters.missing(template, {}):
        value = found.params.get(key, stand_in[key].default)
        values.setdefault(key, _NOTHING.get(own[key].type, "") if value in _UNLIKELY.values() else value)
    return fitting.Fit({**found.params, **values}, found.exact, found.residue_lines)


_UNLIKELY: dict[str, Any] = {"string": "unlikelyunlikely", "integer": 908172635, "number": 908172635}
_NOTHING: dict[str, Any] = {"integer": 0, "number": 0, "boolean": False, "list": [], "table": {}}


def _with_default(parameter: formats.Parameter, told: str | None) -> formats.Parameter:
    """The parameter with a default to begin from: what a path tells, its own, or one that will not be right."""
    if told is not None:
        return msgspec.structs.replace(parameter, default=told)
    if not parameter.required:
        return parameter
    first = parameter.choices[0] if parameter.choices and parameter.type == "choice" else None
    begin = first or _UNLIKELY.get(parameter.type, _NOTHING.get(parameter.type))
    return msgspec.structs.replace(parameter, default=begin, pattern=None)


def _told_by_paths(template: formats.Loaded, name: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """What the places of the files say about parameters, where these differ from the default."""
    defaults = parameters.defaults(template, name)
    patterns = filter(None, (matching.pattern(file.path, template.delimiters) for file in template.files))
    told = [matching.values_in(pattern, path, name) for pattern in patterns for path in files]
    strings = {key for key, parameter in template.parameters.items() if parameter.type == "string"}
    found = {key: text for values in told for key, text in values.items() if key in strings}
    return {key: text for key, text in found.items() if defaults.get(key) != text}


def _read(root: Path, template: formats.Loaded, name: str) -> dict[str, bytes]:
    """The files of the instance that are there, by path."""
    found: dict[str, bytes] = {}
    for file in template.files:
        path = _locate(root, template, file, name)
        if path is not None and path not in found and not (root / path).is_symlink():
            found[path] = _bytes(paths.jail(root, path))
    if not found:
        expected = render.default_path(template, template.files[0], name)
        what = f"none of the files of {name!r} is there, such as {expected or template.files[0].path}"
        raise errors.InstanceMissing(what, where=str(root), do="Write the name as the files have it.")
    return found


def _located(root: Path, template: formats.Loaded, name: str) -> list[str]:
    """The paths of the instance's files that are there."""
    return [path for file in template.files if (path := _locate(root, template, file, name)) is not None]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise errors.FileUnreadable(f"larger than {MAX_BYTES} bytes", where=str(path))
        return path.read_bytes()
    except OSError as error:
        raise errors.FileUnreadable(f"cannot be read: {error.strerror}", where=str(path)) from error


def _locate(root: Path, template: formats.Loaded, file: formats.File, name: str) -> str | None:
    """Where a file of the instance is: at its path by the defaults, or at the one place that its pattern allows."""
    expected = render.default_path(template, file, name)
    if expected is not None and (root / expected).is_symlink() and file.link is None:
        return None  # somebody else's file, perhaps outside of the project
    if expected is not None and paths.jail(root, expected).is_file():
        return expected
    pattern = matching.pattern(file.path, template.delimiters)
    if pattern is None or all(hole.variable == "name" for hole in pattern.holes):
        return None
    rx = matching.regex(pattern, name)
    matches = [path for path in _walk(root, pattern.folder) if rx.fullmatch(path)]
    return matches[0] if len(matches) == 1 else None
