"""Texts: every piece of a template that is an expression or has some in it, with the names that it can use."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jigsmith.engines.templates import records
from jigsmith.engines.templates.linting import commands, reading, scanning, shapes, values
from jigsmith.engines.templates.linting import seen as seeing

_INJECTED = ("mark", "registry", "key", "query")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One text."""

    text: str
    place: records.Place
    names: Mapping[str, shapes.Shape]
    marks: records.Delimiters | None = None
    bare: bool = False
    """Whether the whole is an expression, as in `when`."""
    path: str = ""
    """Of the file that it becomes part of, as written in the template."""


def of(template: records.Template, seen: seeing.Seen) -> Iterator[Piece]:
    """All texts of a template. What `each` takes is noted in `seen`."""
    names = seeing.of_parameters(template.parameters)
    yield from _parameters(template)
    for number, file in enumerate(template.files):
        place: records.Place = ("files", number)
        scope = {**names, **each_names(file, names, seen)}
        yield from _part(file, place, names, scope)
        marks = file.delimiters or template.delimiters
        for key, text in (("path", file.path), ("link", file.link)):
            if text is not None:
                yield Piece(text=text, place=(*place, key), names=scope, marks=template.delimiters)
        if file.content is not None:
            yield Piece(text=file.content, place=(*place, "content"), names=scope, marks=marks, path=file.path)
    yield from _injections(template, names, seen)
    yield from _commands(template, names)


def _parameters(template: records.Template) -> Iterator[Piece]:
    before = seeing.of_parameters({})
    for key, parameter in template.parameters.items():
        place: records.Place = ("parameters", key)
        if key != "name":
            yield from _parameter(template, parameter, place, before)
        before = {**before, key: shapes.of(parameter, (key,))}


def _parameter(
    template: records.Template, parameter: records.Parameter, place: records.Place, before: Mapping[str, shapes.Shape]
) -> Iterator[Piece]:
    if isinstance(parameter.when, str):
        yield Piece(text=parameter.when, place=(*place, "when"), names=before, bare=True)
    if not parameter.required:
        if parameter.next_in is not None:
            yield Piece(text=parameter.next_in, place=(*place, "next_in"), names=before, marks=template.delimiters)
        for text in _strings(parameter.default):
            yield Piece(text=text, place=(*place, "default"), names=before, marks=template.delimiters)
    inside = dict(before)
    for name, field in (parameter.items or {}).items():
        yield from _parameter(template, field, (*place, "items", name), inside)
        inside[name] = shapes.of(field, tuple(str(part) for part in (*place[1::2], name)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def each_names(
    part: records.File | records.Injection, names: Mapping[str, shapes.Shape], seen: seeing.Seen
) -> dict[str, shapes.Shape]:
    """The names that `each` adds."""
    found = records.EACH.fullmatch(part.each) if part.each is not None else None
    if found is None:
        return {}
    try:
        follower = values.Values(seen, dict(names), _silent)
        shape = shapes.item_of(follower.shape(reading.read(found["list"])))
    except scanning.Unreadable:
        shape = shapes.ANY
    return {found["item"]: shape, "loop_index": shapes.Shape("number")}


def _silent(_what: object, _line: int, _do: str) -> None:
    """What is wrong with the list is said where it is looked at."""


def _part(
    part: records.File | records.Injection,
    place: records.Place,
    names: Mapping[str, shapes.Shape],
    scope: Mapping[str, shapes.Shape],
) -> Iterator[Piece]:
    found = records.EACH.fullmatch(part.each) if part.each is not None else None
    if found:
        yield Piece(text=found["list"], place=(*place, "each"), names=names, bare=True)
    if isinstance(part.when, str):
        yield Piece(text=part.when, place=(*place, "when"), names=scope, bare=True)


def _injections(template: records.Template, names: Mapping[str, shapes.Shape], seen: seeing.Seen) -> Iterator[Piece]:
    for number, part in enumerate(template.inject):
        place: records.Place = ("inject", number)
        scope = {**names, **each_names(part, names, seen)}
        yield from _part(part, place, names, scope)
        for key in ("path", *_INJECTED):
            text = getattr(part, key)
            if text is not None:
                yield Piece(text=text, place=(*place, key), names=scope, marks=template.delimiters)
        for text in (part.sorted.after, part.sorted.before) if part.sorted else ():
            yield Piece(text=text, place=(*place, "sorted"), names=scope, marks=template.delimiters)
        marks = part.delimiters or template.delimiters
        yield Piece(text=part.content, place=(*place, "content"), names=scope, marks=marks, path=part.path)


def _commands(template: records.Template, names: Mapping[str, shapes.Shape]) -> Iterator[Piece]:
    """Hooks, formatters, checks, steps, and what to do next."""
    for place, command in commands.of(template):
        extra = {"path": shapes.TEXT} if place[0] == "format" else {}
        for word in commands.split(command, template.delimiters):
            if "files" in names or not commands.is_files(word, template.delimiters):
                yield Piece(text=word, place=place, names={**names, **extra}, marks=template.delimiters)
    for place, part in commands.conditional(template):
        if isinstance(part.when, str):
            yield Piece(text=part.when, place=(*place, "when"), names=names, bare=True)
    for number, line in enumerate(template.next):
        yield Piece(text=line, place=("next", number), names=names, marks=template.delimiters)
