"""Bootstrap: how sure a mean, a difference or a sum is, from the sample itself (Efron and Tibshirani 1993).

What the same sample gives is always the same: chance is seeded.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ROUNDS = 2_000
SEED = 20_261_101
LEVEL = 0.95
REMEMBERED = 256  # samples whose effect is kept: figures ask for the same ones again and again
AT_ONCE = 1 << 16  # values that are looked at in one step
FAR = 0.005  # of the upper end: times have a long tail upwards, of which a small sample shows too little
Floats = NDArray[np.float64]


def total(groups: Sequence[Sequence[float]], weights: Sequence[float]) -> tuple[float, float]:
    """Return the interval of a sum of the means of several samples, each with its weight: percentiles of resampling
    within each. A sample must not be empty.
    """
    chance = np.random.default_rng(SEED)
    sums: Floats = np.zeros(ROUNDS)
    for group, weight in zip(groups, weights, strict=True):
        values = np.asarray(group, dtype=np.float64)
        picked = chance.integers(0, len(values), (ROUNDS, len(values)))
        sums += weight * values[picked].mean(axis=1)
    low, high = np.quantile(sums, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


class Effect(NamedTuple):
    """What a tool saves each time, and how sure that is."""

    mean: float
    low: float
    high: float


def saving(before: Sequence[float], after: Sequence[float], worked: Sequence[float]) -> Effect:
    """Return what one use saves: the usual time before, times the part of uses that worked, less the usual time after.

    `worked`: of each time after, how much of the task it did, 0 when the tool failed: then its time is lost. The
    interval is that of the bootstrap-t (Efron and Tibshirani 1993, chapter 12), which keeps its level in small and
    skewed samples where percentiles do not: see docs/reference/how-sure.md. Two samples on each side at least.
    """
    return _effect(tuple(before), tuple(after), tuple(worked))


@lru_cache(maxsize=REMEMBERED)
def _effect(before: tuple[float, ...], after: tuple[float, ...], worked: tuple[float, ...]) -> Effect:
    by_hand, with_it, done = (np.asarray(each, dtype=np.float64) for each in (before, after, worked))
    mean, error = _saving(by_hand[None], with_it[None], done[None])
    if not error[0]:
        return Effect(float(mean[0]), float(mean[0]), float(mean[0]))
    chance = np.random.default_rng(SEED)
    first = chance.integers(0, len(by_hand), (ROUNDS, len(by_hand)))
    second = chance.integers(0, len(with_it), (ROUNDS, len(with_it)))
    means, errors = np.empty(ROUNDS), np.empty(ROUNDS)
    for rows in _slices(len(by_hand) + len(with_it)):
        again = second[rows]
        means[rows], errors[rows] = _saving(by_hand[first[rows]], with_it[again], done[again])
    told = errors > error[0] / 20  # a sample drawn from one value alone says nothing of its spread
    steps = (means[told] - mean[0]) / errors[told]
    most, least = np.quantile(steps, [(1 + LEVEL) / 2, FAR])
    return Effect(float(mean[0]), float(mean[0] - most * error[0]), float(mean[0] - least * error[0]))


def _slices(wide: int) -> Iterator[slice]:
    """Cut the rounds so that no step takes long: numpy lets no other thread work meanwhile, nor do they fit a cache."""
    rows = max(1, AT_ONCE // wide)
    return (slice(begin, begin + rows) for begin in range(0, ROUNDS, rows))


def _saving(before: Floats, after: Floats, worked: Floats) -> tuple[Floats, Floats]:
    """Return for each row of samples the saving and its standard error, that of a difference of two means."""
    usual, done = before.mean(axis=1), worked.mean(axis=1)
    each = worked * usual[:, None] - after
    mean = done * usual - after.mean(axis=1)
    error = done**2 * before.var(axis=1, ddof=1) / before.shape[1] + each.var(axis=1, ddof=1) / after.shape[1]
    return mean, np.sqrt(error)


def mean(values: Sequence[float]) -> Effect:
    """Return a mean with its interval, by the same method. Two values at least."""
    given = np.asarray(values, dtype=np.float64)
    found = saving(values, (0.0, 0.0), (1.0, 1.0))
    return found if len(given) > 1 else Effect(float(given[0]), float(given[0]), float(given[0]))


def count(times: int) -> tuple[float, float]:
    """Return the interval of what is expected where so many were counted (Poisson; Wilson and Hilferty 1931)."""
    wide = 1.959964
    low = times * (1 - 1 / (9 * times) - wide / (3 * times**0.5)) ** 3 if times else 0.0
    more = times + 1
    return max(low, 0.0), more * (1 - 1 / (9 * more) + wide / (3 * more**0.5)) ** 3
