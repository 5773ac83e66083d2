"""Spread: families of blocks that are alike in several files become one, and take in the alike blocks of other files."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jigsmith.loop.detect import blocks, units

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
    members = np.unique(np.concatenate([each.members for each in kind]))
    saved = sum(each.saved for each in kind)
    own = sum(each.saved / max(each.share, 0.01) for each in kind)
    gain = saved - kind[0].template - blocks.INSTANCE_BITS * len(members)
    return replace(kind[0], members=members, saved=saved, share=saved / own, gain=gain)


def _widened(lines: NDArray[np.void], found: units.Units, families: Sequence[blocks.Family]) -> list[blocks.Family]:
    """Add to each of the best families the blocks of other files that hold most of its template."""
    free = np.ones(len(found.head), dtype=bool)
    for family in families:
        free[family.members] = False
    shape = lines["shape"][found.head]
    wide = []
    for family in families[:WIDENED]:
        others = np.flatnonzero((shape == family.head) & free)
        if len(others) and family.template >= TELLING:
            unit, line = blocks.rows_of(lines, found, others)
            hashed = blocks.hashes(lines[line])
            core = np.array(sorted(family.core), dtype=np.uint32)
            bits = np.array([family.core[each] for each in core.tolist()])
            place = np.minimum(np.searchsorted(core, hashed), len(core) - 1)
            held = np.where(core[place] == hashed, bits[place], 0.0)
            saved = np.bincount(unit, weights=held, minlength=len(others))
            enough = saved >= TAKEN_IN * family.template
            free[others[enough]] = False
            more = float(saved[enough].sum())
            family = replace(  # noqa: PLW2901 - it has grown
                family,
                members=np.unique(np.concatenate((family.members, others[enough]))),
                saved=family.saved + more,
                gain=family.gain + more - blocks.INSTANCE_BITS * int(enough.sum()),
            )
        wide.append(family)
    return sorted([*wide, *families[WIDENED:]], key=lambda each: (-each.gain, int(each.members[0])))
