"""Sizes: to how many characters a text comes at most, from what is known of its tags and its values."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

MOST = 64_000_000
"""Characters to which a tame text comes at most, by a count that takes every value for one that holds them all."""
STYLED = 4
"""How many times as large a style of names makes a text, at most."""


class Tag(NamedTuple):
    """What is known of a tag without its values."""

    length: int
    growth: int
    """How many times as large its filters make what they are given, at most."""
    copies: int
    """How often a value can be in a list or a table that is written in it."""
    words: frozenset[str]
    binds: tuple[str, ...]
    """The names to which it gives its result."""
    depth: int
    """Of the loops around it."""
    loops: bool
    """Whether it begins one."""


def largest(tags: Sequence[Tag], length: int, values: Mapping[str, Any]) -> int:
    """To how many characters it comes at most: all values in every tag, in every turn of the loops around it."""
    try:
        shown = msgspec.json.encode(values)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return MOST + 1
    longest = max(map(len, shown.replace(b'\\"', b"..").split(b'"')))  # a loop can go over the characters of a text
    usual = len(shown), max(shown.count(b",") + 1, longest)
    bound: dict[str, tuple[int, int]] = {}
    sizes, turns = [], 1
    for tag in tags:
        known = [usual, *(bound[word] for word in tag.words & bound.keys())]
        size = (max(size for size, _ in known) + tag.length) * tag.growth * tag.copies
        items = max(tag.length, *(items for _, items in known)) * tag.growth
        for name in tag.binds:
            before = bound.get(name, usual)
            bound[name] = max(size, before[0]), max(items, before[1])
        turns = max(turns, items) if tag.loops else turns
        sizes.append((size, tag.depth))
    deepest = max((depth for _, depth in sizes), default=0)
    return int(length * turns**deepest + sum(size * turns**depth for size, depth in sizes))
