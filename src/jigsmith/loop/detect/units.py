"""Units: the blocks that a file consists of, read from its indentation alone: functions, classes, entries, rules.

A unit is a line with what is indented below it, the closing bracket, and the decorators and comments right above it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import classes
from jigsmith.loop.detect.features import Ints

SHORTEST, LONGEST = 3, 150  # lines that are not blank
FEWEST_OF_LEVEL = 3  # units of one indentation, else there can be no family of them
Mask = NDArray[np.bool_]


class Units(NamedTuple):
    """Blocks of files; their lines are numbered through all files."""

    begin: Ints
    head: Ints  # the line that says what it is: the first that is no decorator and no comment
    end: Ints  # the line after the last
    file: Ints


def find(lines: NDArray[np.void], counts: Ints) -> Units:
    """Return the units of files that have so many lines each, outer and inner ones, in the order of their lines."""
    first = np.concatenate(([0], np.cumsum(counts)))
    filled = np.flatnonzero(lines["shape"] != 0)
    flags = lines["flags"][filled]
    indent = lines["indent"][filled]
    level = indent.astype(np.int16) * 2 + ((flags & classes.CLOSER) != 0)
    begins_file = np.zeros(len(filled) + 1, dtype=bool)
    begins_file[np.searchsorted(filled, first)] = True
    follows = np.zeros(len(filled), dtype=bool)  # no blank line before it
    follows[1:] = filled[1:] == filled[:-1] + 1
    leads = (flags & classes.PREFIX) != 0
    found = [
        _of_level(level, int(at) * 2, begins_file=begins_file, follows=follows, leads=leads) for at in _indents(indent)
    ]
    if not found:
        return Units(first[:0], first[:0], first[:0], first[:0])
    begin, head, end = (np.concatenate(parts) for parts in zip(*found, strict=True))
    size = end - begin
    fits = np.flatnonzero((size >= SHORTEST) & (size <= LONGEST))
    order = fits[np.argsort(begin[fits], kind="stable")]
    file = np.searchsorted(first, filled[head[order]], side="right") - 1
    return Units(filled[begin[order]], filled[head[order]], filled[end[order] - 1] + 1, file)


def _indents(indents: NDArray[np.uint8]) -> Ints:
    """Return the indentations that enough lines have for a family of units, the eight commonest."""
    times = np.bincount(indents, minlength=1)
    commonest = np.argsort(-times, kind="stable")[:8]
    return np.sort(commonest[times[commonest] >= FEWEST_OF_LEVEL])


def _of_level(
    level: NDArray[np.int16], at: int, *, begins_file: Mask, follows: Mask, leads: Mask
) -> tuple[Ints, Ints, Ints]:
    """Return begin, head and end of the units of one indentation, as places among the lines that are not blank."""
    line = np.flatnonzero((level <= at) | begins_file[:-1])
    following = np.append(line[1:], len(level))
    here = level[line] == at
    leads_on = np.zeros(len(line), dtype=bool)  # a decorator or comment with the next unit right below it
    next_follows = np.append(follows[line[1:]] & ~begins_file[line[1:]] & here[1:], False)
    leads_on = here & leads[line] & next_follows
    starts = np.flatnonzero(here & ~np.append(False, leads_on[:-1]))
    heads = np.flatnonzero(here & ~leads_on)
    head = heads[np.searchsorted(heads, starts)] if len(heads) else starts[:0]
    starts = starts[: len(head)]
    return line[starts], line[head], following[head]
