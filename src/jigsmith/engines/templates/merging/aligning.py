"""Aligning: which item of a list became which, when both the items and their number changed."""

import re
from collections.abc import Iterator

from jigsmith.engines.templates.merging import diff
from jigsmith.engines.templates.merging.nodes import Node

_WORD = re.compile(r"[@\w/-]+")
_NAMES = ("id", "name", "uses", "key", "path", "title")
"""Keys by whose values items of a list are told apart, the first one that is there."""


def pairs(before: Node, after: Node) -> dict[int, int]:
    """The place in `after` of each item of `before` that is there still: the same, or changed. The order is kept.

    Items that changed are paired by their order, where as many came as went, and by what they are called otherwise.
    """
    old, new = ([part.node.identity() for part in node.parts] for node in (before, after))
    found: dict[int, int] = {}
    i = j = 0
    for change in diff.changes(old, new):
        found.update(zip(range(i, change.start), range(j, change.new_start), strict=True))
        found.update(_changed(before, after, change))
        i, j = change.end, change.new_end
    found.update(zip(range(i, len(old)), range(j, len(new)), strict=True))
    return found


def _changed(before: Node, after: Node, change: diff.Change) -> Iterator[tuple[int, int]]:
    old, new = range(change.start, change.end), range(change.new_start, change.new_end)
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    start = change.new_start
    for i in old:
        called = name(before.parts[i].node)
        match = next((j for j in range(start, change.new_end) if name(after.parts[j].node) == called), None)
        if match is not None:
            yield i, match
            start = match + 1


def name(item: Node) -> object:
    """What an item is called: the package of a requirement, the name of a step; all of it where nothing else says."""
    if item.kind == "map":
        keys = item.keys()
        named = next((keys[key].node for key in _NAMES if key in keys), None)
        return named.identity() if named else tuple(keys)
    word = _WORD.match(item.value) if isinstance(item.value, str) else None
    return word[0] if word else item.identity()
