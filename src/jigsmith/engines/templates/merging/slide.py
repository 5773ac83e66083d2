"""Slide: an edit script is moved to where git would have it, among places that say the same.

Adding `b` to `a b` is adding the second or the third line: this takes the last one, unless the other side changed
something at an earlier one too.
"""

from collections.abc import Hashable, Sequence

Items = Sequence[Hashable]


def run(marks: bytearray, at: int) -> int:
    """The end of the marked items that begin at `at`."""
    end = marks.find(0, at)
    return max(at, len(marks)) if end < 0 else end


def ahead(marks: bytearray, at: int) -> int:
    """How many items that stay come at `at`, before the next marked one or the end."""
    found = marks.find(1, at)
    return (len(marks) if found < 0 else found) - at


class _Group:
    """A run of marked items, perhaps empty, that stands before an item that stays or at the end. It can be moved."""

    def __init__(self, items: Items, marks: bytearray) -> None:
        self.items, self.marks = items, marks
        self.start, self.end = 0, run(marks, 0)

    def next(self) -> bool:
        """Go to the group after this one; whether there is one."""
        if self.end == len(self.marks):
            return False
        self.start = self.end + 1
        self.end = run(self.marks, self.start)
        return True

    def previous(self) -> None:
        self.end = self.start = self.start - 1
        self._join_above()

    def _join_above(self) -> None:
        self.start = self.marks.rfind(0, 0, self.start) + 1

    def up(self) -> bool:
        """Move it one item up, if it says the same there; it joins a group that it meets."""
        if not self.start or self.items[self.start - 1] != self.items[self.end - 1]:
            return False
        self.start, self.end = self.start - 1, self.end - 1
        self.marks[self.start], self.marks[self.end] = 1, 0
        self._join_above()
        return True

    def down(self) -> bool:
        """Move it one item down, if it says the same there; it joins a group that it meets."""
        if self.end == len(self.items) or self.items[self.start] != self.items[self.end]:
            return False
        self.marks[self.start], self.marks[self.end] = 0, 1
        self.start, self.end = self.start + 1, run(self.marks, self.end + 1)
        return True


def _skip(group: _Group, other: _Group) -> None:
    """Go on to where either side has a group that is not empty; both stand before the same item that stays."""
    if group.start < group.end or other.start < other.end:
        return
    step = min(ahead(group.marks, group.end), ahead(other.marks, other.end))
    for each in (group, other):
        each.start += step
        each.end = run(each.marks, each.start)


def slide(items: Items, marks: bytearray, other_marks: bytearray) -> None:
    """Move each group of `marks` down as far as it goes, or to the last place where the other side has one as well."""
    group, other = _Group(items, marks), _Group((), other_marks)
    while True:
        _skip(group, other)
        if group.start < group.end and _slide_one(group, other):
            while other.start == other.end:
                group.up()
                other.previous()
        if not group.next():
            return
        other.next()


def _slide_one(group: _Group, other: _Group) -> bool:
    """Move it up and then down as far as it goes; whether the other side had a group at one of these places."""
    while True:
        size, matched = group.end - group.start, False
        while group.up():
            other.previous()
        matched = other.start < other.end
        while group.down():
            other.next()
            matched = matched or other.start < other.end
        if size == group.end - group.start:
            return matched
