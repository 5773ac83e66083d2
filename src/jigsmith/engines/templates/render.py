"""Rendering: a template, a name and parameters become files in memory. Nothing is read and nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, parameters, paths, records

complete = parameters.complete
"""The values of all parameters, `name` among them: see `parameters.complete`."""
literal = expressions.literal
"""Text as a template that renders to it: see `expressions.literal`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One file as it would be written."""

    path: str
    """From the project's root, with `/`."""
    data: bytes | None
    """None: it is a symbolic link."""
    link: str | None = None
    """The target of the link, from the folder it is in."""
    mode: int = 0o644


def render(template: records.Template, name: str, params: Mapping[str, Any]) -> list[Rendered]:
    """The files of `template` in its order, those left out whose `when` is false.

    ParameterInvalid: a parameter is unknown, missing or of the wrong type. TemplateInvalid: an expression is wrong, or
    two files have one path; it names file and line. PathEscapes: a path is not below the root.
    """
    return render_values(template, complete(template, name, params))


def render_values(template: records.Template, values: Mapping[str, Any]) -> list[Rendered]:
    """The files of `template` for values that `complete` gave; raises as `render`, but for ParameterInvalid."""
    found = [_file(template, index, values) for index in range(len(template.files)) if _wanted(template, index, values)]
    paths.distinct(file.path for file in found)
    return found


def default_path(template: records.Template, file: records.File, name: str) -> str | None:
    """The path of a file by the defaults; None if it needs a parameter that has none, or is none for this name."""
    values = parameters.defaults(template, name)
    try:
        path = expressions.render(file.path, values, template.delimiters, where=expressions.Where(template.name))
        paths.checked(path)
    except errors.JigError:
        return None
    return path


def _wanted(template: records.Template, index: int, values: Mapping[str, Any]) -> bool:
    when = template.files[index].when
    if when is None or isinstance(when, bool):
        return when is not False
    return bool(expressions.evaluate(when, values, where=_where(template, index, "when")))


def _file(template: records.Template, index: int, values: Mapping[str, Any]) -> Rendered:
    file = template.files[index]
    path = expressions.render(file.path, values, template.delimiters, where=_where(template, index, "path"))
    paths.checked(path)
    mode = int(file.mode, 8) if file.mode else 0o644
    if file.link is not None:
        link = expressions.render(file.link, values, template.delimiters, where=_where(template, index, "link"))
        paths.check_link(path, link)
        return Rendered(path=path, data=None, link=link, mode=mode)
    where = _where(template, index, "content")
    marks = file.delimiters or template.delimiters
    text = expressions.render(file.content or "", values, marks, where=where)
    return Rendered(path=path, data=_encoded(text, file, where), mode=mode)


def _encoded(text: str, file: records.File, where: expressions.Where) -> bytes:
    if file.newline == "crlf":
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    try:
        return ("\ufeff" * file.bom + text).encode(file.encoding)
    except UnicodeEncodeError as error:
        bad = text[error.start - file.bom :][:1]
        line = text.count("\n", 0, error.start) + 1
        raise errors.TemplateInvalid(
            f"{bad!r} in line {line} of the result cannot be written as {file.encoding}", where=where.file
        ) from error


def _where(template: records.Template, index: int, part: str) -> expressions.Where:
    """How errors name a part of file number `index`: its `source`, or the template's own file and line."""
    file = template.files[index]
    place = f"files[{index}].{part}"
    origin = str(template.origin) if isinstance(template, records.Loaded) else template.name
    if part == "content" and file.source is not None:
        folder = template.origin.parent if isinstance(template, records.Loaded) else None
        return expressions.Where(str(folder / file.source) if folder else file.source)
    if not isinstance(template, records.Loaded):
        return expressions.Where(f"{origin}: {place}")
    return expressions.Where(origin, template.first_line(("files", index, part)))
