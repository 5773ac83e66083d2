"""Alignment of several sequences at once: of tokens within a row, of rows within a group.

Both are progressive: the sequence most like the others comes first, each next one is aligned with what is there.
Similarity is the normalised Indel similarity (longest common subsequence), by rapidfuzz over interned tokens.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq

FIRST_CODE, SURROGATES, SURROGATES_END = 0x20, 0xD800, 0xE000
ALIKE = 0.5  # two rows below this similarity are different rows
LONG_ROW = 24.0  # tokens from which on a row's length adds no more weight
REPRESENTATIVES = 3  # rows that stand for a column
SAMPLE = 80  # sequences from which the pattern of a column is found


class Interner:
    """Gives each key a character of its own, so that sequences of keys become strings."""

    def __init__(self) -> None:
        self._codes: dict[Hashable, str] = {}
        self._keys: dict[str, Hashable] = {}

    def code(self, key: Hashable) -> str:
        """The character of a key."""
        known = self._codes.get(key)
        if known is None:
            number = FIRST_CODE + len(self._codes)
            known = chr(number if number < SURROGATES else number - SURROGATES + SURROGATES_END)
            self._codes[key] = known
            self._keys[known] = key
        return known

    def key(self, code: str) -> Hashable:
        """The key that a code stands for."""
        return self._keys[code]


@dataclass(frozen=True, slots=True)
class Shape:
    """A row for comparison: its own tokens with groups as one, and all its tokens."""

    head: str
    whole: str
    named: bool  # the head holds a word, so that it tells something
    skeleton: str  # the head with each string and each word blanked
    comment: bool = False  # it is a remark on the code, which is no item of a list


@dataclass(slots=True)
class RowColumn:
    """Rows of several sequences that stand for each other: sequence index to row index."""

    rows: dict[int, int] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)

    def add(self, sequence: int, row: int, shape: Shape) -> None:
        """Take a row of a sequence in."""
        self.rows[sequence] = row
        if len(self.shapes) < REPRESENTATIVES and shape not in self.shapes:
            self.shapes.append(shape)


def order(wholes: Sequence[str]) -> list[int]:
    """The indices, the sequence most like all others first and then the most like it."""
    if len(wholes) < 3:
        return list(range(len(wholes)))
    cut = [w[:4000] for w in wholes]
    sample = cut[:: max(1, len(cut) // SAMPLE)]
    likeness = process.cdist(cut, sample, scorer=Indel.normalized_similarity, workers=1)
    medoid = int(np.argmax(likeness.sum(axis=1)))
    near = process.cdist([cut[medoid]], cut, scorer=Indel.normalized_similarity)[0]
    near[medoid] = 2.0
    return [int(i) for i in np.argsort(-near, kind="stable")]


def similarity(left: Sequence[Shape], right: Sequence[Shape]) -> NDArray[np.float32]:
    """Similarity of each row on the left with each on the right, 0 to 1."""
    whole = _cdist([s.whole for s in left], [s.whole for s in right])
    head = _cdist([s.head for s in left], [s.head for s in right])
    named = np.array([s.named for s in left])[:, None] & np.array([s.named for s in right])[None, :]
    blended = 0.35 * whole + 0.65 * head
    return np.where(named, np.maximum(whole, blended), whole)


def _cdist(left: Sequence[str], right: Sequence[str]) -> NDArray[np.float32]:
    return process.cdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float32)


def row_columns(sequences: Sequence[Sequence[Shape]], alike: float = ALIKE) -> list[RowColumn]:
    """Columns of rows over all sequences, in an order that keeps each sequence's own."""
    columns: list[RowColumn] = []
    wholes = ["".join(s.whole for s in shapes) for shapes in sequences]
    for index in order(wholes):
        columns = _merge(columns, index, sequences[index], alike)
    return columns


def _merge(columns: list[RowColumn], index: int, shapes: Sequence[Shape], alike: float) -> list[RowColumn]:
    if not shapes:
        return columns
    pairs = _best_pairs(columns, shapes, alike) if columns else []
    merged: list[RowColumn] = []
    column_at = row_at = 0
    for column, row in [*pairs, (len(columns), len(shapes))]:
        merged.extend(columns[column_at:column])
        merged.extend(RowColumn({index: r}, [shapes[r]]) for r in range(row_at, row))
        if column < len(columns):
            columns[column].add(index, row, shapes[row])
            merged.append(columns[column])
        column_at, row_at = column + 1, row + 1
    return merged


def _best_pairs(columns: Sequence[RowColumn], shapes: Sequence[Shape], least: float) -> list[tuple[int, int]]:
    """Pairs (column, row) in order, of the greatest total weight."""
    representatives = [s for c in columns for s in c.shapes]
    starts = np.cumsum([0, *(len(c.shapes) for c in columns[:-1])])
    alike = np.maximum.reduceat(similarity(representatives, shapes), starts, axis=0)
    size = np.minimum(np.array([len(s.whole) for s in shapes], dtype=np.float32), LONG_ROW)
    short = (size <= 2)[None, :] & (alike < 0.99)
    support = 1 + 0.1 * np.log2(np.array([len(c.rows) for c in columns], dtype=np.float32))
    weight = np.where((alike < least) | short, 0.0, (alike - least + 0.1) * size[None, :] * support[:, None])
    return _heaviest_path(weight)


def _heaviest_path(weight: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Cells of a path down and to the right with the greatest sum; gaps cost nothing."""
    height, width = weight.shape
    best = np.zeros((height + 1, width + 1), dtype=np.float64)
    for i in range(height):
        here = np.maximum(best[i, 1:], best[i, :-1] + weight[i])
        best[i + 1, 1:] = np.maximum.accumulate(here)
    pairs: list[tuple[int, int]] = []
    i, j = height, width
    while i and j:
        if best[i, j] == best[i, j - 1]:
            j -= 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def consensus(sequences: Sequence[str], *, sample: int = SAMPLE) -> str:
    """The codes that more than half of the sequences have in common, aligned, in order."""
    sequences = sequences[:: -(-len(sequences) // sample)]
    chosen = order(sequences)
    known, support = "", np.zeros(0, dtype=np.int32)
    for index in chosen:
        known, support = _merge_codes(known, support, sequences[index])
    return "".join(known[i] for i in np.flatnonzero(support * 2 > len(chosen)))


def _merge_codes(known: str, support: NDArray[np.int32], codes: str) -> tuple[str, NDArray[np.int32]]:
    """The columns (a code and how many have it) with one more sequence aligned to them."""
    merged: list[str] = []
    supports: list[NDArray[np.int32]] = []
    for step in LCSseq.opcodes(known, codes):
        if step.src_end > step.src_start:
            merged.append(known[step.src_start : step.src_end])
            supports.append(support[step.src_start : step.src_end] + (step.tag == "equal"))
        if step.tag != "equal" and step.dest_end > step.dest_start:
            merged.append(codes[step.dest_start : step.dest_end])
            supports.append(np.ones(step.dest_end - step.dest_start, dtype=np.int32))
    return "".join(merged), np.concatenate(supports) if supports else support


def places(pattern: str, codes: str) -> list[int | None]:
    """For each code of the pattern, where it stands in the sequence, or None."""
    found: list[int | None] = [None] * len(pattern)
    for step in LCSseq.opcodes(pattern, codes):
        if step.tag == "equal":
            found[step.src_start : step.src_end] = range(step.dest_start, step.dest_end)
    return found
