"""Reading off: what real files say where a template, rendered with sentinels for its parameters, has those sentinels.

The rendered text and the real one are anti-unified; what stands opposite a sentinel is the parameter's value, and the
rows that look like a list's item pattern are its items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jigsmith.engines.trees import generalise, lexer, rows
from jigsmith.loop.build.fitting import between
from jigsmith.loop.build.fitting.found import Found, as_type, nothing
from jigsmith.loop.build.fitting.sentinels import SENTINEL, Place, Sentinels

HEAD, BODY = 0.6, 0.25  # shares of an item pattern's own words, and of all its words, that an item has
PAIR = 0.3  # similarity from which on a row may be what a row with sentinels stands for


@dataclass(slots=True)
class _Asked:
    """A row with sentinels or without: the list that it is an item of, and what it is aligned with."""

    row: rows.Row
    owner: str
    column: generalise.Column | None


@dataclass(slots=True)
class _Gap:
    """Rows with sentinels that nothing is aligned with, and the real rows that they may stand for."""

    asked: Sequence[_Asked]
    real: Sequence[rows.Row]


class Reader:
    """Reads off what the real files say where the sentinels stand."""

    def __init__(self, sentinels: Sentinels) -> None:
        self.sentinels = sentinels
        self._maker = generalise.Generaliser(generalise.Occurrences(2), sums_up=False, alike=PAIR)
        self._parsed: dict[str, rows.Group] = {}

    def read(self, asked: str, real: str, found: Found) -> None:
        """Reads one file off: `asked` is rendered with sentinels, `real` is there."""
        if real not in self._parsed:
            self._parsed[real] = _parsed(real)
        trees = {0: _parsed(asked), 1: self._parsed[real]}
        self._hedge(self._maker.hedge(trees), trees, found)
        for reading in between.read(asked, real, self.sentinels):
            found.add(*reading)

    def _hedge(self, hedge: generalise.Hedge, groups: Mapping[int, rows.Group], found: Found) -> None:
        columns = {id(p.rows[0]): p for p in hedge.parts if isinstance(p, generalise.Column) and 0 in p.rows}
        asked = self._asked(groups[0].rows, columns, found.place)
        taken = {id(a.column.rows[1]) for a in asked if a.column and not a.owner}
        for each in asked:
            if each.column and not each.owner:
                self._column(each.column, found)
                self._inline(each.column, found)
            elif each.owner:
                free = [row for row in groups[1].rows if id(row) not in taken]
                items = self._items((*found.place, each.owner), each.row, free)
                taken.update(id(real) for real, _ in items)
                self._listed(each.owner, [item for _, item in items], found)
        for gap in _gaps(asked, groups[1].rows, taken):
            self._gap(gap, found)

    def _gap(self, gap: _Gap, found: Found) -> None:
        """Rows that are nothing but a parameter stand for what is between the rows around them, in order; a row that is
        alone between them stands for the one that is there, however little they share.
        """
        if len(gap.asked) == len(gap.real) == 1 and not gap.asked[0].owner:
            column = self._maker.column({0: gap.asked[0].row, 1: gap.real[0]})
            self._column(column, found)
            self._inline(column, found)
        left, bare = list(gap.real), [asked for asked in gap.asked if _is_bare(asked.row)]
        lists = [i for i, asked in enumerate(bare) if asked.owner]
        for asked in bare[: lists[0] if lists else -1]:
            self._bare(asked, left[:1], found)
            del left[:1]
        for asked in reversed(bare[lists[-1] + 1 :] if lists else ()):
            self._bare(asked, left[-1:], found)
            del left[-1:]
        for asked in bare and [bare[lists[0] if lists else -1]]:
            self._bare(asked, left, found)

    def _bare(self, asked: _Asked, real: Sequence[rows.Row], found: Found) -> None:
        if asked.owner:
            place = (*found.place, asked.owner)
            self._listed(asked.owner, [self._item(place, asked.row, row, sure=True) for row in real], found)
        elif real:
            text = rows.text_of(node for row in real[:-1] for node in row.items) + _unseparated(real[-1])
            for reading in self.sentinels.match(rows.text_of(rows.bare(asked.row).row.items), text.strip()):
                found.add(*reading)

    def _listed(self, owner: str, items: Sequence[Any], found: Found) -> None:
        if items:
            found.lists.setdefault(owner, []).append(list(items))

    def _items(self, place: Place, asked: rows.Row, free: Sequence[rows.Row]) -> list[tuple[rows.Row, Any]]:
        """The rows that are items of the list, each with its item."""
        read = [(real, self._item(place, asked, real)) for real in free]
        return [(real, item) for real, item in read if item is not None]

    def _asked(self, asked: Sequence[rows.Row], columns: Mapping[int, generalise.Column], place: Place) -> list[_Asked]:
        """The rows with the lists that they are items of: those of two items are there twice, and one is left out."""
        owners = [self._owner(row, place) for row in asked]
        said = [self._said(row) for row in asked]
        counts = Counter(owners)
        found = list[_Asked]()
        for index, (row, (owner, sure)) in enumerate(zip(asked, owners, strict=True)):
            same = said.index(said[index]) if owner else index
            twice = owner and (said.count(said[index]) > 1 or (sure and counts[owner, sure] > 1))
            if not twice or same == index:
                found.append(_Asked(row, owner if twice else "", columns.get(id(row))))
        return found

    def _said(self, row: rows.Row) -> list[str]:
        return [token.key for token in rows.flat(rows.bare(row).row.items)]

    def _owner(self, row: rows.Row, place: Place) -> tuple[str, bool]:
        """The list of which the row, by its sentinels, may be an item; and whether they are not only in its groups."""
        mine = [p for n in row.items if isinstance(n, lexer.Token) for p in self._places(n.text)]
        every = mine or [p for t in rows.flat(row.items) for p in self._places(t.text)]
        inner = {p[len(place)] for p in every if len(p) > len(place) + 1 and p[: len(place)] == place}
        here = not mine and any(len(p) == len(place) + 1 for p in every)
        return (inner.pop() if len(inner) == 1 and not here else ""), bool(mine)

    def _places(self, text: str) -> list[Place]:
        return [place for place, _ in self.sentinels.find(text)]

    def _column(self, column: generalise.Column, found: Found) -> None:
        for slot in column.slots:
            if isinstance(slot, generalise.Hole):
                asked, real = (rows.text_of(slot.values.get(k, [])).strip() for k in (0, 1))
                for reading in self.sentinels.match(asked, real):
                    found.add(*reading)
            elif isinstance(slot, generalise.Nest):
                self._hedge(slot.body, slot.groups, found)

    def _inline(self, column: generalise.Column, found: Found) -> None:
        """The items of lists within a row."""
        asked, real = (rows.text_of(column.rows[k].items).strip() for k in (0, 1))
        places = self._places(asked)
        if len(set(places)) == len(places):
            return
        for (first, *more), items in self.sentinels.inline(asked, real):
            if len(first) == len(found.place) + 2 and first[:-2] == found.place:
                names = [place[-1] for place in (first, *more)]
                listed = [texts[0] if first[-1] == "" else dict(zip(names, texts, strict=False)) for texts in items]
                self._listed(first[-2], listed, found)

    def _item(self, place: Place, asked: rows.Row, real: rows.Row, *, sure: bool = False) -> Any:
        """The item that the real row is, or None if it is none."""
        column = self._maker.column({0: rows.bare(asked).row, 1: rows.bare(real).row})
        if not sure and not _alike(column):
            return None
        found = Found(place)
        self._column(column, found)
        parameter = self.sentinels.items[place]
        values = {name: read[0] for name, read in found.candidates().items()}
        if parameter.items is None:
            return values.get("", "")
        typed = {n: as_type(p, values[n]) for n, p in parameter.items.items() if n in values}
        given = {n: value for n, value in typed.items() if value not in (None, parameter.items[n].default)}
        return {n: nothing(p) for n, p in parameter.items.items() if p.required} | given


def _gaps(asked: Sequence[_Asked], real: Sequence[rows.Row], taken: set[int]) -> Iterator[_Gap]:
    """Rows with sentinels that nothing is aligned with, and the real rows between those around them that are free."""
    at = {id(row): i for i, row in enumerate(real)}
    begin, bare = 0, list[_Asked]()
    for each in [*asked, None]:
        if each is not None and (each.owner or not each.column):
            bare += [each] if _is_marked(each.row) else []
            continue
        end = at[id(each.column.rows[1])] if each and each.column else len(real)
        free = [row for row in real[begin:end] if id(row) not in taken]
        if bare and free:
            yield _Gap(bare, free)
        begin, bare = end + 1, []


def _is_marked(row: rows.Row) -> bool:
    return any(SENTINEL.search(t.text) for t in rows.flat(row.items))


def _is_bare(row: rows.Row) -> bool:
    """Whether the row has sentinels and no other word."""
    return not any(t.text[:1].isalnum() and not SENTINEL.search(t.text) for t in rows.flat(row.items))


def _unseparated(row: rows.Row) -> str:
    """The text of a row, white space included, without the separator after it."""
    text = rows.text_of(row.items)
    return text.removesuffix(rows.bare(row).separator) if rows.bare(row).separator else text


def _alike(column: generalise.Column) -> bool:
    """Whether the real row has most of the words that the item pattern begins with, and enough of the others."""
    head = [t for t in column.rows[0].items if isinstance(t, lexer.Token) and not SENTINEL.search(t.text)]
    own = sum(isinstance(s, generalise.Fixed) for s in column.slots)
    asked = sum(not SENTINEL.search(t.text) for t in rows.flat(column.rows[0].items))
    whole = min(asked, sum(1 for _ in rows.flat(column.rows[1].items)))
    fixed = sum(isinstance(s, generalise.Fixed) for s in _all_slots(column))
    return fixed > 0 and own >= HEAD * len(head) and fixed >= BODY * whole


def _all_slots(column: generalise.Column) -> Iterator[generalise.Slot]:
    for slot in column.slots:
        yield slot
        if isinstance(slot, generalise.Nest):
            yield from (s for s in (slot.open, slot.close) if s)
            yield from generalise.slots_of(slot.body)


def _parsed(text: str) -> rows.Group:
    found = [lexer.Mark(m.start(), m.end(), m.group().lower()) for m in SENTINEL.finditer(text)]
    return rows.parse("\n" + text, [lexer.Mark(m.start + 1, m.end + 1, m.key) for m in found])
