"""Nodes: a JSON, YAML or TOML document as a tree of values that knows where each stands in its text."""

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["map", "list", "scalar"]


class Unfit(Exception):
    """The text is not valid, or has something in it that key-wise merging does not know: it is merged as text."""


@dataclass(slots=True)
class Node:
    """A value at `start:end` of its text. Both are 0 where the format has its own editor."""

    kind: Kind
    start: int = 0
    end: int = 0
    value: Any = None
    """Of a scalar."""
    parts: list["Part"] = field(default_factory=list)
    block: bool = False
    """Whether it is laid out by indentation, as in YAML; otherwise there are brackets and commas."""

    def plain(self) -> Any:
        """The value without places, in dicts and lists."""
        if self.kind == "map":
            return {part.key: part.node.plain() for part in self.parts}
        return [part.node.plain() for part in self.parts] if self.kind == "list" else self.value

    def identity(self) -> Any:
        """Something hashable that is equal where the values are, types included; the order of keys does not matter."""
        if self.kind == "map":
            return "map", frozenset((part.key, part.node.identity()) for part in self.parts)
        if self.kind == "list":
            return "list", tuple(part.node.identity() for part in self.parts)
        return type(self.value).__name__, repr(self.value)

    def keys(self) -> dict[str, "Part"]:
        """The parts of a map by their keys."""
        return {str(part.key): part for part in self.parts}


@dataclass(slots=True)
class Part:
    """A member of a map, from its key on, or an item of a list, from its dash on where it has one."""

    key: str | None
    """None: it is an item of a list."""
    start: int
    node: Node

    @property
    def end(self) -> int:
        """Where its value ends."""
        return self.node.end
