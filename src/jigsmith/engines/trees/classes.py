"""Classes: what bytes, tokens, reserved words and beginnings of lines are, as tables for numpy to look things up."""

from __future__ import annotations

import string
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import reserved

# What a line begins with, as flags; LICENCE: it is in the comment at the head of a file, and that speaks of a licence.
IMPORT, COMMENT, CLOSER, PREFIX, LICENCE = 1, 2, 4, 8, 16
CONTROL, FUNCTION = 32, 64  # begins with `if`, `for` and the like; defines a function
NAMELESS = 128  # begins with a bracket, a tag, a number or the like
RECEIVER = 128  # of a word, not of a line

# What a byte is, and then what a token is: a word that is reserved, a number, a word or something else in a string;
# from WORD_AGAIN on holes that follow a hole, which the shape leaves out.
SPACE, NEWLINE, WORD, PUNCT, GLUE, QUOTE, ESCAPE, RESERVED, NUMBER, STRING_WORD, STRING_OTHER = range(11)
WORD_AGAIN, NUMBER_AGAIN, STRING_WORD_AGAIN, STRING_OTHER_AGAIN = range(11, 15)
AGAIN = {WORD: WORD_AGAIN, NUMBER: NUMBER_AGAIN, STRING_WORD: STRING_WORD_AGAIN, STRING_OTHER: STRING_OTHER_AGAIN}
NEWLINE_BYTE = ord("\n")
LONG_WORD = 12  # a longer name costs no more
WIDE = 20  # bits of each of the three sums that one number holds
LONGEST = 5 << 15  # bytes for which powers are at hand from the beginning
U32 = NDArray[np.uint32]
Index = NDArray[np.int64]

BASE, SEED, SLOT_BITS = 0x9E3779B1, 20, 14
HOLE = np.uint32(0x5851F42D)  # what a hole counts in a shape
IN_STRING = np.full(16, STRING_OTHER, dtype=np.uint8)
IN_STRING[WORD] = STRING_WORD
SAID_AGAIN = np.arange(16, dtype=np.uint8)
IS_HOLE = np.zeros(16, dtype=bool)
for _role, _later in AGAIN.items():
    SAID_AGAIN[_role] = _later
    IS_HOLE[[_role, _later]] = True
IN_SHAPE = np.zeros(16, dtype=bool)
IN_SHAPE[[WORD, PUNCT, QUOTE, ESCAPE, RESERVED, NUMBER, STRING_WORD, STRING_OTHER]] = True


class Tables(NamedTuple):
    """What is looked up for each byte, for each token and for each word."""

    kind: NDArray[np.uint8]
    value: U32
    byte_flags: NDArray[np.uint8]
    cost: NDArray[np.int64]  # by role and length: bits of the shape, of the names, of strings and numbers among these
    reserved: U32  # by slot: the highest bits of a word's hash times spread
    word_flags: NDArray[np.uint8]
    spread: np.uint32


@cache
def tables() -> Tables:
    """Return the tables, made once."""
    kind = np.full(256, PUNCT, dtype=np.uint8)
    kind[list(b" \t\r\f\v\0")] = SPACE
    kind[NEWLINE_BYTE] = NEWLINE
    kind[list(b"_$" + string.ascii_letters.encode() + string.digits.encode())] = WORD
    kind[128:] = WORD
    kind[list(b".,")] = GLUE
    kind[list(b"\"'`")] = QUOTE
    kind[ord("\\")] = ESCAPE
    value = mixed(np.arange(SEED, SEED + 256, dtype=np.uint32))
    value[kind <= NEWLINE] = 0
    byte_flags = np.zeros(256, dtype=np.uint8)
    byte_flags[list(b")]}")] = CLOSER
    byte_flags[list(b"#/*;")] = COMMENT | PREFIX
    byte_flags[list(b"@[")] = PREFIX
    byte_flags[list(b"<{(|+:?!~=0123456789")] = NAMELESS
    hashes, flags = _reserved_words(value)
    spread, slots = _spread(hashes)
    table = np.zeros(1 << SLOT_BITS, dtype=np.uint32)
    table[slots] = hashes
    word_flags = np.zeros(1 << SLOT_BITS, dtype=np.uint8)
    word_flags[slots] = flags
    return Tables(kind, value, byte_flags, _costs(), table, word_flags, spread)


def _costs() -> NDArray[np.int64]:
    """Return what tokens cost, as three numbers in one: reserved words 5, punctuation 3, a hole 2 bits of shape; names
    more the longer they are.
    """
    table = np.zeros((16, 16), dtype=np.int64)
    table[RESERVED] = 5
    table[[PUNCT, QUOTE, ESCAPE]] = 3
    name = (np.arange(16) + 6) << WIDE
    for role, later in AGAIN.items():
        bits = np.full(16, 3 << WIDE) if role == STRING_OTHER else name
        literal = 0 if role == WORD else bits << WIDE
        table[role], table[later] = 2 + bits + literal, bits + literal
    table[GLUE] = 2 << WIDE
    return table.ravel()


def _reserved_words(value: U32) -> tuple[U32, NDArray[np.uint8]]:
    power, _ = powers(64)
    words = sorted(reserved.EVERY)
    hashes = [np.sum(value[list(word.encode())] * power[: len(word)], dtype=np.uint32) for word in words]
    flags = [
        IMPORT * (word in reserved.IMPORTING)
        | CLOSER * (word in reserved.CLOSING)
        | LICENCE * (word in reserved.LICENSING)
        | CONTROL * (word in reserved.CONTROL)
        | FUNCTION * (word in reserved.FUNCTION)
        | RECEIVER * (word in reserved.RECEIVERS)
        for word in words
    ]
    return np.array(hashes, dtype=np.uint32), np.array(flags, dtype=np.uint8)


def _spread(hashes: U32) -> tuple[np.uint32, Index]:
    """Find a multiplier that gives each reserved word a slot of its own."""
    for trial in range(1, 40_000, 2):
        slots = (hashes * np.uint32(trial)) >> np.uint32(32 - SLOT_BITS)
        if len(set(slots.tolist())) == len(hashes):
            return np.uint32(trial), slots.astype(np.int64)
    raise AssertionError("no multiplier keeps the reserved words apart: change SEED")


_power_tables: list[tuple[U32, U32]] = []


def powers(size: int) -> tuple[U32, U32]:
    """Return base**i and base**-i modulo 2**32 for i < size."""
    if not _power_tables or len(_power_tables[0][0]) < size:
        length = max(size, LONGEST)
        tables = [np.full(length, base, dtype=np.uint32) for base in (BASE, pow(BASE, -1, 1 << 32))]
        for table in tables:
            table[0] = 1
            np.cumprod(table, dtype=np.uint32, out=table)
        _power_tables[:] = [(tables[0], tables[1])]
    power, inverse = _power_tables[0]
    return power[:size], inverse[:size]


def mixed(value: U32) -> U32:
    """Mix the bits of a hash, so that all of them tell something; never 0."""
    found = value ^ (value >> np.uint32(16))
    found *= np.uint32(0x7FEB352D)
    found ^= found >> np.uint32(15)
    found *= np.uint32(0x846CA68B)
    found ^= found >> np.uint32(16)
    return found | np.uint32(1)
