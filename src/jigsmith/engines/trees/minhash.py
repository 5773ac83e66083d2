"""MinHash: which sets are alike, without comparing each with each (Broder 1997; bands: Leskovec and others 2014)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

HASHES, ROWS = 64, 2  # two rows in a band: sets that share a fifth of their members are most often seen
CHUNK = 4_096  # sets that are hashed at once
CROWD = 400  # sets in one bucket of which the first are compared with the others


def signatures(sets: Sequence[Sequence[int]]) -> NDArray[np.uint32]:
    """Return HASHES numbers for each set, none of which is empty; members are whole numbers below 2**32."""
    random = np.random.default_rng(20_260)
    odd = random.integers(1, 2**63, HASHES, dtype=np.uint64) | np.uint64(1)
    shift = random.integers(0, 2**63, HASHES, dtype=np.uint64)
    found = [np.zeros((0, HASHES), dtype=np.uint32)]
    for begin in range(0, len(sets), CHUNK):
        chunk = sets[begin : begin + CHUNK]
        members = np.array([member for each in chunk for member in each], dtype=np.uint64)
        lengths = np.array([len(each) for each in chunk])
        hashed = ((members[:, None] * odd + shift) >> np.uint64(32)).astype(np.uint32)
        found.append(np.minimum.reduceat(hashed, np.cumsum(lengths) - lengths, axis=0))
    return np.concatenate(found)


def pairs(signed: NDArray[np.uint32]) -> Iterator[tuple[int, int]]:
    """Yield pairs of sets that are likely to be alike, each at least once, the smaller number first."""
    for first in range(0, HASHES, ROWS):
        band = signed[:, first : first + ROWS].astype(np.uint64)
        buckets: dict[int, list[int]] = defaultdict(list)
        for number, key in enumerate((band[:, 0] << np.uint64(32) | band[:, 1]).tolist()):
            buckets[key].append(number)
        for bucket in buckets.values():
            for place, one in enumerate(bucket[: CROWD if len(bucket) <= CROWD else 1]):
                yield from ((one, other) for other in bucket[place + 1 :])
