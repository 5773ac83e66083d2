"""Options: which lines that only some instances have are worth a flag, and which lines share one.

Each line costs its words in every instance where it is wrong: kept and not there, or there and not kept. A flag costs
a word in each instance that differs from its default. Flags are added one by one, the one that saves most first, while
they save anything; a flag may serve many lines, and a line may be there when a flag is off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jigsmith.loop.build import plan

Matrix = NDArray[np.float32]
FEWEST = 2.0  # literal words of a line that an option may bring
LEAST = 8.0  # words that a flag must save over all instances, besides its own
SHARE = 0.01  # and as a share of the words at stake


@dataclass(slots=True)
class _Lines:
    lines: list[plan.Line]
    present: Matrix  # lines x occurrences: 1 the line is there
    possible: Matrix  # 1 it could be: the group around it is there
    words: NDArray[np.float32]
    weights: NDArray[np.float32]  # of each occurrence


def choose(lines: Sequence[plan.Line], scope: plan.Scope, most: int) -> list[tuple[plan.Flag, float]]:
    """Decides for each line whether it is rendered; returns the flags with the words each saves."""
    optional = [x for x in lines if x.words >= FEWEST and x.begins_line() and x.members != x.population]
    if not optional:
        return []
    occurrences = scope.occurrences
    table = _table(optional, scope)
    cost = _default_cost(table)
    flags: list[tuple[plan.Flag, float]] = []
    while len(flags) < most:
        best, saved, costs, inverse = _best_flag(table, cost)
        if saved < LEAST + SHARE * float(cost.sum()):
            break
        flag = plan.Flag(frozenset(o for o, on in zip(occurrences, table.present[best], strict=True) if on))
        flag.default = scope.mostly(flag.on, occurrences)
        _assign(table, flag, costs, inverse, cost)
        cost = np.minimum(cost, np.minimum(costs, inverse))
        flags.append((flag, saved))
    return flags


def _table(lines: list[plan.Line], scope: plan.Scope) -> _Lines:
    occurrences = scope.occurrences
    place = {o: i for i, o in enumerate(occurrences)}
    present = np.zeros((len(lines), len(occurrences)), dtype=np.float32)
    possible = np.zeros_like(present)
    for index, line in enumerate(lines):
        present[index, [place[o] for o in line.members]] = 1
        possible[index, [place[o] for o in line.population]] = 1
    weights = np.array([scope.weights[o] for o in occurrences], dtype=np.float32)
    words = np.array([line.words for line in lines], dtype=np.float32)
    return _Lines(lines, present, possible, words, weights)


def _default_cost(table: _Lines) -> NDArray[np.float32]:
    there, could = table.present @ table.weights, table.possible @ table.weights
    return table.words * np.minimum(there, could - there)


def _best_flag(table: _Lines, cost: NDArray[np.float32]) -> tuple[int, float, NDArray[np.float32], NDArray[np.float32]]:
    """The line whose own presence is the best flag, what it saves, and the cost of each line under it, on and off."""
    on = table.present * table.weights
    off = (1 - table.present) * table.weights
    wrong = (table.possible - table.present) @ on.T + table.present @ off.T
    under = wrong * table.words[:, None]
    inverse = ((table.possible @ table.weights)[:, None] - wrong) * table.words[:, None]
    saves = np.maximum(cost[:, None] - np.minimum(under, inverse), 0).sum(axis=0)
    own = np.minimum(on.sum(axis=1), off.sum(axis=1))
    net = saves - own
    best = int(np.argmax(net))
    return best, float(net[best]), under[:, best], inverse[:, best]


def _assign(
    table: _Lines, flag: plan.Flag, costs: NDArray[np.float32], inverse: NDArray[np.float32], cost: NDArray[np.float32]
) -> None:
    for index, line in enumerate(table.lines):
        if min(costs[index], inverse[index]) < cost[index]:
            line.keep, line.flag, line.negated = True, flag, bool(inverse[index] < costs[index])
