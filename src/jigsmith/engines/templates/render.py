"""Rendering: a template, a name and parameters become files in memory. Nothing is read and nothing is written."""

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, parameters, paths, records

complete = parameters.complete
"""The values of all parameters, `name` among them: see `parameters.complete`."""
literal = expressions.literal
"""Text as a template that renders to it: see `expressions.literal`."""
MAX_RENDERED = 20_000
"""Files from one template."""
MAX_EXAMPLES = 20
"""Paths that are told of one file with `each`."""
MAX_TOTAL = 200_000_000
"""Bytes of all files from one template."""
MAX_SECONDS = 120
"""Seconds for all files from one template."""


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
    id: str = ""
    """By what it is known over versions of the template. Empty: by its path."""
    policy: records.Policy = "merge"

    @property
    def identity(self) -> str:
        """By what it is known over versions of the template."""
        return self.id or self.path


def render(template: records.Template, name: str, params: Mapping[str, Any]) -> list[Rendered]:
    """The files of `template` in its order, those left out whose `when` is false.

    ParameterInvalid: a parameter is unknown, missing or of the wrong type. TemplateInvalid: an expression is wrong, or
    two files have one path; it names file and line. PathEscapes: a path is not below the root.
    """
    return render_values(template, complete(template, name, params))


def render_values(template: records.Template, values: Mapping[str, Any]) -> list[Rendered]:
    """The files of `template` for values that `complete` gave; raises as `render`, but for ParameterInvalid."""
    found: list[Rendered] = []
    total, until = 0, time.monotonic() + MAX_SECONDS
    for index, file in enumerate(template.files):
        place = ("files", index)
        for item, scope in scopes(template, file, place, values):
            if wanted(template, file, place, scope):
                found.append(_file(template, index, scope, item))
                total += len(found[-1].data or b"")
            _refuse_beyond(template, len(found), total, until)
    paths.distinct(file.path for file in found)
    return found


def _refuse_beyond(template: records.Template, files: int, total: int, until: float) -> None:
    """TemplateInvalid: it makes too many files, too large ones, or takes too long."""
    if files > MAX_RENDERED:
        raise errors.TemplateInvalid(f"makes more than {MAX_RENDERED} files", where=template.where)
    if total > MAX_TOTAL:
        raise errors.TemplateInvalid(f"makes files of more than {MAX_TOTAL} bytes", where=template.where)
    if time.monotonic() > until:
        raise errors.TemplateInvalid(f"takes longer than {MAX_SECONDS} seconds to render", where=template.where)


def example_paths(template: records.Template, name: str, params: Mapping[str, Any]) -> list[list[str]]:
    """For each file of a template, the paths it has for a name and what is given; none where that cannot be told, or
    it is left out.
    """
    values = parameters.defaults(template, name, params)
    return [list(_paths(template, index, values)) for index in range(len(template.files))]


def _paths(template: records.Template, index: int, values: Mapping[str, Any]) -> Iterator[str]:
    file, place = template.files[index], ("files", index)
    with suppress(errors.JigError):
        for _, scope in islice(scopes(template, file, place, values), MAX_EXAMPLES):
            if wanted(template, file, place, scope):
                yield expressions.render(
                    file.path, scope, template.delimiters, where=where_of(template, (*place, "path"))
                )


def default_path(template: records.Template, file: records.File, name: str) -> str | None:
    """The path of a file by the defaults; None if it needs a parameter that has none, or is none for this name."""
    values = parameters.defaults(template, name)
    try:
        path = expressions.render(file.path, values, template.delimiters, where=expressions.Where(template.name))
        paths.checked(path)
    except errors.JigError:
        return None
    return path


def scopes(
    template: records.Template, part: records.File | records.Injection, place: records.Place, values: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """For each item of `each`: by what it is known, and what expressions see; once, and the values, without it."""
    found = records.EACH.fullmatch(part.each) if part.each is not None else None
    if found is None:
        yield "", values
        return
    where = where_of(template, (*place, "each"))
    items = expressions.evaluate(found["list"], values, where=where)
    if not isinstance(items, list | tuple | dict):
        raise errors.TemplateInvalid(f"`each`: `{found['list']}` is no list", where=where.at(1))
    for number, item in enumerate(items):
        yield _known_as(item, number), {**values, found["item"]: item, "loop_index": number}


def _known_as(item: Any, number: int) -> str:
    """By what an item is known when the list changes: its name if it has one, else its number."""
    name = item.get("name") if isinstance(item, dict) else item
    return name if isinstance(name, str) and name else str(number)


def wanted(
    template: records.Template,
    part: records.File | records.Injection | records.Step,
    place: records.Place,
    values: Mapping[str, Any],
) -> bool:
    """Whether its `when` holds."""
    return expressions.holds(part.when, values, where=where_of(template, (*place, "when")))


def _file(template: records.Template, index: int, values: Mapping[str, Any], item: str) -> Rendered:
    file, place = template.files[index], ("files", index)
    path = expressions.render(file.path, values, template.delimiters, where=where_of(template, (*place, "path")))
    paths.checked(path)
    paths.refuse_records(path)
    mode = int(file.mode, 8) if file.mode else 0o644
    known = f"{file.id or file.path}[{item}]" if file.each else file.id or file.path
    if file.link is not None:
        link = expressions.render(file.link, values, template.delimiters, where=where_of(template, (*place, "link")))
        paths.check_link(path, link)
        return Rendered(path=path, data=None, link=link, mode=mode, id=known, policy=file.policy)
    where = where_of(template, (*place, "content"))
    text = expressions.render(file.content or "", values, file.delimiters or template.delimiters, where=where)
    data = _encoded(text, file, where)
    return Rendered(path=path, data=data, mode=mode, id=known, policy=file.policy)


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


def where_of(template: records.Template, place: records.Place) -> expressions.Where:
    """How errors name a part of a template: the `source` of a file, or the template's own file and line."""
    if not isinstance(template, records.Loaded):
        if place[0] == "files" and place[2] == "content" and (source := template.files[int(place[1])].source):
            return expressions.Where(source)
        shown = f"{place[0]}[{place[1]}].{place[2]}" if len(place) > 2 else str(place[0])
        return expressions.Where(f"{template.name}: {shown}")
    owner, inside = template.home(place)
    file = owner.files[int(inside[1])] if inside[0] == "files" else None
    if file is not None and inside[-1] == "content" and file.source is not None:
        return expressions.Where(str(owner.origin.parent / file.source))
    return expressions.Where(str(owner.origin), owner.first_line(inside))
