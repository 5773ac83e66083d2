"""Blocks: families of alike units within a file. `spread` makes one of those that are alike in several files."""

from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jigsmith.engines.trees import classes
from jigsmith.loop.detect import evidence, fields, units
from jigsmith.loop.detect.features import Ints

SUPPORT = 0.5  # of the units of a family, so many hold a line of the template
MEMBER = 0.5  # of what a typical good unit holds, a unit holds at least
SHARE = 0.4  # of the units' bits that the template holds
DATA = 0.75  # of what differs is strings and numbers: rows of data, which nobody writes as code
NAMED = 0.8  # of the units' first lines, so many differ: else they have no names
SMALLEST_GAIN = 300.0  # bits
SMALLEST_SAVING = 50.0  # bits that a template saves in a block on average, its name paid; half of it in a single file
INSTANCE_BITS = 40.0  # what a block's name and its place in the file cost
ROUNDS = 2
NO_HEAD = np.uint8(classes.COMMENT | classes.PREFIX | classes.CONTROL | classes.IMPORT | classes.NAMELESS)
_MIX = np.uint32(0x9E3779B1)
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Family(NamedTuple):
    """Units that are alike."""

    members: Ints  # numbers of the units, ascending
    gain: float  # bits saved, less the template, less the names
    saved: float
    share: float  # of the members' bits that the template saves
    template: float  # bits
    head: int  # shape of the first line
    core: dict[int, float]  # lines of the template, hashed, with their bits


def find(lines: NDArray[np.void], found: units.Units, *, minimum: int) -> list[Family]:
    """Return the families of units within each file; a unit may be in the family of an outer and of an inner block."""
    number = np.flatnonzero(_definitions(lines["flags"], found))
    group = _grouped(found.file[number], lines[found.head[number]], minimum)
    if not (group >= 0).any():
        return []
    told_apart = np.append(_named(lines["text"][found.head[number]], group, group >= 0), False)[group]  # -1: the last
    number, group = number[told_apart], group[told_apart]
    if not len(number):
        return []
    field = fields.field(lines, found, number, group)
    alive = np.ones(len(number), dtype=bool)
    for _ in range(ROUNDS):
        saved = field.per_unit(_values(field, alive))
        least = np.maximum(MEMBER * _upper_quartile(saved, group, alive)[group], evidence.SMALLEST_MEMBER)
        alive &= saved >= least
    heads = lines[found.head[number]]
    alive &= _named(heads["text"], group, alive)[group]
    return _families(field, heads["shape"], alive, minimum)


def _definitions(flags: NDArray[np.uint8], found: units.Units) -> Mask:
    """Mark the units that define something: no statements, and nothing within a function."""
    is_function = (flags[found.head] & classes.FUNCTION) != 0
    depth = np.zeros(len(flags) + 1, dtype=np.int32)
    np.add.at(depth, found.head[is_function] + 1, 1)
    np.add.at(depth, found.end[is_function], -1)
    inside = np.cumsum(depth)[found.head] > 0
    marked: Mask = ((flags[found.head] & NO_HEAD) == 0) & ~inside
    return marked


def _grouped(file: Ints, head: NDArray[np.void], minimum: int) -> Ints:
    """Number the groups of units of a file whose heads have the same shape and indentation; -1: too few."""
    shape = head["shape"] * _MIX ^ head["indent"]
    key = file.astype(np.uint64) << np.uint64(32) | shape  # files apart: what is found in one follows from it alone
    order = np.argsort(key, kind="stable")
    begin = fields.starts(key[order])
    size = np.diff(np.append(begin, len(order)))
    enough = size >= minimum
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.repeat(np.where(enough, np.cumsum(enough) - 1, -1), size)
    return numbers


def _values(field: fields.Field, alive: Mask) -> Floats:
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
    groups = int(group.max()) + 1
    key = np.sort((group[alive].astype(np.uint64) << np.uint64(32)) | text[alive])
    different = np.bincount((key[fields.starts(key)] >> np.uint64(32)).astype(np.int64), minlength=groups)
    marked: Mask = different >= NAMED * np.bincount(group[alive], minlength=groups)
    return marked


def _families(field: fields.Field, heads: NDArray[np.uint32], alive: Mask, minimum: int) -> list[Family]:
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
    edges = [*fields.starts(field.group[chosen]).tolist(), len(chosen)]
    parts = [chosen[begin:end] for begin, end in pairwise(edges)]
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
