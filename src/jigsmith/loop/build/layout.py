"""Laying out: the pattern of a family, as anti-unification gives it, becomes a plan with nothing decided yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jigsmith.engines.trees import generalise, lexer, rows
from jigsmith.loop.build import affixes, marks, phrases, plan

WIDEST = 4.0  # how much more or less than a usual one an instance may weigh
COMMENTS = frozenset("#/*")
SHARED = 0.35  # of the words in brackets; if less is shared, what stands there is one value
STANDS_IN = 0.8  # share of what a hole holds that must stand where the word beside it is missing
KEYWORDS = frozenset(("class", "def", "function", "interface", "struct", "enum", "fn", "func"))
FUNCTIONS = frozenset(("def", "function", "fn", "func"))
CONTEXT = 8  # tokens before a cell that are kept to name it


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the plan: whose parameters, in which rows, after which tokens of the row."""

    scope: plan.Scope
    path: tuple[str, ...] = ()
    head: tuple[str, ...] = ()


class Planner:
    """Lays out the patterns of one family."""

    def __init__(
        self, occurrences: generalise.Occurrences, instance_names: Sequence[str], sizes: Sequence[int]
    ) -> None:
        self.occurrences = occurrences
        self.instance_names = instance_names
        usual = sorted(sizes)[len(sizes) // 2]
        self.instance_weights = [min(max(usual / max(size, 1), 1 / WIDEST), WIDEST) for size in sizes]

    def scope(self, occurrences: Iterable[int]) -> plan.Scope:
        """A scope for these occurrences."""
        instances = {o: self.occurrences.instance(o) for o in sorted(occurrences)}
        return plan.Scope(
            list(instances),
            {o: self.instance_names[i] for o, i in instances.items()},
            {o: self.instance_weights[i] for o, i in instances.items()},
        )

    def block(self, hedge: generalise.Hedge, scope: plan.Scope, path: tuple[str, ...] = ()) -> plan.Block:
        """The lines and loops of a hedge."""
        place = _Place(scope, path)
        return plan.Block([self._part(part, hedge, place) for part in hedge.parts])

    def _part(
        self, part: generalise.Column | generalise.Repeat, hedge: generalise.Hedge, place: _Place
    ) -> plan.Line | plan.Loop:
        if isinstance(part, generalise.Column):
            return self._line(part, hedge.occurrences, place)
        loop = self._loop(part, hedge, place)
        place.scope.loops.append(loop)
        return loop

    def _line(self, column: generalise.Column, population: frozenset[int], place: _Place) -> plan.Line:
        members, scope = frozenset(column.rows), place.scope
        line = plan.Line(members, population, [], place.path, scope.mostly(members, population))
        scope.lines.append(line)
        for slot in _merged(column.slots):
            found = self._parts(slot, place)
            line.parts.extend(found)
            place = replace(place, head=(*place.head, *map(_hint, found)))
        gone = {id(c) for c in line.cells()}
        line.parts = phrases.joined(line.parts)
        gone -= {id(c) for c in line.cells()}
        scope.cells = [c for c in scope.cells if id(c) not in gone]
        for cell, after in pairwise(line.parts):
            if isinstance(cell, plan.Cell):
                cell.after = _hint(after)
        _set_beside(line.parts)
        line.words = float(sum(_literal_words(p) for p in line.parts))
        line.says = line.words / max(1.0, _usual_words(column.rows))
        return line

    def _parts(self, slot: generalise.Slot | _Varied, place: _Place) -> list[plan.Part]:
        if isinstance(slot, generalise.Nest):
            return self._nested(slot, place)
        if isinstance(slot, generalise.Fixed):
            return [_literal(slot, place.scope)]
        if isinstance(slot, _Varied):
            return [_cell(slot.texts, place, named=slot.named)]
        return list(affixes.split(_cell({o: rows.text_of(v) for o, v in slot.values.items()}, place)))

    def _nested(self, nest: generalise.Nest, place: _Place) -> list[plan.Part]:
        opened, closed = (_literal(f, place.scope) if f else None for f in (nest.open, nest.close))
        if opened and closed and _scattered(nest):
            inner = {o: "".join(rows.text_of(r.items) for r in g.rows) for o, g in nest.groups.items()}
            return [opened, _cell(inner, replace(place, head=(*place.head, opened.text))), closed]
        label = _label(place.head)
        body = self.block(nest.body, place.scope, (*place.path, label))
        filled = [g for g in nest.groups.values() if g.rows]
        space = _most(next(rows.flat(g.rows[0].items)).space for g in filled)
        return [plan.Nested(opened, body, closed, space, 2 * sum(g.rows[-1].ended for g in filled) > len(filled))]

    def _loop(self, repeat: generalise.Repeat, hedge: generalise.Hedge, place: _Place) -> plan.Loop:
        scope = self.scope(repeat.column.rows)
        line = self._line(repeat.column, frozenset(repeat.column.rows), _Place(scope, place.path))
        firsts = [repeat.spaces[items[0]] for items in repeat.items.values()]
        others = [repeat.spaces[i] for items in repeat.items.values() for i in items[1:]]
        first, other = _most(firsts), _most(others or firsts)
        spaces = (other if "\n" in other else first, other)
        return plan.Loop(repeat.items, scope, line, spaces, _separator(repeat), hedge.occurrences)


def _label(head: Sequence[str]) -> str:
    """What a row is called by: the name of a function, else its first word; decorators left aside."""
    words = [h for h in head if h[:1].isalpha() or h[:1] == "_"]
    if head[:1] == ("@",):
        words = [w for w in words if w in KEYWORDS] or words
    functions = [i for i, word in enumerate(words[:-1]) if word in FUNCTIONS]
    return words[functions[0] + 1] if functions else words[0] if words else ""


def _cell(texts: Mapping[int, str], place: _Place, *, named: bool = False) -> plan.Cell:
    space = _most(t[: len(t) - len(t.lstrip())] for t in texts.values() if t)
    cell = plan.Cell({o: t.strip() for o, t in texts.items()}, space, named, place.head[-CONTEXT:], place.path)
    cell.prose = _prose(place.head)
    place.scope.cells.append(cell)
    return cell


@dataclass(frozen=True, slots=True)
class _Varied:
    """A token that most rows have, with what stands in its place in the others."""

    texts: dict[int, str]  # white space before it included
    named: bool  # it is a form of the instance's name


def _merged(slots: list[generalise.Slot]) -> Iterator[generalise.Slot | _Varied]:
    """The slots, with each word joined to the hole beside it that stands in for it where it is missing."""
    skip: set[int] = set()
    varied: dict[int, _Varied] = {}
    for index, slot in enumerate(slots):
        if not isinstance(slot, generalise.Fixed):
            continue
        key = next(iter(slot.tokens.values())).key
        named = key in marks.NAME_KEYS
        beside = [i for i in (index - 1, index + 1) if 0 <= i < len(slots) and i not in skip]
        joined = next((i for i in beside if _stands_in(slots[i], slot)), None)
        if named or (joined is not None and key[:1].isalnum()):
            varied[index] = _Varied(_texts(slot, slots[joined] if joined is not None else None), named)
            skip.update(() if joined is None else (joined,))
    for index, slot in enumerate(slots):
        if index not in skip:
            yield varied.get(index, slot)


def _texts(fixed: generalise.Fixed, hole: generalise.Slot | None) -> dict[int, str]:
    texts = {o: t.space + t.text for o, t in fixed.tokens.items()}
    return texts | {o: rows.text_of(v) for o, v in (_values(hole) if hole else {}).items() if v}


def _values(slot: generalise.Slot) -> Mapping[int, generalise.Nodes]:
    return slot.values if isinstance(slot, generalise.Hole) else {}


def _stands_in(slot: generalise.Slot, fixed: generalise.Fixed) -> bool:
    filled = [o for o, v in _values(slot).items() if v]
    return bool(filled) and sum(o not in fixed.tokens for o in filled) >= STANDS_IN * len(filled)


def _separator(repeat: generalise.Repeat) -> plan.Separator:
    last = [repeat.separators[items[-1]] for items in repeat.items.values()]
    inner = [repeat.separators[i] for items in repeat.items.values() for i in items[:-1]]
    text = _most(inner or last)
    return plan.Separator(text, after_last=not inner or _most(last) == text)


def _set_beside(parts: Sequence[plan.Part]) -> None:
    for index, cell in enumerate(parts):
        if isinstance(cell, plan.Cell):
            literals = [
                p.there
                for p in (*parts[max(0, index - 1) : index], *parts[index + 1 : index + 2])
                if isinstance(p, plan.Literal) and p.there
            ]
            both = frozenset(cell.texts).intersection(*literals)
            cell.beside = both if len(both) > 1 else frozenset()


def _scattered(nest: generalise.Nest) -> bool:
    """Whether the groups stand on one line and share next to nothing, so that they are one value."""
    if any(isinstance(part, generalise.Repeat) for part in nest.body.parts):
        return False
    inner = [rows.text_of(t for r in g.rows for t in r.items) for g in nest.groups.values()]
    filled = [text for text in inner if text.strip()]
    if 2 * len(filled) < len(inner) or 2 * sum("\n" in text for text in filled) > len(filled):
        return False
    shared = sum(len(slot.tokens) for slot in generalise.slots_of(nest.body) if isinstance(slot, generalise.Fixed))
    return shared < SHARED * sum(map(plan.count_words, filled))


def _literal(fixed: generalise.Fixed, scope: plan.Scope) -> plan.Literal:
    found = fixed.tokens.values()
    support = len(fixed.tokens) / len(scope.occurrences)
    return plan.Literal(_most(t.text for t in found), _most(t.space for t in found), support, frozenset(fixed.tokens))


def _prose(head: Sequence[str]) -> bool:
    """Whether what follows these tokens of a row is in a string or a comment."""
    if head and head[0][:1] in COMMENTS:
        return True
    quote = ""
    for token in head:
        if token in lexer.QUOTES:
            quote = "" if token == quote else quote or token
    return bool(quote)


def _usual_words(members: Mapping[int, rows.Row]) -> float:
    """The words of a row, on average."""
    return sum(sum(1 for t in rows.flat(r.items) if t.text) for r in members.values()) / max(1, len(members))


def _hint(part: plan.Part) -> str:
    if isinstance(part, plan.Literal):
        return part.text
    return "" if isinstance(part, plan.Cell) else "("


def _literal_words(part: plan.Part) -> int:
    if isinstance(part, plan.Literal):
        return plan.count_words(part.text)
    if isinstance(part, plan.Cell):
        return 1 if part.named else 0
    inner = sum(line.words for line in part.body.parts if isinstance(line, plan.Line) and line.keep)
    return int(inner) + sum(plan.count_words(p.text) for p in (part.open, part.close) if p)


def _most(texts: Iterable[str]) -> str:
    """The most common; among equals the first in order of the alphabet; empty for none."""
    counted = Counter(texts)
    return min(counted, key=lambda t: (-counted[t], t)) if counted else ""
