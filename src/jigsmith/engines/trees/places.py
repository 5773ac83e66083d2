"""Syntax trees for those who look for a place in a text: nodes with positions in characters, and queries."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate

import tree_sitter

from jigsmith.base import apart
from jigsmith.engines.trees import syntax

MOST = 20
"""Nodes that are told of; who asks wants one."""
MAX_QUERY = 10_000
"""Characters of a query."""
SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Text:
    """A source and where its characters begin in its bytes."""

    source: str
    starts: list[int] | None = field(default=None)  # None: all of it is ASCII

    @classmethod
    def of(cls, source: str) -> Text:
        """Prepare a source."""
        if source.isascii():
            return cls(source)
        return cls(source, [0, *accumulate(len(char.encode("utf-8", "surrogatepass")) for char in source)])

    def position(self, byte: int) -> int:
        """Return the character at a byte."""
        return byte if self.starts is None else bisect_right(self.starts, byte) - 1


class Node:
    """A node of a syntax tree; positions are in characters of the source."""

    def __init__(self, node: tree_sitter.Node, text: Text) -> None:
        self._node = node
        self._text = text
        self.kind = node.type
        self.start = text.position(node.start_byte)
        self.end = text.position(node.end_byte)

    @property
    def text(self) -> str:
        """Return its text."""
        return self._text.source[self.start : self.end]

    @cached_property
    def children(self) -> list[Node]:
        """Return its children in order, brackets, commas and comments among them."""
        return [Node(child, self._text) for child in self._node.children]

    @property
    def parent(self) -> Node | None:
        """Return the node it is in; None: the root."""
        return Node(self._node.parent, self._text) if self._node.parent else None

    def field(self, name: str) -> Node | None:
        """Return the child that the grammar calls so."""
        child = self._node.child_by_field_name(name)
        return Node(child, self._text) if child else None


class Trees:
    """Where syntax trees come from: each file is parsed once as long as its text stays the same."""

    def language(self, path: str) -> str | None:
        """Tell the language of a file by its name; None: no grammar for it."""
        return syntax.language_of(path)

    def root(self, path: str, source: str) -> Node | None:
        """Parse; None: no grammar for it."""
        tree = _parsed(path, source)
        return Node(tree.root_node, Text.of(source)) if tree else None

    def broken(self, path: str, source: str) -> bool:
        """Tell whether the source has a syntax error; False where there is no grammar."""
        tree = _parsed(path, source)
        return bool(tree and tree.root_node.has_error)

    def places(self, path: str, source: str, query: str) -> list[Node] | None:
        """Return what `@place` captures, the first in order; None: no grammar. ValueError: the query is wrong, and why,
        or it takes too long.
        """
        tree = _parsed(path, source)
        if tree is None or syntax.language_of(path) is None:
            return None
        text = Text.of(source)
        return [Node(_down(tree.root_node, way), text) for way in _ways(path, source, query)]


@lru_cache(maxsize=32)
def _ways(path: str, source: str, query: str) -> list[list[int]]:
    """Return the ways from the root to what a query captures. A query can take long to read and long to answer."""
    if len(query) > MAX_QUERY:
        raise ValueError(f"it is longer than {MAX_QUERY} characters")
    try:
        found: list[list[int]] = apart.run(ways_apart, path, source, query, seconds=SECONDS)
    except apart.Exceeded as error:
        raise ValueError(f"to look for it {error}") from error
    return found


def ways_apart(path: str, source: str, query: str) -> list[list[int]]:
    """Return for each node that `@place` captures which child to take at every step from the root, in order of place.

    It runs where time and memory are limited. ValueError: the query is wrong, and why.
    """
    tree, language = _parsed(path, source), syntax.language_of(path)
    if tree is None or language is None:
        return []
    try:
        asked = tree_sitter.Query(syntax.grammar(language), query)
    except (tree_sitter.QueryError, ValueError) as error:
        raise ValueError(str(error).replace("\n", " ")) from error
    found = tree_sitter.QueryCursor(asked).captures(tree.root_node).get("place", [])
    unique = {(node.start_byte, node.end_byte): node for node in found}
    return [_way(tree.root_node, unique[span]) for span in sorted(unique)[:MOST]]


def _way(root: tree_sitter.Node, node: tree_sitter.Node) -> list[int]:
    way: list[int] = []
    while node != root and (parent := node.parent):
        way.append(parent.children.index(node))
        node = parent
    return way[::-1]


def _down(root: tree_sitter.Node, way: list[int]) -> tree_sitter.Node:
    for number in way:
        root = root.children[number]
    return root


@lru_cache(maxsize=8)
def _parsed(path: str, source: str) -> tree_sitter.Tree | None:
    return syntax.parse(path, source.encode("utf-8", "surrogatepass"))
