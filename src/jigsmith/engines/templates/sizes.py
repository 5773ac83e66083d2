"""Sizes: to how many characters a text comes at most, from what is known of its tags and its values."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

MOST = 64_000_000
"""Characters to which a tame text comes at most, by a count that takes every value for one that holds them all."""
SHOWN = 8
"""How many times as large as JSON a list or a table is shown, at most: what cannot be printed is written out."""
_OF_LOOPS = ("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0")
NUMBER = 24
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
    shows: str | None = None
    """The name under which what it shows is kept, when it shows just that; empty: it shows at most what is written in
    it, and makes nothing else. None: it may be anything."""


class Bound(NamedTuple):
    """Characters at most."""

    whole: int
    step: int
    """What one step of the engine adds, beside the text between two tags."""


def bound(tags: Sequence[Tag], length: int, values: Mapping[str, Any]) -> Bound:
    """To how many characters it comes at most: all values in every tag, in every turn of the loops around it."""
    try:
        shown = msgspec.json.encode(values)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return Bound(MOST + 1, MOST + 1)
    longest = max(map(len, shown.replace(b'\\"', b"..").split(b'"')))  # a loop can go over the characters of a text
    usual = len(shown), max(shown.count(b",") + 1, longest)
    given: dict[str, tuple[int, int]] = {}
    sizes, turns = [], 1
    for tag in tags:
        known = [usual, *(given[word] for word in tag.words & given.keys())]
        size = (max(size for size, _ in known) + tag.length) * tag.growth * tag.copies
        items = max(tag.length, *(items for _, items in known)) * tag.growth
        for name in tag.binds:
            before = given.get(name, usual)
            given[name] = max(size, before[0]), max(items, before[1])
        turns = max(turns, items) if tag.loops else turns
        sizes.append((size, tag.depth))
    deepest = max((depth for _, depth in sizes), default=0)
    whole = length * turns**deepest + sum(size * turns**depth for size, depth in sizes)
    shown_by = _kept(values, dict.fromkeys(_OF_LOOPS, NUMBER))
    steps = [
        tag.length if tag.shows == "" else size if tag.shows in given else shown_by.get(tag.shows or "", size)
        for tag, (size, _) in zip(tags, sizes, strict=True)
    ]
    return Bound(int(whole), max(steps, default=0))


def _kept(value: object, found: dict[str, int]) -> dict[str, int]:
    """Return how large what is kept under each name is when it is shown, at most; it is no deeper than JSON may be."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            size = len(each) if isinstance(each, str) else SHOWN * len(msgspec.json.encode(each))
            found[str(name)] = max(size, found.get(str(name), 0))
            _kept(each, found)
    elif isinstance(value, list | tuple):
        for each in value:
            _kept(each, found)
    return found
