"""Lists in a hedge: columns of rows that are alike among themselves, so that one item pattern says them all.

A run of alike columns becomes a list when that is shorter: the words that each item needs besides the item pattern,
against the words that the columns leave over (what a kept column has too much, and what a dropped one lacks).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import align

SAME_SHAPE = 0.55  # similarity from which on two columns may be items of one list
WIDEST = 400  # columns of a hedge that are looked at
FEWEST_ROWS = 4
MOST_SEEDS = 8  # clusters of a hedge that are looked at
OWNERS = 0.1  # share of the population that has the list at all
SEVERAL = 0.2  # share of those that have more than one item
LOOSE = 1.1  # how much better a list must be that leaves a row out which most instances have
ABSORB = 1.5  # how much better a list must be that takes in what most instances have
ABSORB_WORDS = 2.0  # and by how many words for each instance
UNIFORM = 0.33  # share of the words of an item that the item pattern must hold
PLAIN = 4  # parts of a row that is a plain value, or a key and a value
PLAIN_PARTS = frozenset("sw,;:=-")  # a string, words, punctuation; no group
DECLARED = 6.0  # words that a parameter costs by being there
RETYPED = 0.25  # words to open one more item
LONGEST = 300  # tokens of a row that are looked at for that
PROBE = 20  # rows from which the price of a list is estimated


@dataclass(frozen=True, slots=True)
class Run:
    """Columns (by index) that are one list, and the words that this saves."""

    columns: tuple[int, ...]
    saves: float


def runs(columns: Sequence[align.RowColumn], sequences: Sequence[Sequence[align.Shape]]) -> list[Run]:
    """The lists among these columns, none sharing a column with another; the greatest saving first."""
    if sum(not c.shapes[0].comment for c in columns) < 2:
        return []
    table = _Table(columns, sequences)
    taken: set[int] = set()
    found: list[Run] = []
    tried: set[tuple[int, ...]] = set()
    for seed in table.seeds():
        cluster = tuple(c for c in table.alike(seed) if c not in taken)
        if seed in taken or len(cluster) < 2 or cluster in tried or all(map(table.solid, cluster)):
            continue
        tried.add(cluster)
        if len(tried) > MOST_SEEDS:
            break
        for run in table.best(cluster, taken):
            found.append(run)
            taken.update(run.columns)
    return found


class _Table:
    def __init__(self, columns: Sequence[align.RowColumn], sequences: Sequence[Sequence[align.Shape]]) -> None:
        self.columns = columns
        self.population = len(sequences)
        self.rows = [[sequences[s][r] for s, r in c.rows.items()] for c in columns]
        order = sorted(range(len(columns)), key=lambda c: (-len(self.rows[c]), c))[:WIDEST]
        self.considered = [c for c in sorted(order) if not columns[c].shapes[0].comment]
        self.likeness = self._likeness()
        self._pinned = [len(r) * 2 > self.population for r in self.rows]

    def _likeness(self) -> NDArray[np.float32]:
        first = [self.columns[c].shapes[0] for c in self.considered]
        skeleton = np.array([hash(s.skeleton) if len(s.skeleton) > 1 else i for i, s in enumerate(first)])
        same = skeleton[:, None] == skeleton[None, :]
        return np.where(same, np.float32(1.0), align.similarity(first, first))

    def seeds(self) -> list[int]:
        weight = (self.likeness >= SAME_SHAPE) @ np.array([len(self.rows[c]) for c in self.considered])
        return [self.considered[i] for i in np.argsort(-weight, kind="stable")]

    def alike(self, seed: int) -> list[int]:
        line = self.likeness[self.considered.index(seed)]
        return [c for c, value in zip(self.considered, line, strict=True) if value >= SAME_SHAPE]

    def pinned(self, column: int) -> bool:
        return self._pinned[column]

    def solid(self, column: int) -> bool:
        """Whether most of the population has this row, groups within it left aside, word for word."""
        most = Counter(s.head for s in self.rows[column]).most_common(1)[0][1]
        return self._pinned[column] and most * 2 > self.population

    def best(self, cluster: Sequence[int], taken: set[int]) -> list[Run]:
        """The lists of these columns; rows that most instances have word for word join one only if that pays well."""
        found = self.lists([c for c in cluster if not self.solid(c)], taken)
        loose = self.lists([c for c in cluster if not self._pinned[c]], taken)
        if _saved(loose) > LOOSE * _saved(found):
            found = loose
        whole = self.lists(cluster, taken)
        return whole if _saved(whole) > ABSORB * _saved(found) + ABSORB_WORDS * self.population else found

    def lists(self, members: Sequence[int], taken: set[int]) -> list[Run]:
        if len(members) < 2:
            return []
        found: list[Run] = []
        run: list[int] = []
        for column in range(len(self.columns)):
            if column in members:
                run.append(column)
            elif self.pinned(column) or column in taken:
                found.extend(self._run(run))
                run = []
        return [*found, *self._run(run)]

    def _run(self, run: Sequence[int]) -> list[Run]:
        rows = [r for c in run for r in self.rows[c]]
        owners = Counter(s for c in run for s in self.columns[c].rows)
        several = sum(count > 1 for count in owners.values())
        if len(rows) < FEWEST_ROWS or len(owners) < OWNERS * self.population or several < max(2, SEVERAL * len(owners)):
            return []
        wholes = [r.whole for r in rows]
        cost, pattern = _list_cost(wholes)
        if pattern * len(wholes) < UNIFORM * sum(min(len(w), LONGEST) for w in wholes) and not _plain_values(rows):
            return []
        saves = sum(self._column_cost(c) for c in run) - cost - pattern
        return [Run(tuple(run), saves)] if saves > max(3.0, 0.1 * cost) else []

    def _column_cost(self, column: int) -> float:
        """Words left over by the column as it stands: kept when most have it, else dropped."""
        wholes = [s.whole for s in self.rows[column]]
        total = sum(map(len, wholes))
        if not self.pinned(column):
            return float(total)
        fixed = len(align.consensus(_probe(wholes)))
        own = max(total - fixed * len(wholes), 0)
        return own + (self.population - len(wholes)) * fixed + (DECLARED if own else 0.0)


def _plain_values(rows: Sequence[align.Shape]) -> bool:
    """Whether most rows are one value, or a key and a value, written alike."""
    skeleton, count = Counter(r.skeleton for r in rows).most_common(1)[0]
    return len(skeleton) <= PLAIN and not set(skeleton) - PLAIN_PARTS and count >= 0.7 * len(rows)


def _saved(found: Sequence[Run]) -> float:
    return sum(r.saves for r in found)


def _probe(wholes: Sequence[str]) -> list[str]:
    return [w[:LONGEST] for w in wholes[:: max(1, len(wholes) // PROBE)]]


def _list_cost(wholes: Sequence[str]) -> tuple[float, float]:
    """Words typed for all items, each different word of an item once; and the words of the item pattern."""
    probe = _probe(wholes)
    pattern = align.consensus(probe)
    if not pattern:
        return float("inf"), 0.0
    cost = 0.0
    for codes in probe:
        at = align.places(pattern, codes)
        kept = {p for p in at if p is not None}
        own = {code for i, code in enumerate(codes) if i not in kept}
        cost += len(own) + at.count(None) + RETYPED
    return cost * len(wholes) / len(probe) + DECLARED, float(len(pattern))
