"""Values of a JSON or YAML file with where they stand, and a new value that is to go in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from jigsmith.base import errors
from jigsmith.engines.templates import documents
from jigsmith.engines.templates.inject import text
from jigsmith.engines.templates.inject.shapes import Edit, Injection

Part = str | int | None
"""A step of a path: a key, the number of an item, or None: one more item."""
_PART = re.compile(r'\.?"(?P<quoted>(?:[^"\\]|\\.)*)"|\[(?P<item>-?\d*)\]|\.?(?P<bare>[^.\[\]"]+)')


@dataclass(slots=True, kw_only=True)
class Value:
    """A value in a file, from its first to its last character."""

    kind: str  # map, list, scalar; empty: nothing stands there (YAML)
    start: int
    end: int
    data: Any = None
    members: dict[str, Value] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)  # where each key begins
    items: list[Value] = field(default_factory=list)
    flow: bool = True  # in brackets
    commas: list[int] = field(default_factory=list)
    comments: list[tuple[int, int]] = field(default_factory=list)
    doubled: bool = False  # a key is there twice


@dataclass(frozen=True, slots=True)
class New:
    """A value that is to go in: as data, and as the YAML text that says it."""

    data: Any
    text: str


class Format(Protocol):
    """How a value is put into a file of one kind."""

    def member(self, source: str, into: Value, key: str, new: New) -> list[Edit]:
        """Put a key into a map that has it not."""

    def item(self, source: str, into: Value, new: New) -> list[Edit]:
        """Put an item at the end of a list."""

    def replaced(self, source: str, old: Value, new: New) -> list[Edit]:
        """Put a value in the place of another."""

    def without(self, source: str, holder: Value, index: int) -> str | None:
        """Take out the value with this index; None: it cannot be done."""


def path_of(injection: Injection) -> list[Part]:
    """Read `a.b`, `a."b.c"`, `a[]`, `a[0].b`."""
    told, found, position = injection.key or "", list[Part](), 0
    for match in _PART.finditer(told):
        if match.start() != position:
            break
        position = match.end()
        if match["item"] is not None:
            found.append(int(match["item"]) if match["item"] else None)
        else:
            found.append(match["bare"] or match["quoted"].replace('\\"', '"'))
    if position != len(told) or not found:
        raise injection.failed(f"`{told}` is no key", do='Write keys with dots between: a.b, a."b.c", list[].')
    return found


def new_of(injection: Injection) -> New:
    """Read the text of an injection as YAML (and so as JSON)."""
    content = "\n".join(text.lines_of(injection.text))
    try:
        return New(documents.read(f"{content}\n", origin=injection.path)[0], content)
    except errors.TemplateInvalid as error:
        raise injection.failed(
            f"the text of `{injection.id}` is no value: {error.what}", do="Correct the template: a YAML or JSON value."
        ) from error


def nested(path: Sequence[Part], new: New) -> New:
    """Return the value within the maps and lists that the rest of a path says."""
    for part in reversed(path):
        if isinstance(part, str):
            new = New({part: new.data}, under(part, new.text))
        else:
            new = New([new.data], item_text(new.text))
    return new


def is_block(told: str) -> bool:
    """Tell whether YAML text is a map or a list without brackets, which stands below its key."""
    first = next((line for line in told.split("\n") if line.strip() and not line.lstrip().startswith("#")), "")
    if first.startswith(("{", "[", "|", ">", "&", "!")):
        return False
    return (
        first.startswith(("- ", "#"))
        or first == "-"
        or re.match(r"""("[^"]*"|'[^']*'|[^"'#][^#]*?):(\s|$)""", first) is not None
    )


def under(key: str, told: str) -> str:
    """Return YAML text for a key with a value."""
    if is_block(told):
        return f"{key_text(key)}:\n{text.block(told, '  ')}"
    first, *rest = told.split("\n")
    return "\n".join([f"{key_text(key)}: {first}".rstrip(), *(f"  {line}".rstrip() for line in rest)])


def item_text(told: str) -> str:
    """Return YAML text for an item of a list."""
    first, *rest = told.split("\n")
    return "\n".join([f"- {first}", *(f"  {line}".rstrip() for line in rest)])


def key_text(key: str) -> str:
    """Return a key as YAML writes it: in quotes where it would say something else without."""
    if re.fullmatch(r"[A-Za-z_][\w./-]*(?: [\w./-]+)*", key) and documents.plain(key) == key:
        return key
    return json.dumps(key, ensure_ascii=False)


def name_of(path: Sequence[Part]) -> str:
    """Return a path for people."""
    told = "".join(f".{part}" if isinstance(part, str) else f"[{'' if part is None else part}]" for part in path)
    return told.removeprefix(".") or "the file"


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal; true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def expected(there: Any, path: Sequence[Part], data: Any) -> Any:
    """Return what a file says once the value is set: the data that is there, with it."""
    if path and path[0] is None:
        items = there if isinstance(there, list) else []
        inner = expected(None, path[1:], data)
        return items if any(same(item, inner) for item in items) else [*items, inner]
    if path and isinstance(path[0], int):
        number = path[0] % len(there)
        return [expected(item, path[1:], data) if at == number else item for at, item in enumerate(there)]
    if path:
        held = there if isinstance(there, dict) else {}
        return {**held, path[0]: expected(held.get(path[0]), path[1:], data)}
    if isinstance(there, dict) and isinstance(data, dict):
        return {**there, **{key: expected(there.get(key), (), value) for key, value in data.items()}}
    return data


def leaves(
    there: Any, path: Sequence[Part], new: New, inside: Callable[[str, str], str] = lambda _told, _key: ""
) -> list[tuple[list[Part], New]]:
    """Return what is to be set, and where: a map that is there already is merged key by key.

    `inside` finds the text of a key's value in the text of a map.
    """
    for part in path:
        there = there.get(part) if isinstance(there, dict) and isinstance(part, str) else None
    if not (isinstance(there, dict) and isinstance(new.data, dict)):
        return [(list(path), new)]
    return [
        ([*path, key, *deeper], told)
        for key, value in new.data.items()
        for deeper, told in leaves(there.get(key), [], New(value, inside(new.text, key)), inside)
    ]


def one_line(data: Any) -> str:
    """Return data as JSON on one line, shortened."""
    told = json.dumps(data, ensure_ascii=False, default=str)
    return told if len(told) <= 80 else f"{told[:77]}..."


def differs(injection: Injection, name: str, both: tuple[Any, Any], *, line: int | None = None) -> errors.InjectFailed:
    """Return the error for a key that is there with another value."""
    return injection.failed(
        f"`{name}` is {one_line(both[0])} there, and should become {one_line(both[1])}",
        line=line,
        do="Change it by hand, or say `at: replace` in the template.",
    )
