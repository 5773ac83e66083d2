"""Spread: families of blocks that are alike in several files become one, and take in alike blocks of other files."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from jigsmith.loop.detect import blocks, fields, units
from jigsmith.loop.detect.features import Ints

SAME_CORE = 0.5  # of the bits of the smaller template, so many are in the larger one
TAKEN_IN = 0.6  # of the bits of a template, so many does a block of another file hold
CENTRES = 40  # kinds of one shape of head that a family is compared with
WIDENED = 25  # families that look for further blocks
TELLING = 200.0  # bits of a template, so that a block of another file is no chance


def merged(lines: NDArray[np.void], found: units.Units, families: Iterable[blocks.Family]) -> list[blocks.Family]:
    """Return one family for all that are alike, most gain first."""
    by_head: dict[int, list[list[blocks.Family]]] = defaultdict(list)
    for family in sorted(families, key=lambda each: (-each.gain, int(each.members[0]))):
        kinds = by_head[family.head]
        for kind in kinds[:CENTRES]:
            if _alike(kind[0], family):
                kind.append(family)
                break
        else:
            kinds.append([family])
    together = [_together(kind) for kinds in by_head.values() for kind in kinds]
    together.sort(key=lambda each: (-each.gain, int(each.members[0])))
    return _widened(lines, found, together)


def _alike(one: blocks.Family, other: blocks.Family) -> bool:
    """Tell whether two templates share most of the smaller one."""
    small, large = sorted((one.core, other.core), key=lambda core: sum(core.values()))
    shared = sum(bits for line, bits in small.items() if line in large)
    return shared >= SAME_CORE * sum(small.values())


def _together(kind: Sequence[blocks.Family]) -> blocks.Family:
    """Put families of one kind together; all but the first no longer pay for a template."""
    if len(kind) == 1:
        return kind[0]
    members = np.sort(np.concatenate([each.members for each in kind]))  # a unit is in one family only
    saved = sum(each.saved for each in kind)
    own = sum(each.saved / max(each.share, 0.01) for each in kind)
    gain = saved - kind[0].template - blocks.INSTANCE_BITS * len(members)
    return kind[0]._replace(members=members, saved=saved, share=saved / own, gain=gain)


def _widened(lines: NDArray[np.void], found: units.Units, families: Sequence[blocks.Family]) -> list[blocks.Family]:
    """Add to each of the best families the blocks of other files that hold most of its template."""
    telling = {n for n, family in enumerate(families[:WIDENED]) if family.template >= TELLING}
    free = np.ones(len(found.head), dtype=bool)
    for family in families:
        free[family.members] = False
    shape = lines["shape"][found.head]
    if not telling:
        return list(families)
    heads = np.array(sorted({families[n].head for n in telling}), dtype=np.uint32)
    free &= heads[np.minimum(np.searchsorted(heads, shape), len(heads) - 1)] == shape
    others = np.flatnonzero(free)
    others = others[np.argsort(shape[others], kind="stable")]
    core = _Core([families[n] for n in sorted(telling)], heads)
    unit, line = core.held(lines, found, others)
    wide = []
    for number, family in enumerate(families):
        if number in telling:
            edges = np.searchsorted(shape[others], np.array([family.head, family.head + 1], dtype=np.uint64))
            rows = slice(*np.searchsorted(unit, edges).tolist())
            bits = core.bits(family).take(line[rows])
            saved = np.bincount(unit[rows] - edges[0], weights=bits, minlength=int(edges[1] - edges[0]))
            more = others[edges[0] : edges[1]]
            enough = (saved >= TAKEN_IN * family.template) & free[more]
            free[more[enough]] = False
            family = _grown(family, more[enough], float(saved[enough].sum()))  # noqa: PLW2901 - it has grown
        wide.append(family)
    return sorted(wide, key=lambda each: (-each.gain, int(each.members[0])))


class _Core:
    """The lines of the templates of some families, numbered, and which head's families have them."""

    def __init__(self, families: Sequence[blocks.Family], heads: NDArray[np.uint32]) -> None:
        self._heads = heads
        self._lines = np.array(sorted({line for family in families for line in family.core}), dtype=np.uint32)
        self._of_head = np.zeros((len(heads), len(self._lines)), dtype=np.bool_)
        for family in families:
            self._of_head[np.searchsorted(heads, family.head)] |= self.bits(family) > 0

    def bits(self, family: blocks.Family) -> NDArray[np.float64]:
        """Return what each line counts in the template of a family."""
        found = np.zeros(len(self._lines))
        found[np.searchsorted(self._lines, np.array(list(family.core), dtype=np.uint32))] = list(family.core.values())
        return found

    def held(self, lines: NDArray[np.void], found: units.Units, others: Ints) -> tuple[Ints, Ints]:
        """Return which units (by their place in `others`) hold which lines that families of their head have, once."""
        every = fields.hashes(lines)
        likely = np.zeros(1 << 16, dtype=np.bool_)
        likely[self._lines >> np.uint32(16)] = True
        wanted = np.flatnonzero(likely.take(every >> np.uint32(16)))
        place = np.minimum(np.searchsorted(self._lines, every[wanted]), len(self._lines) - 1)
        exact = (self._lines[place] == every[wanted]) & (lines["shape"][wanted] != 0)
        wanted, place = wanted[exact], place[exact]
        unit, row = fields.within(wanted, found.begin[others], found.end[others])
        head = np.searchsorted(self._heads, lines["shape"][found.head[others]])
        own = self._of_head[head[unit], place[row]]
        pair = np.sort(unit[own] * len(self._lines) + place[row[own]])
        return np.divmod(pair[fields.starts(pair)], len(self._lines))


def _grown(family: blocks.Family, more: Ints, saved: float) -> blocks.Family:
    return family._replace(
        members=np.sort(np.concatenate((family.members, more))),
        saved=family.saved + saved,
        gain=family.gain + saved - blocks.INSTANCE_BITS * len(more),
    )
