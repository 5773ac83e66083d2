"""Sorting numbers of 32 bits, with their places: two passes of a radix sort, which numpy has for 16 bits alone."""

import numpy as np
from numpy.typing import NDArray

HALF = np.uint32(16)


def order(numbers: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the places of numbers in ascending order; equal ones stay in theirs."""
    found: NDArray[np.int64] = np.argsort(numbers.astype(np.uint16), kind="stable")
    high = (numbers >> HALF).astype(np.uint16)
    return found[np.argsort(high.take(found), kind="stable")] if high.any() else found
