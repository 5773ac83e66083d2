"""Keys of TOML files: into the table that is there, dotted keys and inline tables too, otherwise a new table."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jigsmith.engines.templates.inject import lists, text
from jigsmith.engines.templates.inject.shapes import Edit, Injection, Node, Trees
from jigsmith.engines.templates.inject.toml_text import dotted, line, written
from jigsmith.engines.templates.inject.values import Part, same

_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A line `key = value`: the whole path of the key, and the table it stands in."""

    path: _Path
    node: Node
    table: _Path

    @property
    def value(self) -> Node:
        """Return its value."""
        return _value(self.node)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header; the file's beginning is one without a header, and its node is the root."""

    path: _Path
    node: Node
    many: bool  # [[...]]
    pairs: tuple[Pair, ...]

    @property
    def end(self) -> int:
        """Return the end of its last pair, or of its header."""
        if self.pairs:
            return self.pairs[-1].value.end
        return self.node.children[2].end if self.path else 0


class Document:
    """A TOML file: its data, and where everything stands."""

    def __init__(self, source: str, root: Node) -> None:
        self.source = source
        self.data: dict[str, Any] = tomllib.loads(source)
        top = tuple(_pair(node, ()) for node in root.children if node.kind == "pair")
        self.tables = [Table((), root, many=False, pairs=top)]
        for node in root.children:
            if node.kind in {"table", "table_array_element"}:
                path = _key(node.children[1])
                pairs = tuple(_pair(child, path) for child in node.children if child.kind == "pair")
                self.tables.append(Table(path, node, many=node.kind != "table", pairs=pairs))

    @property
    def pairs(self) -> list[Pair]:
        """Return all pairs, in order."""
        return [pair for table in self.tables for pair in table.pairs]


def document(source: str, injection: Injection, trees: Trees | None) -> Document:
    """Read a file; InjectFailed: it is no TOML, and why."""
    root = trees.root(injection.path, source) if trees else None
    if root is None:
        raise injection.failed("there is no grammar for TOML here")
    try:
        return Document(source, root)
    except tomllib.TOMLDecodeError as error:
        raise injection.failed(f"it is no TOML: {error}", do="Correct the file, and run it again.") from error


def _pair(node: Node, table: _Path) -> Pair:
    return Pair(table + _key(node.children[0]), node, table)


def _value(pair: Node) -> Node:
    return [child for child in pair.children if not lists.is_comment(child)][-1]


def _key(node: Node) -> _Path:
    """Return the parts of a key."""
    if node.kind == "dotted_key":
        return tuple(part for child in node.children if child.kind != "." for part in _key(child))
    if node.kind == "quoted_key":
        told: str = next(iter(tomllib.loads(f"{node.text} = 0")))
        return (told,)
    return (node.text,)


def put(found: Document, path: Sequence[Part], data: Any) -> list[Edit]:
    """Put in a value whose key is not there (path without items), or an item at the end of a list (path[-1] None)."""
    if path[-1] is None:
        return _item(found, _names(path[:-1]), data)
    names = _names(path)
    for depth in range(len(names) - 1, 0, -1):
        holder = next((pair for pair in found.pairs if pair.path == names[:depth]), None)
        if holder is not None:
            return _into_inline(found, holder.value, names[depth:], data)
    table = next((table for table in found.tables if table.path == names[:-1] and not table.many), None)
    if (
        isinstance(data, dict)
        and data
        and names[:-1] not in {pair.path[:-1] for pair in found.pairs if pair.table != names[:-1]}
    ):
        return [_new_table(found, names, data)]
    if table is not None and (table.path or table.pairs or len(names) == 1):
        return [_into_table(found, table, names[-1:], data)]
    beside = [
        pair for pair in found.pairs if len(pair.path) > len(pair.table) and pair.path[: len(names) - 1] == names[:-1]
    ]
    beside = [pair for pair in beside if len(pair.table) < len(names) - 1]
    if beside:
        at = text.line_end(found.source, beside[-1].value.end)
        return [Edit(at, at, f"\n{line(names[len(beside[-1].table) :], data)}")]
    return [_new_table(found, names[:-1], {names[-1]: data})]


def replaced(found: Document, path: Sequence[Part], data: Any) -> list[Edit]:
    """Put a value in the place of the one that is there; nothing: that one is no single value in the file."""
    names = _names(path)
    for depth in range(len(names), 0, -1):
        pair = next((pair for pair in found.pairs if pair.path == names[:depth]), None)
        value = pair.value if pair else None
        for name in names[depth:]:
            inner = [child for child in value.children if child.kind == "pair"] if value is not None else []
            value = next((_value(child) for child in inner if _key(child.children[0]) == (name,)), None)
        if value is not None:
            return [Edit(value.start, value.end, written(data))]
    return []


def without(found: Document, path: Sequence[Part], data: Any) -> list[Edit]:
    """Take out an item of an array, or the line of a key; nothing: it is not there so."""
    names = _names(path if path[-1] is not None else path[:-1])
    pair = next((pair for pair in found.pairs if pair.path == names), None)
    if pair is None:
        return []
    held = tomllib.loads(f"x = {pair.value.text}")["x"]
    if path[-1] is not None:
        start, end = text.line_start(found.source, pair.node.start), text.line_end(found.source, pair.value.end)
        return [Edit(start, min(end + 1, len(found.source)), "")] if same(held, data) else []
    there = lists.bracketed(pair.value.children) if pair.value.kind == "array" else None
    index = [n for n, item in enumerate(held) if same(item, data)] if there else []
    return lists.without_item(found.source, there, index[0]) if there and len(index) == 1 else []


def _names(path: Sequence[Part]) -> _Path:
    return tuple(str(part) for part in path)


def _item(found: Document, names: _Path, data: Any) -> list[Edit]:
    """Put an item at the end of an array, or of an array of tables."""
    many = [table for table in found.tables if table.many and table.path == names]
    if many and isinstance(data, dict):
        inside = [table for table in found.tables if table.path[: len(names)] == names]
        told = f"[[{dotted(names)}]]" + "".join(f"\n{line((key,), value)}" for key, value in data.items())
        return [_below(found, inside[-1], told)]
    pair = next((pair for pair in found.pairs if pair.path == names[: len(pair.path)]), None)
    value = pair.value if pair else None
    for name in names[len(pair.path) :] if pair else ():
        inner = [child for child in value.children if child.kind == "pair"] if value is not None else []
        value = next((_value(child) for child in inner if _key(child.children[0]) == (name,)), None)
    if value is None or value.kind != "array":
        return []
    return lists.with_item(found.source, lists.bracketed(value.children), written(data))


def _into_inline(found: Document, value: Node, rest: _Path, data: Any) -> list[Edit]:
    """Put a key into a table in braces, at whatever depth."""
    if value.kind != "inline_table":
        return []
    for child in value.children:
        if child.kind == "pair" and _key(child.children[0]) == rest[:1] and len(rest) > 1:
            return _into_inline(found, _value(child), rest[1:], data)
    inner = [child for child in value.children if child.kind == "pair"]
    told = line(rest, data)
    if not inner:
        return [Edit(value.start + 1, value.end - 1, f" {told} ")]
    end = _value(inner[-1]).end
    return [Edit(end, end, f", {told}")]


def _into_table(found: Document, table: Table, key: _Path, data: Any) -> Edit:
    """Put a key at the end of a table, in the indentation of its keys."""
    if not table.path and not table.pairs:
        start = (
            text.line_start(found.source, found.tables[1].node.start) if len(found.tables) > 1 else len(found.source)
        )
        gap = "\n" if len(found.tables) > 1 else ""
        lead = "" if not start or found.source[:start].endswith("\n") else "\n"
        return Edit(start, start, f"{lead}{line(key, data)}\n{gap}")
    indent = text.indentation_at(found.source, table.pairs[-1].node.start) if table.pairs else ""
    at = text.line_end(found.source, table.end)
    return Edit(at, at, f"\n{indent}{line(key, data)}")


def _new_table(found: Document, names: _Path, data: dict[str, Any]) -> Edit:
    """Put a table of its own after the one that is nearest to it by name, otherwise at the end."""
    told = _table(names, data)
    for depth in range(len(names) - 1, 0, -1):
        near = [table for table in found.tables if table.path[:depth] == names[:depth]]
        if near:
            return _below(found, near[-1], told)
    end = len(found.source)
    bare = found.source.rstrip("\n")
    if not bare.strip():
        return Edit(end, end, f"{told}\n")
    closing = "\n" if found.source.endswith("\n") else ""
    lead = "" if found.source.endswith("\n\n") else "\n" if found.source.endswith("\n") else "\n\n"
    return Edit(end, end, f"{lead}{told}{closing}")


def _table(names: _Path, data: dict[str, Any]) -> str:
    """Return a table with its header; tables within it get their own, after its values."""
    plain = {key: value for key, value in data.items() if not (isinstance(value, dict) and value)}
    head = "\n".join([f"[{dotted(names)}]", *(line((key,), value) for key, value in plain.items())])
    deeper = [_table((*names, key), value) for key, value in data.items() if key not in plain]
    return "\n\n".join([head, *deeper] if plain or not deeper else deeper)


def _below(found: Document, table: Table, told: str) -> Edit:
    at = text.line_end(found.source, table.end)
    return Edit(at, at, f"\n\n{told}")
