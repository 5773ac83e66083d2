"""Bootstrap: how sure a mean, a difference or a sum is, from the sample itself (Efron and Tibshirani 1993).

What the same sample gives is always the same: chance is seeded.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 4_000
SEED = 20_261_101
LEVEL = 0.95
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
