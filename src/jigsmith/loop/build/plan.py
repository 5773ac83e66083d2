"""The plan of a template: the pattern of a family with, at each place, what will stand there.

A scope is the instance as a whole, or one item of a list: its cells, optional columns and lists become its parameters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jigsmith.engines.trees import generalise, rows
from jigsmith.loop.build import marks

WORD = re.compile(r"\w+|[^\w\s]")
WIDEST = 4.0  # how much more or less than a usual one an instance may weigh
COMMENTS = frozenset("#/*")
SHARED = 0.35  # of the words in brackets; if less is shared, what stands there is one value
CONTEXT = 8  # tokens before a cell that are kept to name it


def count_words(text: str) -> int:
    """Words and punctuation marks: the unit in which work is counted."""
    return len(WORD.findall(text))


@dataclass(slots=True, eq=False)
class Literal:
    """Text that is the same in all instances."""

    text: str
    space: str
    support: float = 1.0  # share of the scope's occurrences that have it


@dataclass(slots=True, eq=False)
class Cell:
    """A place whose text differs; empty text: nothing stands there in that occurrence."""

    texts: dict[int, str]
    space: str
    named: bool  # it holds a form of the instance's name in most occurrences
    before: tuple[str, ...]  # the tokens before it in its row, nearest last
    path: tuple[str, ...]  # what the enclosing rows start with, outermost first
    expression: str | None = None  # decided: what is rendered there; None: nothing
    default: str = ""  # decided: literal text when there is no expression
    optional: bool = False  # the expression may be empty, and takes its space with it
    prose: bool = False  # it stands in a string or a comment, where a gap leaves the code valid

    def present(self) -> list[int]:
        return [o for o, text in self.texts.items() if text]

    def gapes(self) -> bool:
        """Whether nothing is rendered where most rows have something."""
        return self.expression is None and not self.default and 2 * len(self.present()) >= len(self.texts)


@dataclass(slots=True, eq=False)
class Flag:
    """An option: whether some columns are there."""

    on: frozenset[int]  # occurrences in which it is on
    name: str = ""
    default: bool = False


@dataclass(slots=True, eq=False)
class Nested:
    """A group with its brackets."""

    open: Literal | None
    body: Block
    close: Literal | None


Part = Literal | Cell | Nested


@dataclass(slots=True, eq=False)
class Line:
    """A column of rows: its parts, where it stands, and whether it is rendered."""

    members: frozenset[int]
    population: frozenset[int]
    parts: list[Part]
    path: tuple[str, ...]
    keep: bool = True  # decided: rendered at all
    flag: Flag | None = None  # decided: rendered when the flag is on (or off, when negated)
    negated: bool = False
    words: float = 0.0  # literal words that the line saves where it is right

    def begins_line(self) -> bool:
        first = self.parts[0] if self.parts else None
        opened = first.open if isinstance(first, Nested) else first
        return opened is not None and "\n" in opened.space

    def cells(self) -> list[Cell]:
        return [p for p in self.parts if isinstance(p, Cell)]


@dataclass(slots=True, eq=False)
class Loop:
    """A list: rows of one shape in any number."""

    items: dict[int, list[int]]
    scope: Scope
    line: Line
    spaces: tuple[str, str]  # before the first item, before the others
    separator: Separator
    population: frozenset[int]
    name: str = ""
    chosen: bool = False  # decided: it becomes a parameter


@dataclass(frozen=True, slots=True)
class Separator:
    """The punctuation after an item."""

    text: str = ""
    after_last: bool = True


@dataclass(slots=True, eq=False)
class Block:
    """The lines and loops of a group."""

    parts: list[Line | Loop]


@dataclass(slots=True, eq=False)
class Scope:
    """What takes parameters: the instance, or an item of a list."""

    occurrences: list[int]
    names: dict[int, str]  # the instance's name for each occurrence
    weights: dict[int, float]  # what a word counts there: each instance as much as any other, however long it is
    cells: list[Cell] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def mostly(self, members: Iterable[int], population: Iterable[int]) -> bool:
        """Whether the members weigh more than half of the population."""
        return 2 * sum(self.weights[o] for o in members) > sum(self.weights[o] for o in population)


class Planner:
    """Lays the pattern out as a plan, nothing decided yet."""

    def __init__(
        self, occurrences: generalise.Occurrences, instance_names: Sequence[str], sizes: Sequence[int]
    ) -> None:
        self.occurrences = occurrences
        self.instance_names = instance_names
        usual = sorted(sizes)[len(sizes) // 2]
        self.instance_weights = [min(max(usual / max(size, 1), 1 / WIDEST), WIDEST) for size in sizes]

    def scope(self, occurrences: Iterable[int]) -> Scope:
        here = sorted(occurrences)
        instances = {o: self.occurrences.instance(o) for o in here}
        return Scope(
            here,
            {o: self.instance_names[i] for o, i in instances.items()},
            {o: self.instance_weights[i] for o, i in instances.items()},
        )

    def block(self, hedge: generalise.Hedge, scope: Scope, path: tuple[str, ...] = ()) -> Block:
        parts: list[Line | Loop] = []
        for part in hedge.parts:
            if isinstance(part, generalise.Repeat):
                loop = self._loop(part, hedge, path)
                scope.loops.append(loop)
                parts.append(loop)
            else:
                parts.append(self.line(part, frozenset(hedge.occurrences), scope, path))
        return Block(parts)

    def line(self, column: generalise.Column, population: frozenset[int], scope: Scope, path: tuple[str, ...]) -> Line:
        members = frozenset(column.rows)
        line = Line(members, population, [], path, scope.mostly(members, population))
        scope.lines.append(line)
        head: list[str] = []
        for slot in _merged(column.slots):
            found = self._parts(slot, scope, head, path)
            line.parts.extend(found)
            head.extend(_hint(part) for part in found)
        line.words = float(sum(_literal_words(p) for p in line.parts))
        return line

    def _parts(self, slot: generalise.Slot | Named, scope: Scope, head: list[str], path: tuple[str, ...]) -> list[Part]:
        if isinstance(slot, generalise.Nest):
            return self._nested(slot, scope, head, path)
        if isinstance(slot, generalise.Fixed):
            return [_literal(slot, len(slot.tokens) / len(scope.occurrences))]
        if isinstance(slot, Named):
            return [self._cell(slot.texts, scope, head, path, named=True)]
        return [self._cell({o: rows.text_of(v) for o, v in slot.values.items()}, scope, head, path)]

    def _nested(self, nest: generalise.Nest, scope: Scope, head: list[str], path: tuple[str, ...]) -> list[Part]:
        opened, closed = (_literal(f) if f else None for f in (nest.open, nest.close))
        if opened and closed and _scattered(nest):
            inner = {o: "".join(rows.text_of(r.items) for r in g.rows) for o, g in nest.groups.items()}
            return [opened, self._cell(inner, scope, [*head, opened.text], path), closed]
        label = next((h for h in head if h[:1].isalpha()), "")
        return [Nested(opened, self.block(nest.body, scope, (*path, label)), closed)]

    def _cell(
        self, texts: Mapping[int, str], scope: Scope, head: list[str], path: tuple[str, ...], *, named: bool = False
    ) -> Cell:
        space = _most(t[: len(t) - len(t.lstrip())] for t in texts.values() if t)
        cell = Cell({o: t.strip() for o, t in texts.items()}, space, named, tuple(head[-CONTEXT:]), path)
        cell.prose = _prose(head)
        scope.cells.append(cell)
        return cell

    def _loop(self, repeat: generalise.Repeat, hedge: generalise.Hedge, path: tuple[str, ...]) -> Loop:
        scope = self.scope(repeat.column.rows)
        line = self.line(repeat.column, frozenset(repeat.column.rows), scope, path)
        firsts = [repeat.spaces[items[0]] for items in repeat.items.values()]
        others = [repeat.spaces[i] for items in repeat.items.values() for i in items[1:]]
        first, other = _most(firsts), _most(others or firsts)
        return Loop(
            repeat.items, scope, line, (other if "\n" in other else first, other), _separator(repeat), hedge.occurrences
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A form of the instance's name, with what stands in its place where it is missing."""

    texts: dict[int, str]  # white space before it included


def _merged(slots: list[generalise.Slot]) -> Iterator[generalise.Slot | Named]:
    """The slots with each form of the name joined to the hole beside it that stands in for it."""
    skip: set[int] = set()
    named: dict[int, Named] = {}
    for index, slot in enumerate(slots):
        if not isinstance(slot, generalise.Fixed) or next(iter(slot.tokens.values())).key not in marks.NAME_KEYS:
            continue
        texts = {o: t.space + t.text for o, t in slot.tokens.items()}
        for beside in (index - 1, index + 1):
            if 0 <= beside < len(slots) and beside not in skip and _stands_in(slots[beside], texts):
                texts |= {o: rows.text_of(v) for o, v in _values(slots[beside]).items() if v}
                skip.add(beside)
        named[index] = Named(texts)
    for index, slot in enumerate(slots):
        if index not in skip:
            yield named.get(index, slot)


def _values(slot: generalise.Slot) -> Mapping[int, generalise.Nodes]:
    return slot.values if isinstance(slot, generalise.Hole) else {}


def _stands_in(slot: generalise.Slot, texts: Mapping[int, str]) -> bool:
    filled = [o for o, v in _values(slot).items() if v]
    return bool(filled) and sum(o not in texts for o in filled) >= 0.8 * len(filled)


def _separator(repeat: generalise.Repeat) -> Separator:
    last = [repeat.separators[items[-1]] for items in repeat.items.values()]
    inner = [repeat.separators[i] for items in repeat.items.values() for i in items[:-1]]
    text = _most(inner or last)
    return Separator(text, after_last=not inner or _most(last) == text)


def _scattered(nest: generalise.Nest) -> bool:
    """Whether the groups stand on one line and share next to nothing, so that they are one value."""
    if any(isinstance(p, generalise.Repeat) for p in nest.body.parts):
        return False
    inner = [rows.text_of(t for r in g.rows for t in r.items) for g in nest.groups.values()]
    filled = [text for text in inner if text.strip()]
    if 2 * len(filled) < len(inner) or 2 * sum("\n" in text for text in filled) > len(filled):
        return False
    shared = sum(
        len(slot.tokens) for p in nest.body.parts for slot in _slots_kept(p, len(nest.groups)) if isinstance(slot, generalise.Fixed)
    )
    return shared < SHARED * sum(map(count_words, filled))


def _slots_kept(part: generalise.Column | generalise.Repeat, groups: int) -> Sequence[generalise.Slot]:
    return part.slots if isinstance(part, generalise.Column) and 2 * len(part.rows) > groups else ()


def _literal(fixed: generalise.Fixed, support: float = 1.0) -> Literal:
    found = fixed.tokens.values()
    return Literal(_most(t.text for t in found), _most(t.space for t in found), support)


def _prose(head: list[str]) -> bool:
    """Whether what follows these tokens of a row is in a string or a comment."""
    if head and head[0][:1] in COMMENTS:
        return True
    quote = ""
    for token in head:
        if token in rows.QUOTES:
            quote = "" if token == quote else quote or token
    return bool(quote)


def _hint(part: Part) -> str:
    if isinstance(part, Literal):
        return part.text
    return "" if isinstance(part, Cell) else "("


def _literal_words(part: Part) -> int:
    if isinstance(part, Literal):
        return count_words(part.text)
    if isinstance(part, Cell):
        return 1 if part.named else 0
    inner = sum(line.words for line in part.body.parts if isinstance(line, Line) and line.keep)
    return int(inner) + sum(count_words(p.text) for p in (part.open, part.close) if p)


def _most(texts: Iterable[str]) -> str:
    """The most common; among equals the first in order of the alphabet; empty for none."""
    counted = Counter(texts)
    return min(counted, key=lambda t: (-counted[t], t)) if counted else ""
