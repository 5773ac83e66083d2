"""Corpus: all sessions as arrays, so that counting sequences of steps is numpy's work."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jigsmith.loop.observe.records import Span, Step

UNKNOWN = "…"
STRETCH = 100  # steps that stand for a day where nobody knows when they were done
Int = NDArray[np.int64]
Hash = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Steps of all sessions, one after the other."""

    spans: Sequence[Span]
    steps: Sequence[Step]
    keys: Int  # number of each step's key; a step that is not known has one of its own each time
    base: Int  # the same without options
    session: Int
    day: Int  # since 1970, where the user is; below 0: a stretch of steps without times
    begins: Int  # of each session


def corpus(spans: Sequence[Span], *, offset: float) -> Corpus:
    """Put sessions together; `offset`: seconds that the user's clock is ahead of UTC."""
    steps = [step for span in spans for step in span.steps]
    numbers: dict[str, int] = {}
    keys = [numbers.setdefault(step.key, len(numbers)) for step in steps]
    known = np.array(keys, dtype=np.int64)
    strange = np.flatnonzero(known == numbers.get(UNKNOWN, -1))
    known[strange] = len(numbers) + np.arange(len(strange))
    bases: dict[str, int] = {}
    base_of = [bases.setdefault(without_options(key), len(bases)) for key in numbers] or [0]
    base = np.array(base_of + [-1] * len(strange), dtype=np.int64)[known]
    lengths = np.array([len(span.steps) for span in spans], dtype=np.int64)
    begins = np.cumsum(lengths) - lengths
    whens = np.array([np.nan if when is None else when for span in spans for when in span.whens], dtype=np.float64)
    day = -1 - np.arange(len(steps)) // STRETCH
    timed = ~np.isnan(whens)
    day[timed] = np.floor_divide(whens[timed] + offset, 86_400).astype(np.int64)
    return Corpus(spans, steps, known, base, np.repeat(np.arange(len(spans)), lengths), day, begins)


def without_options(key: str) -> str:
    """Return what a step does without its options: `git push -f` is `git push`."""
    return " ".join(word for word in key.split(" ") if word[:1] != "-" or word == "-m")


@dataclass(frozen=True, slots=True)
class Level:
    """All sequences of one length, by where they begin."""

    length: int
    name: Hash  # of the sequence that begins there
    count: Int  # how often it comes; 0: none begins there within its session
    days: Int  # on how many days


def levels(body: Corpus, *, longest: int, times: int) -> list[Level]:
    """Return sequences of 1 to `longest` steps. Names have 64 bits: two alike by chance are not to be feared."""
    found: list[Level] = []
    total = len(body.keys)
    one = _mixed(body.keys.astype(np.uint64))
    name = one
    inside = np.ones(total, dtype=bool)
    for length in range(1, min(longest, total) + 1):
        if length > 1:
            shifted = np.zeros(total, dtype=np.uint64)
            shifted[: total - length + 1] = one[length - 1 :]
            name = _mixed(name * np.uint64(0x9E3779B97F4A7C15) + shifted)
            last = np.full(total, -1, dtype=np.int64)
            last[: total - length + 1] = body.session[length - 1 :]
            inside &= last == body.session
        found.append(_level(body, length, name, np.flatnonzero(inside)))
        inside = inside & (found[-1].count >= times)  # what comes seldom cannot begin what comes more often
    return found


def _level(body: Corpus, length: int, name: Hash, where: Int) -> Level:
    count = np.zeros(len(body.keys), dtype=np.int64)
    days = np.zeros(len(body.keys), dtype=np.int64)
    if len(where):
        _, which, counts = np.unique(name[where], return_inverse=True, return_counts=True)
        count[where] = counts[which]
        first = body.day.min()
        width = body.day.max() - first + 1
        pairs = np.unique(which * width + (body.day[where] - first))
        days[where] = np.bincount(pairs // width, minlength=len(counts))[which]
    return Level(length, name, count, days)


def _mixed(values: Hash) -> Hash:
    """Spread values over all bits (the finaliser of splitmix64, Steele and others 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
