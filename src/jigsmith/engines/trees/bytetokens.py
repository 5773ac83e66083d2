"""Byte tokens: where the tokens of many files are and what their texts hash to, from their bytes as one array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import classes

ROOM = 5 << 15  # bytes for which there is room from the beginning
U32 = NDArray[np.uint32]
Mask = NDArray[np.bool_]
Index = NDArray[np.int64]


class Tokens(NamedTuple):
    """The tokens of a chunk, and which of them begin a line."""

    start: Index
    kind: NDArray[np.uint8]  # what the first byte is
    byte: NDArray[np.uint8]  # first byte
    value: U32  # hash of the token's text
    length: NDArray[np.uint8]  # at most classes.LONG_WORD
    first: Index  # per line: index of its first token; a blank line has that of the next line
    last: Index  # per line: index after its last token
    line_start: Index
    line_hash: U32


def cut(data: NDArray[np.uint8]) -> Tokens:
    """Return the tokens of a chunk that ends with a newline."""
    table = classes.tables()
    size = len(data)
    power, inverse = classes.powers(size)
    kinds, solid, going_on, prefix = _workspace(size)
    np.take(table.kind, data, out=kinds, mode="clip")
    np.greater_equal(kinds, classes.WORD, out=solid)
    going_on[0] = going_on[size] = False
    inner = going_on[1:size]
    np.equal(data[1:], data[:-1], out=inner)
    inner &= kinds[1:] != classes.QUOTE
    is_word = kinds == classes.WORD
    inner |= is_word[1:] & is_word[:-1]
    start = np.flatnonzero(solid & ~going_on[:-1])
    end = np.flatnonzero(solid & ~going_on[1:]) + 1
    np.take(table.value, data, out=prefix[1:], mode="clip")
    np.multiply(prefix[1:], power, out=prefix[1:])
    prefix[0] = 0
    np.cumsum(prefix, out=prefix)
    value = (prefix.take(end) - prefix.take(start)) * inverse.take(start)
    newline = np.flatnonzero(data == classes.NEWLINE_BYTE)
    line_start = np.concatenate(([0], newline[:-1] + 1))
    first = np.searchsorted(start, line_start)
    text_start = start.take(first, mode="clip") if len(start) else line_start
    line_hash = (prefix.take(newline) - prefix.take(text_start)) * inverse.take(text_start)
    return Tokens(
        start=start,
        kind=kinds.take(start),
        byte=data.take(start),
        value=value,
        length=np.minimum(end - start, classes.LONG_WORD).astype(np.uint8),
        first=first,
        last=np.append(first[1:], len(start)),
        line_start=line_start,
        line_hash=line_hash,
    )


_kept_arrays: list[NDArray[np.generic]] = []


def _workspace(size: int) -> tuple[NDArray[np.uint8], Mask, Mask, U32]:
    """Return the arrays as long as the bytes; they are used again: fresh memory costs more than the arithmetic."""
    if not _kept_arrays or len(_kept_arrays[0]) < size:
        length = max(size, ROOM)
        _kept_arrays[:] = [
            np.empty(length, dtype=np.uint8),
            np.empty(length, dtype=bool),
            np.empty(length + 1, dtype=bool),
            np.empty(length + 1, dtype=np.uint32),
        ]
    kinds, solid, going_on, prefix = _kept_arrays
    return kinds[:size], solid[:size], going_on[: size + 1], prefix[: size + 1]  # type: ignore[return-value]
