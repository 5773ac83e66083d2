"""Nodes: an expression as a tree."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression.

    `constant` (value), `name` (value), `attribute` (value, of one part), `item` (base, index), `slice` (base, bounds),
    `call` (what, arguments), `filter` and `test` (value, base, arguments), `keyword` (value, one part), `list`, `dict`,
    `operation` (value: `and`, `==`, `not`, ...), `if` (then, condition and, if there is one, else).
    """

    kind: str
    line: int
    value: object = None
    parts: tuple["Node", ...] = ()
