"""Composing: a template with what it extends and includes becomes one template that has all of it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from jigsmith.base import errors
from jigsmith.engines.templates import records

MAX_DEPTH = 8
_OTHER = re.compile(r"\.{1,2}(/\.\.)*(/[A-Za-z0-9._-]+)*")
_P = TypeVar("_P", records.File, records.Injection)
Load = Callable[[Path], records.Loaded]
Find = Callable[[Path, str], Path | None]


def whole(template: records.Loaded, *, load: Load, find: Find) -> records.Loaded:
    """`template` with the parts of others in it; its own win. `load` gives another template, itself composed; `find`
    where the one of a name lies, seen from a file. TemplateInvalid: one is missing, or writes expressions otherwise.
    """

    def other(place: records.Place, name: str) -> records.Loaded:
        where = f"{template.origin}:{template.first_line(place)}"
        path = find(template.origin, name) if _OTHER.fullmatch(name) or records.NAME.fullmatch(name) else None
        if path is None:
            what, do = f"`{place[0]}`: there is no template {name[:100]!r}", "Name one beside it, or its path: ./NAME."
            raise errors.TemplateInvalid(what, where=where, do=do)
        loaded = load(path)
        if loaded.delimiters not in (None, template.delimiters):
            what = f"{loaded.name} writes expressions with other delimiters than {template.name}"
            do = "Give them to the files that need them, not to the template."
            raise errors.TemplateInvalid(what, where=where, do=do)
        return loaded

    found = template
    included = [other(("includes", number), name) for number, name in enumerate(template.includes)]
    for each in included:
        found = _with(found, each)
    if template.extends:
        parent = other(("extends",), template.extends)
        found = _inheriting(_with(found, parent), parent)
    return msgspec.structs.replace(_handed_on(found, included), extends=None, includes=[])


def _handed_on(template: records.Loaded, included: Sequence[records.Loaded]) -> records.Loaded:
    """`template` with the steps of what it includes, and what that says to do next, where it has none."""
    steps = [(each, number) for each in included for number in range(len(each.steps))] if not template.steps else []
    lines = [line for each in included for line in each.next]
    homes = {("steps", place): (owner, ("steps", number)) for place, (owner, number) in enumerate(steps)}
    return msgspec.structs.replace(
        template,
        steps=template.steps or [owner.steps[number] for owner, number in steps],
        next=template.next or list(dict.fromkeys(lines)),
        homes={**template.homes, **homes},
    )


def _with(template: records.Loaded, other: records.Loaded) -> records.Loaded:
    """`template` with the parameters, files and injections of `other` before its own, unless it has its own of them."""
    homes = dict(template.homes)
    own = {**other.parameters, **template.parameters}
    for key in own.keys() - template.parameters.keys():
        homes["parameters", key] = other, ("parameters", key)
    files = list(_joined("files", (template, template.files), (other, other.files), homes))
    inject = list(_joined("inject", (template, template.inject), (other, other.inject), homes))
    return msgspec.structs.replace(
        template, parameters={key: own[key] for key in own}, files=files, inject=inject, homes=homes
    )


def _joined(
    kind: str,
    mine: tuple[records.Loaded, Sequence[_P]],
    theirs: tuple[records.Loaded, Sequence[_P]],
    homes: dict[records.Place, tuple[records.Loaded, records.Place]],
) -> Iterator[_P]:
    """Their parts, each replaced by mine of the same id, then the rest of mine; `homes` learns where each is."""
    (template, own), (other, before) = mine, theirs
    was = {place: home for place, home in homes.items() if place[0] == kind}
    for place in was:
        del homes[place]
    index = {identity(part): number for number, part in enumerate(own)}
    taken = set()
    order: list[tuple[records.Loaded, int, _P]] = []
    for number, part in enumerate(before):
        at = index.get(identity(part))
        order.append((other, number, part) if at is None else (template, at, own[at]))
        taken.add(at)
    order += [(template, number, part) for number, part in enumerate(own) if number not in taken]
    for position, (owner, number, part) in enumerate(order):
        inside: records.Place = (kind, number)
        home = was.get(inside, (owner, inside)) if owner is template else (owner, inside)
        if home[0] is not template or home[1] != (kind, position):
            homes[kind, position] = home
        yield part


def _inheriting(template: records.Loaded, parent: records.Loaded) -> records.Loaded:
    """What only a parent hands on, where the template says nothing itself."""
    values: Mapping[str, Any] = {
        key: getattr(parent, key)
        for key in ("requires", "unless", "hooks", "validate", "steps", "next", "examples", "description")
        if not getattr(template, key) or getattr(template, key) == records.Hooks()
    }
    return msgspec.structs.replace(template, **values, format={**parent.format, **template.format})


def identity(part: records.File | records.Injection) -> str:
    """By what a part is known over versions: its id, or what it is about."""
    return part.id or (part.path if isinstance(part, records.File) else f"{part.path} {part.place} {part.content}")
