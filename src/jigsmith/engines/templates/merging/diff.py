"""Which lines changed: a shortest edit script, with the choices among equally short ones made as git makes them.

The script is found from both ends at once in linear space (E. Myers, "An O(ND) difference algorithm and its
variations", Algorithmica 1, 1986), over the lines that both sides have. Then each change is slid as far down as
it goes, or to where the other side has a change as well: so alike edits of two sides meet at the same lines.
"""

from dataclasses import dataclass

from jigsmith.engines.templates.merging import slide

MAX_ROUNDS = 512
"""Edits looked for from each end before a good place to divide is taken instead of the best: time stays bounded."""
_FAR = 1 << 60
Items = slide.Items


@dataclass(frozen=True, slots=True)
class Change:
    """Items `start:end` of one sequence became items `new_start:new_end` of the other. One of the two may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of both sequences: `left:right` of the first, `top:bottom` of the second."""

    left: int
    right: int
    top: int
    bottom: int


def changes(before: Items, after: Items) -> list[Change]:
    """What to change in `before` to get `after`, in order; between two changes is at least one item that stays."""
    gone, new = _marks(before, after)
    slide.slide(before, gone, new)
    slide.slide(after, new, gone)
    found = []
    i = j = 0
    while i < len(gone) or j < len(new):
        start, new_start = i, j
        i, j = slide.run(gone, i), slide.run(new, j)
        if i > start or j > new_start:
            found.append(Change(start, i, new_start, j))
        step = min(slide.ahead(gone, i), slide.ahead(new, j))
        i, j = i + step, j + step
    return found


def common_ends(one: Items, two: Items) -> tuple[int, int]:
    """How many items both begin with, and how many of the rest both end with."""
    most = min(len(one), len(two))
    first = next((i for i in range(most) if one[i] != two[i]), most)
    last = next((i for i in range(most - first) if one[-1 - i] != two[-1 - i]), most - first)
    return first, last


def _marks(before: Items, after: Items) -> tuple[bytearray, bytearray]:
    """For each item of both, whether it is gone, or new."""
    first, last = common_ends(before, after)
    old, young = range(first, len(before) - last), range(first, len(after) - last)
    shared = {before[i] for i in old} & {after[j] for j in young}
    gone, new = bytearray(len(before)), bytearray(len(after))
    for marks, items, part in ((gone, before, old), (new, after, young)):
        for i in part:
            marks[i] = items[i] not in shared
    rows = [i for i in old if not gone[i]]
    columns = [j for j in young if not new[j]]
    _divide([before[i] for i in rows], [after[j] for j in columns], (rows, columns), (gone, new))
    return gone, new


def _divide(a: Items, b: Items, places: tuple[list[int], list[int]], marks: tuple[bytearray, bytearray]) -> None:
    """Mark what differs between `a` and `b`, at the places where their items come from."""
    boxes = [_Box(0, len(a), 0, len(b))]
    while boxes:
        box = _trimmed(a, b, boxes.pop())
        if box.left == box.right or box.top == box.bottom:
            for i in places[0][box.left : box.right]:
                marks[0][i] = 1
            for j in places[1][box.top : box.bottom]:
                marks[1][j] = 1
        else:
            x, y = _middle(a, b, box)
            boxes += [_Box(box.left, x, box.top, y), _Box(x, box.right, y, box.bottom)]


def _trimmed(a: Items, b: Items, box: _Box) -> _Box:
    left, right, top, bottom = box.left, box.right, box.top, box.bottom
    while left < right and top < bottom and a[left] == b[top]:
        left, top = left + 1, top + 1
    while left < right and top < bottom and a[right - 1] == b[bottom - 1]:
        right, bottom = right - 1, bottom - 1
    return _Box(left, right, top, bottom)


class _Front:
    """How far along `a` the paths from one corner of the box have come, for each diagonal (place in a - place in b)."""

    def __init__(self, box: _Box, diagonal: int, reached: int, beyond: int) -> None:
        self.reach = {diagonal: reached}
        self.low = self.high = diagonal
        self.lowest, self.highest = box.left - box.bottom, box.right - box.top
        self.beyond = beyond

    def widen(self) -> range:
        """The diagonals of the next round, those that leave the box left out."""
        if self.low > self.lowest:
            self.low -= 1
            self.reach[self.low - 1] = self.beyond
        else:
            self.low += 1
        if self.high < self.highest:
            self.high += 1
            self.reach[self.high + 1] = self.beyond
        else:
            self.high -= 1
        return range(self.high, self.low - 1, -2)

    def meets(self, diagonal: int) -> bool:
        return self.low <= diagonal <= self.high


def _middle(a: Items, b: Items, box: _Box) -> tuple[int, int]:
    """A point on a shortest path through the box, or a good one when that is long. It is neither corner."""
    ahead = _Front(box, box.left - box.top, box.left, -1)
    back = _Front(box, box.right - box.bottom, box.right, _FAR)
    odd = (ahead.low - back.low) % 2 == 1
    for _ in range(MAX_ROUNDS):
        met = _forward(a, b, box, (ahead, back if odd else None)) or _backward(
            a, b, box, (back, None if odd else ahead)
        )
        if met:
            return met
    return _furthest(ahead, box)


def _forward(a: Items, b: Items, box: _Box, fronts: tuple[_Front, _Front | None]) -> tuple[int, int] | None:
    front, other = fronts
    reach, right, bottom = front.reach, box.right, box.bottom
    for d in front.widen():
        x = max(reach[d - 1] + 1, reach[d + 1])
        y = x - d
        while x < right and y < bottom and a[x] == b[y]:
            x, y = x + 1, y + 1
        reach[d] = x
        if other and other.meets(d) and other.reach[d] <= x:
            return x, y
    return None


def _backward(a: Items, b: Items, box: _Box, fronts: tuple[_Front, _Front | None]) -> tuple[int, int] | None:
    front, other = fronts
    reach, left, top = front.reach, box.left, box.top
    for d in front.widen():
        x = min(reach[d - 1], reach[d + 1] - 1)
        y = x - d
        while x > left and y > top and a[x - 1] == b[y - 1]:
            x, y = x - 1, y - 1
        reach[d] = x
        if other and other.meets(d) and x <= other.reach[d]:
            return x, y
    return None


def _furthest(front: _Front, box: _Box) -> tuple[int, int]:
    inside = []
    for d in range(front.high, front.low - 1, -2):
        x = min(front.reach[d], box.right, box.bottom + d)
        inside.append((2 * x - d, x, x - d))
    return max(inside)[1:]
