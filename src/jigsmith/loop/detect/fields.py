"""Fields: the lines of blocks that could form families, in groups, as arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import classes
from jigsmith.loop.detect import units
from jigsmith.loop.detect.features import HALF_SAME, IMPORT_WEIGHT, OWN_LINE, WIDEST, Ints

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Level(NamedTuple):
    """The rows sorted by group and hash, so that the rows of a group with the same hash are a run."""

    order: Ints
    begin: Ints  # of each run

    def sums(self, values: Floats) -> Floats:
        """Return the sum of each run."""
        found: Floats = np.add.reduceat(values[self.order], self.begin)
        return found

    def support(self, alive: Mask) -> Floats:
        """Return for each row how many living rows are in its run."""
        found = np.empty(len(self.order))
        size = np.diff(np.append(self.begin, len(self.order)))
        found[self.order] = np.repeat(self.sums(alive.astype(np.float64)), size)
        return found


class Field(NamedTuple):
    """Units that could form families, in groups, and their lines; alike lines of a unit are one row."""

    number: Ints  # of each unit
    group: Ints  # of each unit
    groups: int
    unit: Ints  # of each row, as its place in `number`
    alike: NDArray[np.uint32]
    by_same: Level
    by_alike: Level
    whole: Floats  # bits of a line whose text is in the template
    part: Floats  # of one whose shape is
    total: Floats  # what it counts of the unit's own bits
    names: Floats  # bits of its names, and which of them are strings and numbers
    literal: Floats

    def per_unit(self, values: Floats) -> Floats:
        """Return the sum over the rows of each unit."""
        return np.bincount(self.unit, weights=values, minlength=len(self.number)).astype(np.float64)

    def per_group(self, values: Floats) -> Floats:
        """Return the sum over the rows of each group."""
        return np.bincount(self.group[self.unit], weights=values, minlength=self.groups).astype(np.float64)


def field(lines: NDArray[np.void], found: units.Units, number: Ints, group: Ints) -> Field:
    """Return the field of some units, each in a group."""
    unit, line = rows_of(lines, found, number)
    lines = lines[line]
    bits = np.minimum(lines["bits"], WIDEST).astype(np.float64)
    names, key = lines["names"].astype(np.float64), lines["key_bits"].astype(np.float64)
    weight = np.where(lines["flags"] & classes.IMPORT, IMPORT_WEIGHT, 1.0)
    alike = hashes(lines)
    return Field(
        number=number,
        group=group,
        groups=int(group.max()) + 1,
        unit=unit,
        alike=alike,
        by_same=_level(group[unit], lines["text"]),
        by_alike=_level(group[unit], alike),
        whole=(bits + names) * weight,
        part=(bits + key + HALF_SAME * (names - key)) * weight,
        total=np.minimum(bits + names, OWN_LINE) * weight,
        names=names,
        literal=names * lines["literal"] / 255.0,
    )


def _level(group: Ints, hashed: NDArray[np.uint32]) -> Level:
    key = group.astype(np.uint64) << np.uint64(32) | hashed
    order = np.argsort(key, kind="stable")
    return Level(order, starts(key[order]))


def starts(ordered: NDArray[np.generic]) -> Ints:
    """Return where each run of equal values begins."""
    found = np.ones(len(ordered), dtype=bool)
    found[1:] = ordered[1:] != ordered[:-1]
    return np.flatnonzero(found)


def hashes(lines: NDArray[np.void]) -> NDArray[np.uint32]:
    """Return what alike lines have in common: shape and first word."""
    found: NDArray[np.uint32] = lines["shape"] * np.uint32(0x85EBCA6B) ^ lines["key"]
    return found


def within(lines: Ints, begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return which of some lines (numbers, ascending) lie in which spans, as places among the spans and the lines."""
    first = np.searchsorted(lines, begin)
    count = np.searchsorted(lines, end) - first
    start = np.cumsum(count) - count
    return np.repeat(np.arange(len(begin)), count), np.repeat(first - start, count) + np.arange(int(count.sum()))


def rows_of(lines: NDArray[np.void], found: units.Units, number: Ints) -> tuple[Ints, Ints]:
    """Return the unit (its place in `number`) and the line of each filled line of some units, alike ones once."""
    filled = np.flatnonzero(lines["shape"])
    unit, place = within(filled, found.begin[number], found.end[number])
    line = filled[place]
    first = np.searchsorted(unit, np.arange(len(number)))
    among = (np.arange(len(unit)) - first[unit]).astype(np.uint64)  # below units.LONGEST, so that it fits 8 bits
    short = (hashes(lines[line]) >> np.uint32(8)).astype(np.uint64) << np.uint64(8)
    packed = (unit.astype(np.uint64) << np.uint64(32)) | short | among
    packed.sort()
    once = np.ones(len(packed), dtype=bool)
    once[1:] = (packed[1:] >> np.uint64(8)) != (packed[:-1] >> np.uint64(8))
    kept = packed[once]
    unit = (kept >> np.uint64(32)).astype(np.int64)
    return unit, line[first[unit] + (kept & np.uint64(0xFF)).astype(np.int64)]
