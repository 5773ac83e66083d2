"""Shreds: the few words that unlike sentences happen to share. A pattern that holds them reads as nonsense.

Within quotes, and in comments, a pattern either says most of what the rows say, or leaves it open as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from jigsmith.engines.trees import align, rows

COMMENTS = frozenset("#/*")
MOST_OWN = 0.5  # own words for each word of the pattern, above which the sentence is left open


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
