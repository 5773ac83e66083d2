"""Sweep: what each line of many files looks like, read from their bytes at numpy's speed, without a grammar.

A line gets two hashes. Its *text* is all of it but the white space around it. Its *shape* is what stays when names,
numbers and strings become one placeholder, and `.` and `,` between them vanish: `def f(a, b):` and `def g(x.y):` are
alike. Both hashes are polynomial: they come from one wrapping prefix sum over the bytes (Karp and Rabin 1987), so that
no token is ever an object. Reserved words of all languages together stay in the shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import bytetokens, classes

VERSION = 1  # raise it when a line would get other values: caches are keyed by it
LINE = np.dtype(
    [
        ("text", "<u4"),  # 0 for a blank line
        ("shape", "<u4"),  # 0 for a blank line
        ("bits", "<u2"),  # what the shape alone costs
        ("names", "<u2"),  # what its names, numbers and strings cost besides
        ("key", "<u4"),  # the word that the line begins with, 0 when that is in the shape or there is none
        ("key_bits", "u1"),  # what that word costs; part of names
        ("indent", "u1"),  # characters before the first token, at most 255
        ("flags", "u1"),
        ("literal", "u1"),  # which part of names is strings and numbers, 255: all
    ]
)
CHUNK = 1 << 17  # bytes: what is done to them stays in the cache of the processor
U32 = NDArray[np.uint32]
Mask = NDArray[np.bool_]
Index = NDArray[np.int64]


def sweep(files: Sequence[bytes]) -> list[NDArray[np.void]]:
    """Return the lines of each file, as arrays of LINE; line i of the file is element i."""
    found: list[NDArray[np.void]] = []
    batch: list[bytes] = []
    size = 0
    for data in files:
        if batch and size + len(data) > CHUNK:
            found += _chunk(batch)
            batch, size = [], 0
        batch.append(data)
        size += len(data) + 1
    return found + _chunk(batch) if batch else found


def _chunk(batch: list[bytes]) -> list[NDArray[np.void]]:
    joined = b"\n".join(batch) + b"\n"
    tokens = bytetokens.cut(np.frombuffer(joined, dtype=np.uint8))
    lines = _lines(tokens)
    ends = list(accumulate(data.count(b"\n") + 1 for data in batch))
    begins = [0, *ends[:-1]]
    _mark_licence(lines, begins, ends)
    return [lines[begin : end - data.endswith(b"\n")] for begin, end, data in zip(begins, ends, batch, strict=True)]


def _lines(tokens: bytetokens.Tokens) -> NDArray[np.void]:
    lines = np.zeros(len(tokens.first), dtype=LINE)
    total = len(tokens.start)
    if not total:
        return lines
    filled = tokens.last > tokens.first
    role, place, slot = _roles(tokens)
    costs = np.zeros(total + 1, dtype=np.int64)
    np.cumsum(classes.tables().cost.take(role << np.uint8(4) | tokens.length), out=costs[1:])
    cost = costs.take(tokens.last) - costs.take(tokens.first)
    low = (1 << classes.WIDE) - 1
    names = (cost >> classes.WIDE) & low
    lines["bits"] = np.minimum(cost & low, 65535)
    lines["names"] = np.minimum(names, 65535)
    lines["literal"] = 255 * (cost >> 2 * classes.WIDE) // np.maximum(names, 1)
    lines["shape"] = _shape(tokens, role) * filled
    lines["text"] = classes.mixed(tokens.line_hash) * filled
    head = np.minimum(tokens.first, total - 1)
    lines["indent"] = np.minimum(tokens.start.take(head) - tokens.line_start, 255) * filled
    flags = np.zeros(total, dtype=np.uint8)
    flags[place] = classes.tables().word_flags.take(slot)
    lines["flags"] = _flags(tokens, flags, head) * filled
    lines["key"], lines["key_bits"] = _keys(tokens, role, flags, head)
    return lines


def _roles(tokens: bytetokens.Tokens) -> tuple[NDArray[np.uint8], Index, Index]:
    """Return what each token is; of the reserved words the places, and their slots in the table."""
    table = classes.tables()
    word = np.flatnonzero(tokens.kind == classes.WORD)
    value = tokens.value.take(word)
    slot = ((value * table.spread) >> np.uint32(32 - classes.SLOT_BITS)).astype(np.int64)
    known = table.reserved.take(slot) == value
    place, slot = word[known], slot[known]
    role = tokens.kind.copy()
    role[(tokens.byte - ord("0")) < 10] = classes.NUMBER  # unsigned: what comes before "0" is large
    role[place] = classes.RESERVED
    inside = _in_string(tokens)
    string_role = classes.IN_STRING.take(tokens.kind)
    np.copyto(role, string_role, where=inside)
    again = _again(tokens, classes.IS_HOLE.take(role), role == classes.GLUE)
    np.copyto(role, classes.SAID_AGAIN.take(role), where=again)
    return role, place, slot


def _in_string(tokens: bytetokens.Tokens) -> Mask:
    """Mark the tokens of string literals, quotes included: the first kind of quote in a line opens and closes them."""
    total = len(tokens.start)
    inside = np.zeros(total, dtype=bool)
    quote = np.flatnonzero(tokens.kind == classes.QUOTE)
    before = np.maximum(quote - 1, 0)
    quote = quote[(tokens.kind[before] != classes.ESCAPE) | (tokens.start[before] + 1 != tokens.start[quote])]
    if not len(quote):
        return inside
    begin = np.searchsorted(quote, tokens.first)
    count = np.append(begin[1:], len(quote)) - begin
    line = np.repeat(np.arange(len(begin)), count)
    active = tokens.byte[quote] == tokens.byte[quote[begin[line]]]
    quote, line = quote[active], line[active]
    opens = np.append(True, line[1:] != line[:-1])
    place = np.arange(len(quote))
    place -= np.maximum.accumulate(place * opens)
    opening = place % 2 == 0
    steps = np.zeros(total + 1, dtype=np.int8)
    steps[quote[opening]] += 1
    steps[quote[~opening] + 1] -= 1
    never_closed = np.append(line[1:] != line[:-1], True) & opening  # goes to the end of the line
    steps[tokens.last[line[never_closed]]] -= 1
    return np.cumsum(steps[:-1], dtype=np.int8).view(bool)


def _again(tokens: bytetokens.Tokens, is_hole: Mask, is_glue: Mask) -> Mask:
    """Mark the holes that come right after a hole of their line, or with only glue between."""
    begins = np.zeros(len(is_hole) + 1, dtype=bool)
    begins[tokens.first] = True
    within = ~begins[1:-1]
    again = np.zeros(len(is_hole), dtype=bool)
    again[1:] = is_hole[:-1] & within
    again[2:] |= is_hole[:-2] & is_glue[1:-1] & within[1:] & within[:-1]
    again &= is_hole
    return again


def _shape(tokens: bytetokens.Tokens, role: NDArray[np.uint8]) -> U32:
    where = np.flatnonzero(classes.IN_SHAPE.take(role))
    value = tokens.value.take(where)
    value[classes.IS_HOLE.take(role.take(where))] = classes.HOLE
    power, inverse = classes.powers(len(where) + 1)
    prefix = np.zeros(len(where) + 1, dtype=np.uint32)
    np.cumsum(value * power[:-1], out=prefix[1:])
    begin = np.searchsorted(where, tokens.first)
    end = np.append(begin[1:], len(where))
    return classes.mixed((prefix.take(end) - prefix.take(begin)) * inverse.take(begin))


def _keys(
    tokens: bytetokens.Tokens, role: NDArray[np.uint8], flags: NDArray[np.uint8], head: Index
) -> tuple[U32, NDArray[np.uint8]]:
    """Return for each line the word it begins with, and its bits: the name in `name: x`, `"name": x`, `self.name`."""
    end = len(tokens.start) - 1
    at = np.where(tokens.kind.take(head) == classes.WORD, head, np.minimum(head + 1, end))
    receives = (flags.take(at) & classes.RECEIVER != 0) & (role.take(at) == classes.RESERVED)
    at = np.where(receives, np.minimum(at + 2, end), at)
    number = (tokens.byte.take(at) - ord("0")) < 10
    there = (
        (tokens.last > tokens.first)
        & (at < tokens.last)
        & (tokens.kind.take(at) == classes.WORD)
        & classes.IS_HOLE.take(role.take(at))
        & ~number
    )
    return classes.mixed(tokens.value.take(at)) * there, (tokens.length.take(at) + np.uint8(6)) * there


def _flags(tokens: bytetokens.Tokens, word_flags: NDArray[np.uint8], head: Index) -> NDArray[np.uint8]:
    first = tokens.byte.take(head)
    flags = classes.tables().byte_flags.take(first)
    flags |= word_flags.take(head) & np.uint8(classes.IMPORT | classes.CLOSER | classes.CONTROL)
    second = tokens.byte.take(np.minimum(head + 1, len(tokens.byte) - 1)) * (head + 1 < tokens.last)
    divides = (first == ord("/")) & (second != ord("*")) & (second != ord("/"))
    twice = tokens.length.take(head) > 1  # "//" is one token
    flags[divides & ~twice] &= np.uint8(0xFF ^ (classes.COMMENT | classes.PREFIX))

    def line_of(token: Index) -> Index:
        return np.searchsorted(tokens.first, token, side="right") - 1

    for flag in (classes.LICENCE, classes.FUNCTION):
        found = np.flatnonzero(word_flags & flag)
        if flag == classes.FUNCTION:  # `function (` without a name is an argument, not a definition
            following = np.minimum(found + 1, len(tokens.kind) - 1)
            named = (tokens.kind[following] == classes.WORD) & (line_of(following) == line_of(found))
            found = found[(tokens.length[found] != len("function")) | named]
        flags[line_of(found)] |= np.uint8(flag)
    return flags


def _mark_licence(lines: NDArray[np.void], begins: Sequence[int], ends: Sequence[int]) -> None:
    """Keep the LICENCE flag for the comment at the head of a file that holds such a word, on all of its lines."""
    flags = lines["flags"]
    speaks = np.flatnonzero(flags & classes.LICENCE)
    code = np.flatnonzero((flags & classes.COMMENT == 0) & (lines["shape"] != 0))
    flags &= np.uint8(0xFF ^ classes.LICENCE)
    for file in dict.fromkeys(np.searchsorted(ends, speaks, side="right").tolist()):
        place = int(np.searchsorted(code, begins[file]))
        head = min(int(code[place]), ends[file]) if place < len(code) else ends[file]
        if ((speaks >= begins[file]) & (speaks < head)).any():
            flags[begins[file] : head] |= np.uint8(classes.LICENCE)
