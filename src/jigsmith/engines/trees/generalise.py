"""Anti-unification of many hedges at once: the most special pattern of which all are instances.

Rigid and variadic: rows are aligned across all instances, then the tokens within each column of rows, then the groups
within those. What most rows have is fixed; what varies is a hole that keeps each row's own nodes, so that every
instance can be had back. (Cerna and Kutsia, "Anti-unification and generalization: a survey", IJCAI 2023; here the
rigidity function is a longest common subsequence, found progressively.)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jigsmith.engines.trees import align, lexer, outline, repeats, rows, shreds

Nodes = list[lexer.Token | rows.Group]
GROUP, NAME, MARK = 8.0, 3.0, 0.3  # words that a group, a telling key and a mark in a string count in a pattern
RARE = 0.06  # a row that fewer of the instances have is their own


@dataclass(slots=True)
class Fixed:
    """A token that most rows of the column have; `tokens` holds each row's own, white space included."""

    tokens: dict[int, lexer.Token]


@dataclass(slots=True)
class Hole:
    """What stands between two fixed tokens in each row of the column; often nothing."""

    values: dict[int, Nodes]


@dataclass(slots=True)
class Nest:
    """A group that most rows of the column have."""

    groups: dict[int, rows.Group]
    body: Hedge
    open: Fixed | None
    close: Fixed | None


Slot = Fixed | Hole | Nest


@dataclass(slots=True)
class Column:
    """Rows that stand for each other, one for each occurrence, and what they share."""

    rows: dict[int, rows.Row]
    slots: list[Slot]


@dataclass(slots=True)
class Repeat:
    """Rows of one shape that come in any number: a list with one item pattern."""

    items: dict[int, list[int]]  # occurrence of the hedge to the occurrences of its items
    column: Column  # keyed by item; without the white space before and the separator after
    spaces: dict[int, str]  # white space before each item
    separators: dict[int, str]  # punctuation after each item


@dataclass(slots=True)
class Hedge:
    """The pattern of a group: columns and repeats in order."""

    occurrences: frozenset[int]
    parts: list[Column | Repeat]


class Occurrences:
    """Numbers for the places where a pattern occurs: the instances themselves, then the items of lists in them."""

    def __init__(self, instances: int) -> None:
        self.parent: list[int] = [-1] * instances

    def child(self, of: int) -> int:
        """A new occurrence within another one."""
        self.parent.append(of)
        return len(self.parent) - 1

    def instance(self, occurrence: int) -> int:
        """The instance that an occurrence lies in."""
        while self.parent[occurrence] >= 0:
            occurrence = self.parent[occurrence]
        return occurrence


@dataclass(slots=True)
class Generaliser:
    """One anti-unification: its interned tokens and the occurrences it numbers."""

    occurrences: Occurrences
    interner: align.Interner = field(default_factory=align.Interner)
    sums_up: bool = True  # whether to look for lists, and to drop what says little
    telling: frozenset[str] = frozenset()  # keys that say more than a word
    alike: float = align.ALIKE  # similarity from which on two rows may be one column

    def hedge(self, groups: Mapping[int, rows.Group]) -> Hedge:
        """The pattern of these groups."""
        keys = list(groups)
        shapes = [[self.shape(row) for row in groups[k].rows] for k in keys]
        found = align.row_columns(shapes, self.alike)
        members = [{keys[s]: groups[keys[s]].rows[r] for s, r in c.rows.items()} for c in found]
        lists = {run.columns[0]: run for run in (repeats.runs(found, shapes) if self.sums_up else ())}
        within = {c for run in lists.values() for c in run.columns}
        parts: list[Column | Repeat] = []
        for index, rows_of in enumerate(members):
            if index in lists:
                parts.append(self._repeat([members[c] for c in lists[index].columns]))
            elif index not in within and len(rows_of) >= max(2, RARE * len(keys)):
                parts.append(self.column(rows_of))
        return Hedge(frozenset(keys), parts)

    def _repeat(self, columns: Sequence[Mapping[int, rows.Row]]) -> Repeat:
        items: dict[int, list[int]] = {}
        bare: dict[int, rows.Bare] = {}
        for column in columns:
            for occurrence, row in column.items():
                child = self.occurrences.child(occurrence)
                items.setdefault(occurrence, []).append(child)
                bare[child] = rows.bare(row)
        column_of = self.column({k: b.row for k, b in bare.items()})
        return Repeat(
            items, column_of, {k: b.space for k, b in bare.items()}, {k: b.separator for k, b in bare.items()}
        )

    def column(self, members: Mapping[int, rows.Row]) -> Column:
        """The pattern of these rows."""
        codes = {k: self.codes(row.items) for k, row in members.items()}
        found = align.consensus(list(codes.values()))
        if self.sums_up:
            found = self._telling(found, list(codes.values()))
        slots = self._slots(found, members, codes)
        return Column(dict(members), slots)

    def _telling(self, pattern: str, codes: Sequence[str]) -> str:
        """The pattern without the codes that say too little."""
        keys = [self.interner.key(code) for code in pattern]
        quoted = outline.quoted(keys)
        weights = [self._weight(k, quoted=q) for k, q in zip(keys, quoted, strict=True)]
        return shreds.without(pattern, weights, codes, quoted)

    def _weight(self, key: Hashable, *, quoted: bool) -> float:
        """What a key says, in words; a group is looked into later, and a name tells more than a word."""
        if isinstance(key, tuple):
            return GROUP
        mark = quoted and key not in lexer.QUOTES and not str(key)[:1].isalnum()
        return NAME if key in self.telling else MARK if mark else 1.0

    def shape(self, row: rows.Row) -> align.Shape:
        """What a row is compared by; decorators above it do not count for its head."""
        body = row.items[row.body :]
        head = self.codes(body)
        whole = "".join(self.interner.code(t.key) for t in rows.flat(body))
        remark = outline.is_remark(body)
        named = remark or any(isinstance(i, lexer.Token) and i.key[:1].isalnum() for i in body)
        return align.Shape(head, whole, named, outline.skeleton(body), remark)

    def codes(self, nodes: Iterable[lexer.Token | rows.Group]) -> str:
        """One character for each node: a token's key, or the kind of a group."""
        return "".join(
            self.interner.code(n.key if isinstance(n, lexer.Token) else ("group", n.open.key if n.open else ""))
            for n in nodes
        )

    def _slots(self, pattern: str, members: Mapping[int, rows.Row], codes: Mapping[int, str]) -> list[Slot]:
        placed = {k: align.places(pattern, c) for k, c in codes.items()}
        slots: list[Slot] = []
        for position in range(len(pattern) + 1):
            hole = _between(position, members, placed)
            if hole:
                slots.append(Hole(hole))
            if position < len(pattern):
                here = {k: members[k].items[p[position]] for k, p in placed.items() if p[position] is not None}  # type: ignore[index]
                slots.append(self._slot(here))
        return slots

    def _slot(self, here: Mapping[int, lexer.Token | rows.Group]) -> Slot:
        tokens = {k: n for k, n in here.items() if isinstance(n, lexer.Token)}
        if tokens:
            return Fixed(tokens)
        groups = {k: n for k, n in here.items() if isinstance(n, rows.Group)}
        opens = {k: g.open for k, g in groups.items() if g.open}
        closes = {k: g.close for k, g in groups.items() if g.close}
        return Nest(groups, self.hedge(groups), Fixed(opens) if opens else None, Fixed(closes) if closes else None)


def _between(
    position: int, members: Mapping[int, rows.Row], placed: Mapping[int, Sequence[int | None]]
) -> dict[int, Nodes] | None:
    """What stands between the pattern's code at this position and the one before it; None: nothing ever does."""
    values: dict[int, Nodes] = {}
    for key, row in members.items():
        spots = placed[key]
        before = next((s for s in reversed(spots[:position]) if s is not None), -1)
        after = spots[position] if position < len(spots) else len(row.items)
        if after is None:
            after = before + 1  # the missing token's neighbours belong to the next hole that has an end
        values[key] = row.items[before + 1 : after]
    return values if any(values.values()) else None


def slots_of(hedge: Hedge) -> Iterator[Slot]:
    """Every slot below, outermost first."""
    for part in hedge.parts:
        column = part.column if isinstance(part, Repeat) else part
        for slot in column.slots:
            yield slot
            if isinstance(slot, Nest):
                yield from (bracket for bracket in (slot.open, slot.close) if bracket)
                yield from slots_of(slot.body)
