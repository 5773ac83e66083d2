"""Arguments: what of a habit differs from time to time. What stays the same or follows from another is no parameter."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

FOLLOWS = 0.8  # share of the times in which two arguments are the same


class Arguments(NamedTuple):
    """How a habit takes arguments."""

    parameters: int
    number: int  # of the usual time
    shape: float  # share of the times that have as many as the usual one
    fit: float
    words: tuple[tuple[str, ...], ...]  # for each step: <1>, <2> for a parameter, … for an argument that never differs


def weigh(times: Sequence[Sequence[tuple[int, ...]]]) -> Arguments:
    """Weigh the arguments of a habit: for each time, for each step, its arguments.

    `fit` is the share of the times that have the usual number of arguments in each step, times steps / (steps +
    parameters): 1 when nothing differs, a half when each step wants a parameter of its own.
    """
    shapes = Counter(tuple(len(step) for step in steps) for steps in times)
    usual, often = shapes.most_common(1)[0]
    rows = [[slot for step in steps for slot in step] for steps in times if tuple(map(len, steps)) == usual]
    columns = list(zip(*rows, strict=True))
    parameters: list[tuple[int, ...]] = []
    names = iter([_name(column, parameters) for column in columns])
    words = tuple(tuple(next(names) for _ in range(length)) for length in usual)
    shape = often / len(times)
    fit = shape * len(usual) / (len(usual) + len(parameters))
    return Arguments(len(parameters), len(columns), round(shape, 3), round(fit, 3), words)


def _name(column: tuple[int, ...], parameters: list[tuple[int, ...]]) -> str:
    """Return what stands for an argument; what is like none before it becomes a parameter."""
    if len(set(column)) == 1:
        return "…"
    for number, other in enumerate(parameters, start=1):
        if _follows(column, other):
            return f"<{number}>"
    parameters.append(column)
    return f"<{len(parameters)}>"


def _follows(column: Sequence[int], other: Sequence[int]) -> bool:
    return sum(one == two for one, two in zip(column, other, strict=True)) >= FOLLOWS * len(column)
