"""Shreds: the few words that unlike sentences happen to share. A pattern that holds them reads as nonsense.

A gap costs a reader something, so that a word between two gaps must say more than that to stay.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import align

HOLE = 1.25  # words that a gap in a pattern costs: a reader has to see it, and somebody to fill it
HOLE_IN_STRING = 2.0  # and in a string, which is one thing to fill in
PROBE = 24  # rows by which that is judged
LONGEST = 400  # codes of a pattern that is looked at


def without(pattern: str, weights: Sequence[float], codes: Sequence[str], quoted: Sequence[bool]) -> str:
    """The pattern without the codes that cost more than they say: each gap between two of them costs a HOLE.

    `weights`: words of each code; `quoted`: whether what follows it is in a string. Finds the codes that together are
    cheapest, by dynamic programming.
    """
    length = len(pattern)
    sample = codes[:: max(1, len(codes) // PROBE)]
    if not length or length > LONGEST or all(len(c) == length for c in sample):
        return pattern
    start, end, there = _anchors(pattern, sample)
    dropped = np.concatenate([[0.0], np.cumsum(np.array(weights) * there.mean(axis=0))])
    opens = np.concatenate([np.ones((len(sample), 1), dtype=np.bool_), there], axis=1)  # where a gap of a row begins
    hole = np.where([False, *quoted], HOLE_IN_STRING, HOLE)
    best = np.zeros(length + 2)
    before = np.zeros(length + 2, dtype=np.int64)
    for j in range(1, length + 2):
        last = end[:, j - 1 : j] if j <= length else end[:, -1:]
        gaps = (opens[:, :j] & (last - start[:, :j] > 1)).mean(axis=0)
        cost = best[:j] + hole[:j] * gaps + dropped[j - 1] - dropped[:j]
        before[j] = len(cost) - 1 - int(np.argmin(cost[::-1]))
        best[j] = cost[before[j]]
    kept: list[int] = []
    at = int(before[length + 1])
    while at:
        kept.append(at - 1)
        at = int(before[at])
    return "".join(pattern[i] for i in reversed(kept))


def _anchors(pattern: str, sample: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """For each row, where the last code at or before each place of the pattern stands (before the first: -1), where
    the next one at or after it does (after the last: the row's length), and which of them it has.
    """
    found = [align.places(pattern, c) for c in sample]
    there = np.array([[p is not None for p in row] for row in found])
    where = np.array([[-1 if p is None else p for p in row] for row in found], dtype=np.int64)
    start = np.concatenate([np.full((len(sample), 1), -1), np.maximum.accumulate(where, axis=1)], axis=1)
    lengths = np.array([[len(c)] for c in sample], dtype=np.int64)
    later = np.where(there, where, lengths)
    end = np.concatenate([np.minimum.accumulate(later[:, ::-1], axis=1)[:, ::-1], lengths], axis=1)
    return start, end, there
