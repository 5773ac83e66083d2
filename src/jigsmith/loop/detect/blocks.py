"""Blocks: families of alike units within a file. `spread` makes one of those that are alike in several files."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import sweep
from jigsmith.loop.detect import evidence, units
from jigsmith.loop.detect.features import HALF_SAME, IMPORT_WEIGHT, OWN_LINE, WIDEST, Ints

SUPPORT = 0.5  # of the units of a family, so many hold a line of the template
MEMBER = 0.5  # of what a typical good unit holds, a unit holds at least
SHARE = 0.4  # of the units' bits that the template holds
DATA = 0.75  # of what differs is strings and numbers: rows of data, which nobody writes as code
NAMED = 0.8  # of the units' first lines, so many differ: else they have no names
SMALLEST_SAVING = 80.0  # bits that a template saves in a block on average, its name paid; half of it in a single file
INSTANCE_BITS = 40.0  # what a block's name and its place in the file cost
ROUNDS = 3
NO_HEAD = np.uint8(sweep.COMMENT | sweep.PREFIX | sweep.CONTROL | sweep.IMPORT | sweep.NAMELESS)
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Family:
    """Units that are alike."""

    members: Ints  # numbers of the units, ascending
    gain: float  # bits saved, less the template, less the names
    saved: float
    share: float  # of the members' bits that the template saves
    template: float  # bits
    head: int  # shape of the first line
    core: dict[int, float]  # lines of the template, hashed, with their bits


@dataclass(frozen=True, slots=True)
class Level:
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


@dataclass(frozen=True, slots=True)
class Field:
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
        return np.bincount(self.unit, weights=values, minlength=len(self.number))

    def per_group(self, values: Floats) -> Floats:
        """Return the sum over the rows of each group."""
        return np.bincount(self.group[self.unit], weights=values, minlength=self.groups)


def find(lines: NDArray[np.void], found: units.Units, *, minimum: int) -> list[Family]:
    """Return the families of units within each file; a unit may be in the family of an outer and of an inner block."""
    number = np.flatnonzero(_definitions(lines["flags"], found))
    group = _grouped(found.file[number], lines[found.head[number]], minimum)
    number, group = number[group >= 0], group[group >= 0]
    if not len(number):
        return []
    field = _field(lines, found, number, group)
    alive = np.ones(len(number), dtype=bool)
    for _ in range(ROUNDS):
        saved = field.per_unit(_values(field, alive))
        least = np.maximum(MEMBER * _upper_quartile(saved, group, alive)[group], evidence.SMALLEST_MEMBER)
        alive &= saved >= least
    heads = lines[found.head[number]]
    alive &= _named(heads["text"], group, alive)[group]
    return _families(field, heads["shape"], alive, minimum)


def hashes(lines: NDArray[np.void]) -> NDArray[np.uint32]:
    """Return what alike lines have in common: shape and first word."""
    found: NDArray[np.uint32] = lines["shape"] * np.uint32(0x85EBCA6B) ^ lines["key"]
    return found


def rows_of(lines: NDArray[np.void], found: units.Units, number: Ints) -> tuple[Ints, Ints]:
    """Return the unit (its place in `number`) and the line of each filled line of some units, alike ones once."""
    begin, count = found.begin[number], found.end[number] - found.begin[number]
    start = np.concatenate(([0], np.cumsum(count)[:-1]))
    line = np.repeat(begin - start, count) + np.arange(int(count.sum()))
    unit = np.repeat(np.arange(len(number)), count)
    filled = lines["shape"][line] != 0
    line, unit = line[filled], unit[filled]
    _, once = np.unique((unit.astype(np.uint64) << np.uint64(32)) | hashes(lines[line]), return_index=True)
    return unit[once], line[once]


def _definitions(flags: NDArray[np.uint8], found: units.Units) -> Mask:
    """Mark the units that define something: no statements, and nothing within a function."""
    is_function = (flags[found.head] & sweep.FUNCTION) != 0
    depth = np.zeros(len(flags) + 1, dtype=np.int32)
    np.add.at(depth, found.head[is_function] + 1, 1)
    np.add.at(depth, found.end[is_function], -1)
    inside = np.cumsum(depth)[found.head] > 0
    marked: Mask = ((flags[found.head] & NO_HEAD) == 0) & ~inside
    return marked


def _grouped(file: Ints, head: NDArray[np.void], minimum: int) -> Ints:
    """Number the groups of units of a file whose heads have the same shape and indentation; -1: too few."""
    shape = head["shape"] * np.uint32(0x9E3779B1) ^ head["indent"]
    key = (file.astype(np.uint64) << np.uint64(32)) | shape
    _, number, size = np.unique(key, return_inverse=True, return_counts=True)
    enough = size >= minimum
    numbers: Ints = np.where(enough, np.cumsum(enough) - 1, -1)[number]
    return numbers


def _field(lines: NDArray[np.void], found: units.Units, number: Ints, group: Ints) -> Field:
    unit, line = rows_of(lines, found, number)
    lines = lines[line]
    bits = np.minimum(lines["bits"], WIDEST).astype(np.float64)
    names, key = lines["names"].astype(np.float64), lines["key_bits"].astype(np.float64)
    weight = np.where(lines["flags"] & sweep.IMPORT, IMPORT_WEIGHT, 1.0)
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
    mixed = hashed ^ (group.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(32))
    packed = (mixed << np.uint64(32)) | np.arange(len(hashed), dtype=np.uint64)
    packed.sort()
    run = packed >> np.uint64(32)
    starts = np.ones(len(run), dtype=bool)
    starts[1:] = run[1:] != run[:-1]
    return Level((packed & np.uint64(0xFFFFFFFF)).astype(np.int64), np.flatnonzero(starts))


def _values(field: Field, alive: Mask) -> Floats:
    """Return the bits that each row's line saves with a template of the living units of its group."""
    size = np.bincount(field.group[alive], minlength=field.groups)[field.group[field.unit]]
    needed = np.maximum(np.minimum(evidence.FEWEST, size), SUPPORT * size)
    living = alive[field.unit]
    same = field.by_same.support(living) >= needed
    alike = field.by_alike.support(living) >= needed
    return np.where(same, field.whole, np.where(alike, field.part, 0.0)) * living


def _upper_quartile(saved: Floats, group: Ints, alive: Mask) -> Floats:
    """Return by group the value that a quarter of its living units exceed."""
    place = np.flatnonzero(alive)
    size = np.bincount(group[place], minlength=int(group.max()) + 1)
    if not len(place):
        return np.zeros(len(size))
    order = place[np.lexsort((saved[place], group[place]))]
    begin = np.concatenate(([0], np.cumsum(size)[:-1]))
    at = np.minimum(begin + (0.75 * np.maximum(size - 1, 0)).astype(np.int64), len(order) - 1)
    return np.where(size > 0, saved[order][at], 0.0)


def _named(text: NDArray[np.uint32], group: Ints, alive: Mask) -> Mask:
    """Mark the groups whose units can be told apart by their first lines."""
    key = np.unique((group[alive].astype(np.uint64) << np.uint64(32)) | text[alive])
    groups = int(group.max()) + 1
    different = np.bincount((key >> np.uint64(32)).astype(np.int64), minlength=groups)
    marked: Mask = different >= NAMED * np.bincount(group[alive], minlength=groups)
    return marked


def _families(field: Field, heads: NDArray[np.uint32], alive: Mask, minimum: int) -> list[Family]:
    value, living = _values(field, alive), alive[field.unit]
    size = np.bincount(field.group[alive], minlength=field.groups)
    saved = field.per_group(value)
    times = field.by_alike.sums((value > 0).astype(np.float64))
    bits = field.by_alike.sums(value) / np.maximum(times, 1.0)
    row = field.by_alike.order[field.by_alike.begin]
    group = field.group[field.unit[row]]
    template = np.bincount(group, weights=bits, minlength=field.groups)
    gain = saved - template - INSTANCE_BITS * size
    share = saved / np.maximum(field.per_group(field.total * living), 1.0)
    differs = living & (value < field.whole)
    data = field.per_group(field.literal * differs) > DATA * field.per_group(field.names * differs)
    good = (size >= minimum) & (template >= evidence.SMALLEST_TEMPLATE) & (share >= SHARE) & ~data
    good &= (gain > 0) & (gain >= SMALLEST_SAVING / 2 * size)
    core: dict[int, dict[int, float]] = defaultdict(dict)
    kept = np.flatnonzero((times > 0) & good[group])
    for g, line, worth in zip(group[kept].tolist(), field.alike[row[kept]].tolist(), bits[kept].tolist(), strict=True):
        core[g][line] = worth
    chosen = np.flatnonzero(alive & good[field.group])
    chosen = chosen[np.argsort(field.group[chosen], kind="stable")]
    parts = np.split(chosen, np.flatnonzero(np.diff(field.group[chosen])) + 1) if len(chosen) else []
    return [
        Family(
            field.number[p],
            float(gain[g]),
            float(saved[g]),
            float(share[g]),
            float(template[g]),
            int(heads[p[0]]),
            core[g],
        )
        for p in parts
        for g in [int(field.group[p[0]])]
    ]
