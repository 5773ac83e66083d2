"""Shreds: the few words that unlike sentences happen to share. A pattern that holds them reads as nonsense.

Within quotes, and in comments, a pattern either says most of what the rows say, or leaves it open as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import align, rows

COMMENTS = frozenset("#/*")
MOST_OWN = 0.5  # own words for each word of the pattern, above which the sentence is left open

HOLE = 1.25  # words that a gap in a pattern costs: a reader has to see it, and somebody to fill it
PROBE = 24  # rows by which that is judged
LONGEST = 400  # codes of a pattern that is looked at


def without(pattern: str, keys: Sequence[str], codes: Sequence[str]) -> str:
    """The pattern (its codes and what they stand for) of the rows with these codes, without shreds."""
    prose = _prose(keys)
    if not any(prose):
        return pattern
    sample = codes[:: max(1, len(codes) // align.SAMPLE)]
    placed = [align.places(pattern, c) for c in sample]
    keep = [True] * len(pattern)
    for start, end in _runs(prose):
        inside = [_inside(p, start, end, length=len(c)) for p, c in zip(placed, sample, strict=True)]
        own = sum(own for own, _ in inside) / len(inside)
        gaps = sum(gaps for _, gaps in inside) / len(inside)
        if own > MOST_OWN * (end - start) and gaps > 1:
            keep[start:end] = [False] * (end - start)
    return "".join(code for code, kept in zip(pattern, keep, strict=True) if kept)


def _prose(keys: Sequence[str]) -> list[bool]:
    """For each key, whether it stands within quotes, or after what begins a comment line."""
    found: list[bool] = []
    quote = ""
    comment = bool(keys) and keys[0][:1] in COMMENTS
    for index, key in enumerate(keys):
        if key in rows.QUOTES and (not quote or key == quote):
            quote = "" if quote else key
            found.append(False)
        else:
            found.append(bool(quote) or (comment and index > 0))
    return found if not quote else [False] * len(keys)


def _runs(marked: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of marked places."""
    start = None
    for index, mark in enumerate([*marked, False]):
        if mark and start is None:
            start = index
        elif not mark and start is not None:
            yield start, index
            start = None


def _inside(placed: Sequence[int | None], start: int, end: int, *, length: int) -> tuple[int, int]:
    """Of a row: how many own nodes stand where the pattern has [start:end], and in how many gaps."""
    before = next((p for p in reversed(placed[:start]) if p is not None), -1)
    after = next((p for p in placed[end:] if p is not None), length)
    spots = [before, *(p for p in placed[start:end] if p is not None), after]
    gaps = sum(b - a > 1 for a, b in pairwise(spots))
    return after - before - 1 - (len(spots) - 2), gaps


def joined(pattern: str, weights: Sequence[float], codes: Sequence[str]) -> str:
    """The pattern without the codes that cost more than they say: each gap between two of them costs a HOLE.

    `weights`: words of each code. Finds the codes that together are cheapest, by dynamic programming.
    """
    length = len(pattern)
    sample = codes[:: max(1, len(codes) // PROBE)]
    if not length or length > LONGEST or all(len(c) == length for c in sample):
        return pattern
    start, end, there = _anchors(pattern, sample)
    dropped = np.concatenate([[0.0], np.cumsum(np.array(weights) * there.mean(axis=0))])
    best = np.zeros(length + 2)
    before = np.zeros(length + 2, dtype=np.int64)
    for j in range(1, length + 2):
        gaps = (end[:, j - 1 : j] - start[:, :j] > 1).mean(axis=0) if j <= length else (end[:, -1:] - start > 1).mean(axis=0)
        cost = best[:j] + HOLE * gaps + dropped[j - 1] - dropped[:j]
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
