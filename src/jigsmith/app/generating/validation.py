"""Validation: what is rendered is formatted and checked as the template says, before anything is written."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from jigsmith.app.generating import hooks
from jigsmith.base import errors
from jigsmith.engines.templates import changes, records, render
from jigsmith.engines.templates import format as formats

_CORRECT = "Correct the parameter or the template. Nothing was written."


def formatted(
    root: Path, template: formats.Loaded, files: Sequence[render.Rendered], values: Mapping[str, Any]
) -> list[render.Rendered]:
    """The files as the formatters of the template write them. HookFailed, with what the formatter said."""
    return [_formatted(root, template, file, values) for file in files] if template.format else list(files)


def _formatted(
    root: Path, template: formats.Loaded, file: render.Rendered, values: Mapping[str, Any]
) -> render.Rendered:
    command = next((each for pattern, each in template.format.items() if _matches(file.path, pattern)), None)
    if command is None or file.data is None:
        return file
    (words,) = hooks.rendered(template, [command], {**values, "path": file.path}, [file.path])
    ended = hooks.call(words, root if root.is_dir() else Path.cwd(), extra={}, given=file.data)
    if ended.code:
        said = ended.said.decode(errors="replace").strip()[-1_000:]
        what = f"`{hooks.shown(words)}` does not take {file.path}: it ended with {ended.code}\n{said}"
        raise errors.ValidationFailed(what.rstrip(), where=str(template.origin), do=_CORRECT)
    return replace(file, data=ended.out)


def _matches(path: str, pattern: str) -> bool:
    """Whether a pattern is about a path: with a slash about the whole, without about its last part."""
    return fnmatchcase(path if "/" in pattern else path.rpartition("/")[2], pattern)


def check(template: formats.Loaded, planned: Sequence[changes.Change]) -> None:
    """ValidationFailed, with file and line, if a check of the template does not hold."""
    if "parse" in template.validate:
        _parse(template, planned)


def run(root: Path, template: formats.Loaded, planned: Sequence[changes.Change], values: Mapping[str, Any]) -> None:
    """Run the commands with which the template is checked, in a copy of the project that has the changes in it.

    ValidationFailed, with what the command said; nothing is written into the project.
    """
    checks = [each.run for each in template.validate if isinstance(each, records.Run)]
    if not checks:
        return
    import tempfile  # noqa: PLC0415 - start-up time: few templates have such checks

    files = [change.file.path for change in planned]
    with tempfile.TemporaryDirectory(prefix="jig-check-") as folder:
        copy = Path(folder) / (root.name or "project")
        _shadow(root, copy, {change.file.path: change for change in planned})
        for words in hooks.rendered(template, checks, values, files):
            ended = hooks.call(words, copy, extra={})
            if ended.code:
                said = "\n".join(ended.out.decode(errors="replace").splitlines()[-30:])
                what = f"`{hooks.shown(words)}` ended with {ended.code}\n{said}"
                raise errors.ValidationFailed(what.rstrip(), where=str(template.origin), do=_CORRECT)


def _shadow(root: Path, copy: Path, planned: Mapping[str, changes.Change]) -> None:
    """A copy of a project with changes in it: folders in which something changes are real, all else is linked."""
    copy.mkdir()
    heads: dict[str, dict[str, changes.Change]] = {}
    for path, change in planned.items():
        head, _, rest = path.partition("/")
        heads.setdefault(head, {})[rest] = change
    for name in os.listdir(root) if root.is_dir() else ():  # noqa: PTH208 - names are all that is needed
        if name not in heads:
            (copy / name).symlink_to(root.absolute() / name)
    for name, inside in heads.items():
        if "" not in inside:
            _shadow(root / name, copy / name, inside)
        elif inside[""].action != "remove":
            write_copy(copy / name, inside[""].file)


def write_copy(place: Path, file: render.Rendered) -> None:
    """Write one file into a copy of a project."""
    if file.data is None:
        place.symlink_to(file.link or "")
    else:
        place.write_bytes(file.data)
        place.chmod(file.mode)


def _parse(template: formats.Loaded, planned: Sequence[changes.Change]) -> None:
    from jigsmith.engines.trees import syntax  # noqa: PLC0415 - start-up time: only for templates that ask for it

    for change in planned:
        file, before = change.file, change.before
        if change.action == "modify" and before is not None and syntax.first_error(file.path, before) is not None:
            continue  # it was broken before
        line = syntax.first_error(file.path, file.data) if file.data is not None else None
        if line is not None and file.data is not None:
            shown = file.data.decode("utf-8", "replace").split("\n")[line - 1].strip()[:100]
            raise errors.ValidationFailed(
                f"line {line} of {file.path} would not parse: {shown}", where=str(template.origin), do=_CORRECT
            )
