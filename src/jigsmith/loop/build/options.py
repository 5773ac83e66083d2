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
Vector = NDArray[np.float32]
FEWEST = 2.0  # literal words of a line that an option may bring
SAYS = 0.3  # share of the words of its rows that such a line must hold
LEAST = 8.0  # words that a flag must save over all instances, besides its own
SHARE = 0.01  # and as a share of the words at stake


@dataclass(slots=True)
class _Lines:
    present: Matrix  # lines x occurrences: 1 the line is there
    possible: Matrix  # 1 it could be: the group around it is there
    words: Vector
    weights: Vector  # of each occurrence


def choose(lines: Sequence[plan.Line], scope: plan.Scope, most: int) -> list[tuple[plan.Flag, float]]:
    """Decides for each line whether it is rendered; returns the flags with the words each saves."""
    optional = [
        x for x in lines if x.words >= FEWEST and x.says >= SAYS and x.begins_line() and x.members != x.population
    ]
    if not optional:
        return []
    occurrences = scope.occurrences
    table = _table(optional, scope)
    cost = _default_cost(table)
    flags: list[tuple[plan.Flag, float]] = []
    while len(flags) < most:
        best = _best_flag(table, cost)
        if best.saves < LEAST + SHARE * float(cost.sum()):
            break
        on = table.present[best.line]
        flag = plan.Flag(frozenset(o for o, there in zip(occurrences, on, strict=True) if there))
        flag.default = scope.mostly(flag.on, occurrences)
        for index in np.flatnonzero(np.minimum(best.under, best.inverse) < cost):
            line, negated = optional[index], bool(best.inverse[index] < best.under[index])
            line.keep, line.flag, line.negated = True, flag, negated
        cost = np.minimum(cost, np.minimum(best.under, best.inverse))
        flags.append((flag, best.saves))
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
    return _Lines(present, possible, words, weights)


def _default_cost(table: _Lines) -> Vector:
    there, could = table.present @ table.weights, table.possible @ table.weights
    return np.asarray(table.words * np.minimum(there, could - there), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Best:
    """The line whose own presence is the best flag."""

    line: int
    saves: float
    under: Vector  # what each line costs when the flag brings it
    inverse: Vector  # and when it is there where the flag is off


def _best_flag(table: _Lines, cost: Vector) -> _Best:
    on = table.present * table.weights
    off = (1 - table.present) * table.weights
    wrong = (table.possible - table.present) @ on.T + table.present @ off.T
    under = wrong * table.words[:, None]
    inverse = ((table.possible @ table.weights)[:, None] - wrong) * table.words[:, None]
    saves = np.maximum(cost[:, None] - np.minimum(under, inverse), 0).sum(axis=0)
    net = saves - np.minimum(on.sum(axis=1), off.sum(axis=1))
    best = int(np.argmax(net))
    return _Best(best, float(net[best]), under[:, best], inverse[:, best])
