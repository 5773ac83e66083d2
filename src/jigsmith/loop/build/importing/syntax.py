"""Expressions between languages: what Jinja, Handlebars and JavaScript say becomes one tree, and that is written as
templates here have it (minijinja).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

MAX_DEPTH = 100
"""Levels of an expression; a deeper one is refused."""


class Untranslatable(Exception):
    """An expression or a statement that has no counterpart here; its text says which."""


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    id: str


@dataclass(frozen=True, slots=True)
class Const:
    """A string, a number, true, false or none."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Attr:
    """`of.name`."""

    of: "Expr"
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """`of[index]`."""

    of: "Expr"
    index: "Expr"


@dataclass(frozen=True, slots=True)
class Slice:
    """`of[start:stop]`; None: from the beginning, to the end."""

    of: "Expr"
    start: "Expr | None" = None
    stop: "Expr | None" = None


@dataclass(frozen=True, slots=True)
class Call:
    """`of(args, named)`."""

    of: "Expr"
    args: tuple["Expr", ...] = ()
    named: tuple[tuple[str, "Expr"], ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """`of|name(args, named)`."""

    of: "Expr"
    name: str
    args: tuple["Expr", ...] = ()
    named: tuple[tuple[str, "Expr"], ...] = ()


@dataclass(frozen=True, slots=True)
class Test:
    """`of is name(args)`, or `is not`."""

    of: "Expr"
    name: str
    args: tuple["Expr", ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Unary:
    """`not of`, or `-of`."""

    op: str
    of: "Expr"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands, the operator as minijinja has it."""

    op: str
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class Choice:
    """`yes if test else no`."""

    test: "Expr"
    yes: "Expr"
    no: "Expr"


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Expr", ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping."""

    pairs: tuple[tuple["Expr", "Expr"], ...] = ()


Expr: TypeAlias = (
    Name | Const | Attr | Item | Slice | Call | Filter | Test | Unary | Binary | Choice | Items | Table
)  # fmt: skip
_LEVELS = {
    "or": 2, "and": 3, "in": 5, "not in": 5, "==": 5, "!=": 5, "<": 5, ">": 5, "<=": 5, ">=": 5,
    "~": 6, "+": 7, "-": 7, "*": 8, "/": 8, "//": 8, "%": 8, "**": 10,
}  # fmt: skip
_CHOICE, _NOT, _TEST, _MINUS, _ATOM = 1, 4, 5, 9, 11


def change(expr: Expr, by: Callable[[Expr], Expr]) -> Expr:
    """`expr` with `by` applied to each part of it, the innermost first."""

    def inner(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(inner(each) for each in value)
        return change(value, by) if isinstance(value, Expr) else value

    found: Expr = replace(expr, **{each.name: inner(getattr(expr, each.name)) for each in fields(expr)})
    return by(found)


def names(expr: Expr) -> set[str]:
    """The variables in an expression."""
    found: set[str] = set()

    def note(part: Expr) -> Expr:
        if isinstance(part, Name):
            found.add(part.id)
        return part

    change(expr, note)
    return found


def joined(parts: list[Expr]) -> Expr:
    """Text of several parts, one after the other."""
    found: Expr = parts[0] if parts else Const("")
    for part in parts[1:]:
        found = Binary("~", found, part)
    return found


def write(expr: Expr) -> str:
    """`expr` as a template has it."""
    return _write(expr)[0]


def _at(expr: Expr, level: int) -> str:
    """`expr` in a place that binds as strongly as `level`."""
    text, own = _write(expr)
    return text if own >= level else f"({text})"


def _write(expr: Expr) -> tuple[str, int]:  # noqa: PLR0911 - one for each kind
    """`expr` and how strongly its outermost part binds."""
    match expr:
        case Name(id):
            return id, _ATOM
        case Const(value):
            return _const(value), _ATOM if not isinstance(value, int | float) or value >= 0 else _MINUS
        case Unary(op, of):
            return (f"not {_at(of, _NOT)}", _NOT) if op == "not" else (f"{op}{_at(of, _MINUS)}", _MINUS)
        case Binary(op, left, right):
            level = _LEVELS[op]
            return f"{_at(left, level + (level == _TEST))} {op} {_at(right, level + 1)}", level
        case Choice(test, yes, no):
            return f"{_at(yes, 2)} if {_at(test, 2)} else {_at(no, _CHOICE)}", _CHOICE
        case Test(of, name, args, negated):
            return f"{_at(of, _TEST + 1)} is {'not ' * negated}{name}{_arguments(args, (), optional=True)}", _TEST
    return _postfix(expr), _ATOM


def _postfix(expr: Expr) -> str:  # noqa: PLR0911 - one for each kind
    match expr:
        case Attr(of, name):
            return f"{_head(of)}.{name}"
        case Item(of, index):
            return f"{_head(of)}[{write(index)}]"
        case Slice(of, start, stop):
            return f"{_head(of)}[{write(start) if start else ''}:{write(stop) if stop else ''}]"
        case Call(of, args, named):
            return f"{_head(of)}{_arguments(args, named)}"
        case Filter(of, name, args, named):
            return f"{_at(of, _ATOM)} | {name}{_arguments(args, named, optional=True)}"
        case Items(items):
            return f"[{', '.join(write(each) for each in items)}]"
        case Table(pairs):
            return f"{{{', '.join(f'{write(key)}: {write(value)}' for key, value in pairs)}}}"
    raise Untranslatable(type(expr).__name__)


def _head(expr: Expr) -> str:
    """What stands before `.`, `[` and `(`."""
    text = _at(expr, _ATOM)
    return f"({text})" if isinstance(expr, Filter | Const) else text


def _arguments(args: tuple[Expr, ...], named: tuple[tuple[str, Expr], ...], *, optional: bool = False) -> str:
    listed = [write(each) for each in args] + [f"{key}={write(value)}" for key, value in named]
    return f"({', '.join(listed)})" if listed or not optional else ""


def _const(value: str | float | None) -> str:
    if isinstance(value, str):
        quoted = json.dumps(value, ensure_ascii=False)
        plain = "'" not in value and '"' not in value and quoted[1:-1] == value
        return f"'{value}'" if plain else quoted
    words = {True: "true", False: "false", None: "none"}
    return words[value] if value is None or isinstance(value, bool) else repr(value)
