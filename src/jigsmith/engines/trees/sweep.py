"""Sweep: what each line of many files looks like, read from their bytes at numpy's speed, without a grammar.

A line gets two hashes. Its *text* is all of it but the white space around it. Its *shape* is what stays when names,
numbers and strings become one placeholder, and `.` and `,` between them vanish: `def f(a, b):` and `def g(x.y):` are
alike. Both hashes are polynomial: they come from one wrapping prefix sum over the bytes (Karp and Rabin 1987), so that
no token is ever an object. Reserved words of all languages together stay in the shape.
"""

from __future__ import annotations

import string
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import reserved

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
IMPORT, COMMENT, CLOSER, PREFIX, LICENCE = 1, 2, 4, 8, 16  # what the line begins with; LICENCE: in the file's head
CONTROL, FUNCTION = 32, 64  # begins with `if`, `for` and the like; defines a function
NAMELESS = 128  # begins with a bracket, a tag, a number or the like
_RECEIVER = 128  # of a word, not of a line

SPACE, NEWLINE, WORD, PUNCT, GLUE, QUOTE, ESCAPE = range(7)
NEWLINE_BYTE = ord("\n")
CHUNK = 1 << 18
STRUCTURE_BITS = {"reserved": 5, "punct": 3, "hole": 2}
U64 = NDArray[np.uint64]
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


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a chunk, and which of them begin a line."""

    start: Index
    kind: NDArray[np.uint8]  # class of the first byte
    byte: NDArray[np.uint8]  # first byte
    value: U64  # hash of the token's text
    length: NDArray[np.int32]
    first: Index  # per line: index of its first token; a blank line has that of the next line
    line_start: Index
    line_hash: U64


def _chunk(batch: list[bytes]) -> list[NDArray[np.void]]:
    joined = b"\n".join(batch) + b"\n"
    tokens = _tokens(np.frombuffer(joined, dtype=np.uint8))
    lines = _lines(tokens)
    ends = np.cumsum([data.count(b"\n") + 1 for data in batch])
    parts = np.split(lines, ends[:-1])
    for part in parts:
        _mark_licence(part)
    return [part[:-1] if data.endswith(b"\n") else part for part, data in zip(parts, batch, strict=True)]


def _tokens(data: NDArray[np.uint8]) -> Tokens:
    table = _tables()
    size = len(data)
    power, inverse = _powers(size)
    kinds, solid, going_on, prefix = _workspace(size)
    np.take(table.kind, data, out=kinds, mode="clip")
    np.greater_equal(kinds, WORD, out=solid)
    going_on[0] = going_on[size] = False
    inner = going_on[1:size]
    np.equal(data[1:], data[:-1], out=inner)
    inner &= kinds[1:] != QUOTE
    is_word = kinds == WORD
    inner |= is_word[1:] & is_word[:-1]
    start = np.flatnonzero(solid & ~going_on[:-1])
    end = np.flatnonzero(solid & ~going_on[1:]) + 1
    prefix[0] = 0
    np.take(table.value, data, out=prefix[1:], mode="clip")
    np.multiply(prefix[1:], power, out=prefix[1:])
    np.cumsum(prefix, out=prefix)
    value = (prefix.take(end) - prefix.take(start)) * inverse.take(start)
    newline = np.flatnonzero(data == NEWLINE_BYTE)
    line_start = np.concatenate(([0], newline[:-1] + 1))
    first = np.searchsorted(start, line_start)
    text_start = start.take(first, mode="clip") if len(start) else line_start
    line_hash = (prefix.take(newline) - prefix.take(text_start)) * inverse.take(text_start)
    length = (end - start).astype(np.int32)
    return Tokens(start, kinds.take(start), data.take(start), value, length, first, line_start, line_hash)


_local = threading.local()


def _workspace(size: int) -> tuple[NDArray[np.uint8], Mask, Mask, U64]:
    """Return the arrays as long as the bytes; they are used again, since fresh memory costs more than the arithmetic."""
    if len(getattr(_local, "kinds", ())) < size:
        length = max(size, CHUNK + CHUNK // 4)
        _local.kinds = np.empty(length, dtype=np.uint8)
        _local.solid = np.empty(length, dtype=bool)
        _local.going_on = np.empty(length + 1, dtype=bool)
        _local.prefix = np.empty(length + 1, dtype=np.uint64)
    return _local.kinds[:size], _local.solid[:size], _local.going_on[: size + 1], _local.prefix[: size + 1]


def _lines(tokens: Tokens) -> NDArray[np.void]:
    table = _tables()
    count = len(tokens.first)
    total = len(tokens.start)
    lines = np.zeros(count, dtype=LINE)
    if not total:
        return lines
    last = np.append(tokens.first[1:], total)
    filled = last > tokens.first
    slot = ((tokens.value * table.spread) >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
    is_reserved = (table.reserved.take(slot) == tokens.value) & (tokens.kind == WORD)
    in_string = _in_string(tokens, last)
    is_hole = ((tokens.kind == WORD) & ~is_reserved) | in_string
    is_glue = (tokens.kind == GLUE) & ~in_string
    kept = _kept(tokens, is_hole, is_glue)
    structure = np.where(is_reserved, STRUCTURE_BITS["reserved"], STRUCTURE_BITS["punct"]).astype(np.int32)
    structure[is_hole] = STRUCTURE_BITS["hole"]
    names = np.where(tokens.kind == WORD, np.minimum(tokens.length, 12) + 6, 3).astype(np.int32)
    names[~is_hole & ~is_glue] = 0
    names[is_glue] = 2
    lines["bits"] = np.minimum(_sums(structure * kept, tokens.first, last), 65535)
    name_bits = _sums(names, tokens.first, last)
    is_literal = in_string | ((tokens.byte >= ord("0")) & (tokens.byte <= ord("9")))
    lines["names"] = np.minimum(name_bits, 65535)
    lines["literal"] = 255 * _sums(names * is_literal, tokens.first, last) // np.maximum(name_bits, 1)
    lines["shape"] = np.where(filled, _shape(tokens, is_hole, kept), 0)
    lines["text"] = np.where(filled, _short(tokens.line_hash), 0)
    head = np.minimum(tokens.first, total - 1)
    lines["indent"] = np.where(filled, np.minimum(tokens.start[head] - tokens.line_start, 255), 0)
    lines["flags"] = np.where(filled, _flags(tokens, slot, head), 0)
    lines["key"], lines["key_bits"] = _keys(tokens, is_hole, slot, last)
    return lines


def _keys(tokens: Tokens, is_hole: Mask, slot: Index, last: Index) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Return for each line the word that it begins with, and its bits: the name in `name: x`, `"name": x`, `self.name`."""
    end = len(tokens.start) - 1
    at = np.minimum(tokens.first, end)
    at = np.where(tokens.kind[at] == WORD, at, np.minimum(at + 1, end))
    flags = _tables().word_flags.take(slot[at])
    at = np.where((flags & _RECEIVER != 0) & ~is_hole[at], np.minimum(at + 2, end), at)
    number = (tokens.byte[at] >= ord("0")) & (tokens.byte[at] <= ord("9"))
    there = (at < last) & (tokens.kind[at] == WORD) & is_hole[at] & ~number
    key = np.where(there, _short(tokens.value[at]), 0)
    return key, np.where(there, np.minimum(tokens.length[at], 12) + 6, 0)


def _in_string(tokens: Tokens, last: Index) -> Mask:
    """Mark the tokens of string literals, quotes included: the first kind of quote in a line opens and closes them."""
    total = len(tokens.start)
    escaped = np.zeros(total, dtype=bool)
    escaped[1:] = (tokens.kind[:-1] == ESCAPE) & (tokens.start[1:] == tokens.start[:-1] + 1)
    quote = np.flatnonzero((tokens.kind == QUOTE) & ~escaped)
    inside = np.zeros(total, dtype=bool)
    if not len(quote):
        return inside
    line = np.searchsorted(tokens.first, quote, side="right") - 1
    opens = np.append(True, line[1:] != line[:-1])
    opener = np.maximum.accumulate(np.where(opens, np.arange(len(quote)), 0))
    active = tokens.byte[quote] == tokens.byte[quote[opener]]
    quote, line, opens = quote[active], line[active], opens[active]
    place = np.arange(len(quote))
    place -= np.maximum.accumulate(np.where(opens, place, 0))
    opening = place % 2 == 0
    steps = np.zeros(total + 1, dtype=np.int8)
    steps[quote[opening]] += 1
    steps[quote[~opening] + 1] -= 1
    final = np.append(line[1:] != line[:-1], True) & opening  # never closed: to the end of the line
    steps[last[line[final]]] -= 1
    return np.cumsum(steps[:-1], dtype=np.int8) > 0


def _kept(tokens: Tokens, is_hole: Mask, is_glue: Mask) -> Mask:
    """Mark the tokens that stay in the shape: no glue, and of neighbouring holes only the first."""
    solid = np.flatnonzero(~is_glue)
    hole = is_hole[solid]
    starts_line = np.zeros(len(is_glue) + 1, dtype=bool)
    starts_line[tokens.first] = True
    line_of = np.cumsum(starts_line[:-1], dtype=np.int32)[solid]
    again = np.zeros(len(solid), dtype=bool)
    again[1:] = hole[1:] & hole[:-1] & (line_of[1:] == line_of[:-1])
    kept = ~is_glue
    kept[solid[again]] = False
    return kept


def _shape(tokens: Tokens, is_hole: Mask, kept: Mask) -> NDArray[np.uint32]:
    where = np.flatnonzero(kept)
    value = np.where(is_hole[where], _tables().hole, tokens.value[where])
    power, inverse = _powers(len(where))
    prefix = np.zeros(len(where) + 1, dtype=np.uint64)
    np.cumsum(value * power, out=prefix[1:])
    begin = np.searchsorted(where, tokens.first)
    end = np.append(begin[1:], len(where))
    total = prefix[end] - prefix[begin]
    return _short(total * inverse[np.minimum(begin, len(inverse) - 1)])


def _flags(tokens: Tokens, slot: Index, head: Index) -> NDArray[np.uint8]:
    table = _tables()
    known = table.reserved.take(slot) == tokens.value
    word_flag = np.where(known, table.word_flags.take(slot), 0).astype(np.uint8)
    flags: NDArray[np.uint8] = table.byte_flags.take(tokens.byte[head])
    flags |= word_flag[head] & np.uint8(IMPORT | CLOSER | CONTROL)
    second = np.minimum(head + 1, len(tokens.byte) - 1)
    divides = (tokens.byte[head] == ord("/")) & ~np.isin(tokens.byte[second], _SLASH_STAR)
    flags[divides] &= np.uint8(0xFF ^ (COMMENT | PREFIX))
    for flag in (LICENCE, FUNCTION):
        found = np.flatnonzero(word_flag & flag)
        if flag == FUNCTION:  # `function (` without a name is an argument, not a definition
            following = tokens.kind[np.minimum(found + 1, len(tokens.kind) - 1)]
            found = found[(tokens.length[found] != len("function")) | (following == WORD)]
        flags[np.searchsorted(tokens.first, found, side="right") - 1] |= np.uint8(flag)
    return flags


def _mark_licence(lines: NDArray[np.void]) -> None:
    """Keep the LICENCE flag for the comment at the head of a file that holds such a word, on all of its lines."""
    flags = lines["flags"]
    code = np.flatnonzero((flags & COMMENT == 0) & (lines["shape"] != 0))
    head = int(code[0]) if len(code) else len(lines)
    speaks_of_it = bool((flags[:head] & LICENCE).any())
    flags &= np.uint8(0xFF ^ LICENCE)
    if speaks_of_it:
        flags[:head] |= np.uint8(LICENCE)


def _sums(values: NDArray[np.int32], first: Index, last: Index) -> NDArray[np.int32]:
    prefix = np.zeros(len(values) + 1, dtype=np.int32)
    np.cumsum(values, out=prefix[1:])
    return prefix[last] - prefix[first]


def _short(value: U64) -> NDArray[np.uint32]:
    """Mix 64 bits into 32 that are never 0."""
    mixed = value ^ (value >> np.uint64(29))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return (mixed >> np.uint64(32)).astype(np.uint32) | np.uint32(1)


@dataclass(frozen=True, slots=True)
class _Tables:
    kind: NDArray[np.uint8]
    value: U64
    byte_flags: NDArray[np.uint8]
    reserved: U64  # by slot: the highest bits of a word's hash times spread
    word_flags: NDArray[np.uint8]
    spread: np.uint64
    hole: np.uint64


_SLASH_STAR = np.frombuffer(b"/*", dtype=np.uint8)
_BASE, _SEED, _SLOT_BITS = 0x9E3779B97F4A7C15, 20, 14


@cache
def _tables() -> _Tables:
    kind = np.full(256, PUNCT, dtype=np.uint8)
    kind[list(b" \t\r\f\v\0")] = SPACE
    kind[ord("\n")] = NEWLINE
    kind[list(b"_$" + string.ascii_letters.encode() + string.digits.encode())] = WORD
    kind[128:] = WORD
    kind[list(b".,")] = GLUE
    kind[list(b"\"'`")] = QUOTE
    kind[ord("\\")] = ESCAPE
    value = np.random.default_rng(_SEED).integers(1, 1 << 63, 256, dtype=np.uint64)
    value[kind <= NEWLINE] = 0
    byte_flags = np.zeros(256, dtype=np.uint8)
    byte_flags[list(b")]}")] = CLOSER
    byte_flags[list(b"#/*;")] = COMMENT | PREFIX
    byte_flags[list(b"@[")] = PREFIX
    byte_flags[list(b"<{(|+:?!~=0123456789")] = NAMELESS
    hashes, flags = _reserved_words(value)
    spread, slots = _spread(hashes)
    table = np.zeros(1 << _SLOT_BITS, dtype=np.uint64)
    table[slots] = hashes
    word_flags = np.zeros(1 << _SLOT_BITS, dtype=np.uint8)
    word_flags[slots] = flags
    return _Tables(kind, value, byte_flags, table, word_flags, spread, np.uint64(0x5851F42D4C957F2D))


def _reserved_words(value: U64) -> tuple[U64, NDArray[np.uint8]]:
    power, _ = _powers(64)
    words = sorted(reserved.EVERY)
    hashes = [np.sum(value[list(word.encode())] * power[: len(word)], dtype=np.uint64) for word in words]
    flags = [
        IMPORT * (word in reserved.IMPORTING)
        | CLOSER * (word in reserved.CLOSING)
        | LICENCE * (word in reserved.LICENSING)
        | CONTROL * (word in reserved.CONTROL)
        | FUNCTION * (word in reserved.FUNCTION)
        | _RECEIVER * (word in reserved.RECEIVERS)
        for word in words
    ]
    return np.array(hashes, dtype=np.uint64), np.array(flags, dtype=np.uint8)


def _spread(hashes: U64) -> tuple[np.uint64, Index]:
    """Find a multiplier that gives each reserved word a slot of its own."""
    for trial in range(1, 4000, 2):
        slots = (hashes * np.uint64(trial)) >> np.uint64(64 - _SLOT_BITS)
        if len(np.unique(slots)) == len(hashes):
            return np.uint64(trial), slots.astype(np.int64)
    raise AssertionError("no multiplier keeps the reserved words apart: change _SEED")


_power_tables: list[tuple[U64, U64]] = []


def _powers(size: int) -> tuple[U64, U64]:
    """Return base**i and base**-i modulo 2**64 for i < size."""
    if not _power_tables or len(_power_tables[0][0]) < size:
        length = max(size, 2 * CHUNK)
        tables = [np.full(length, base, dtype=np.uint64) for base in (_BASE, pow(_BASE, -1, 1 << 64))]
        for table in tables:
            table[0] = 1
            np.cumprod(table, out=table)
        _power_tables[:] = [(tables[0], tables[1])]
    power, inverse = _power_tables[0]
    return power[:size], inverse[:size]
