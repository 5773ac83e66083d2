"""Which parameters a template has: of all possible ones, those that save most words, within what a reader can bear."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from jigsmith.loop.build import cells, declare, gaps, naming, options, plan, sharing

MOST = 12  # parameters of a template
MOST_FIELDS = 8  # fields of an item
MOST_ITEM_OPTIONS = 2  # options of an item
MOST_PARTS = 10  # options that one list of parts may hold
SINGLE = 3  # up to so many options are parameters of their own
FINDING = 2.0  # words that it costs to find one place and fill it by hand
NEUTRAL = 5  # parameters that save nothing but show what has to be written
LEAST_VALUE, LEAST_LOOP = 4.0, 8.0  # words that a parameter must save over all instances
MATCHED = 0.75  # share of the words of an item pattern that an item has
LIKELY = 6  # texts that are likely to be chosen, so that items may repeat them
RARELY = 0.2  # share of the instances that have a value at all, below which it is no parameter
KEYED, UNIQUE = 0.9, 0.7  # share of the items that have the text which tells them apart, and how many differ in it
LONG = 12  # words; a longer value is no parameter, it is text to write


@dataclass(slots=True, eq=False)
class _Possible:
    """What could become a parameter, and the words that it would save over all instances."""

    saves: float
    source: cells.Value | plan.Loop | plan.Flag | list[plan.Flag]
    fields: list[declare.Parameter] = field(default_factory=list)

    def rank(self) -> float:
        return self.worth() + (FINDING * self.source.places if isinstance(self.source, cells.Value) else 0.0)

    def worth(self) -> float:
        """What it saves, with the lines that would not be there without it."""
        return self.saves + (self.source.holds if isinstance(self.source, cells.Value) else 0.0)

    def flags(self) -> list[plan.Flag]:
        if isinstance(self.source, plan.Flag):
            return [self.source]
        return self.source if isinstance(self.source, list) else []

    def declared(self, declarer: declare.Declarer) -> declare.Parameter:
        if isinstance(self.source, list):
            return declarer.parts(self.source, self.saves)
        if isinstance(self.source, plan.Flag):
            return declarer.flag(self.source, self.saves)
        if isinstance(self.source, plan.Loop):
            return declarer.list(self.source, self.saves, self.fields)
        return declarer.string(self.source)


def decide(
    scope: plan.Scope,
    block: plan.Block,
    taken: naming.Names,
    *,
    prefix: str = "",
    settled: Collection[int] = (),
) -> list[declare.Parameter]:
    """Decides everything in the scope but the cells that are settled; returns its parameters, most saving first."""
    flags = _options(scope, block, MOST_ITEM_OPTIONS if prefix else MOST_PARTS)
    possible = [_Possible(saves, flag) for flag, saves in flags]
    if len(flags) > SINGLE:
        possible = [_Possible(sum(saves for _, saves in flags), [flag for flag, _ in flags])]
    kept = [line for line in plan.visible(block) if line.keep]
    found = cells.decide([c for line in kept for c in line.cells() if id(c) not in settled], scope)
    _hold(found, kept, scope)
    texts = [v for v in found if _worth_it(v, scope)]
    likely = sorted(texts, key=lambda v: -_Possible(v.saves, v).rank())[:LIKELY]
    loops = [p for p in plan.rendered(block) if isinstance(p, plan.Loop)]
    for loop in loops:
        sharing.share(likely, loop)
    shared = {id(cell) for value in likely for cell, _ in value.inner}
    possible += [_Possible(v.saves, v) for v in texts]
    possible += [_loop(p, shared) for p in loops if len(p.items) >= RARELY * len(scope.occurrences)]
    key = _key(texts, scope) if prefix else None
    chosen = _in_order(_within(possible, MOST_FIELDS if prefix else MOST, key), scope)
    gaps.drop_flags(scope, {id(flag) for p in chosen for flag in p.flags()})
    declarer = declare.Declarer(scope, taken, prefix)
    parameters = [p.declared(declarer) for p in chosen]
    gaps.close(block)
    gaps.trim(block)
    return parameters


def _hold(found: Sequence[cells.Value], kept: Sequence[plan.Line], scope: plan.Scope) -> None:
    """Adds to each value its part in the lines that would be dropped for a gap without it."""
    value_of = {id(cell): value for value in found for cell, _ in value.cells}
    for line in kept:
        gaping = [value_of[id(c)] for c in line.cells() if id(c) in value_of and not c.prose and c.gapes()]
        for value in gaping if gaps.breaks(line) else ():
            there = sum(scope.weights[o] for o in line.members)
            missing = sum(scope.weights[o] for o in line.population) - there
            value.holds += line.words * max(0.0, there - (0 if line.flag else missing)) / len(gaping)


def _options(scope: plan.Scope, block: plan.Block, most: int) -> list[tuple[plan.Flag, float]]:
    """The options of the scope: first for the lines that are there anyway, then for those that an option brings."""
    flags: list[tuple[plan.Flag, float]] = []
    seen: set[int] = set()
    while len(flags) < most:
        lines = [line for line in plan.visible(block) if id(line) not in seen]
        found = options.choose(lines, scope, most - len(flags))
        if not found:
            break
        seen.update(map(id, lines))
        flags.extend(found)
    gaps.only_beside(block, scope)
    used = {id(line.flag) for line in scope.lines}
    return [(flag, saves) for flag, saves in flags if id(flag) in used]


def _worth_it(value: cells.Value, scope: plan.Scope) -> bool:
    """Whether a value may be a parameter: it saves words and is there often enough; or it saves nothing, but nearly all
    have it, each its own, and short.
    """
    filled = [v for v in value.values.values() if v]
    share = len(filled) / max(1, len(scope.occurrences))
    if 2 * sum(any(map(str.isalnum, v)) for v in filled) <= len(filled):
        return False
    if value.saves + value.holds >= LEAST_VALUE:
        return share >= RARELY
    lengths = sorted(map(plan.count_words, filled))
    short = bool(lengths) and lengths[len(lengths) // 2] <= LONG and not any("\n" in v for v in filled)
    usual = len(filled) >= max(2, 0.6 * len(value.values)) and share >= 0.25
    return value.saves > -LEAST_VALUE and usual and short


def _loop(loop: plan.Loop, settled: Collection[int]) -> _Possible:
    taken = naming.Names(reserved=naming.RESERVED - {"name"})
    fields = decide(loop.scope, plan.Block([loop.line]), taken, prefix="item", settled=settled)
    if not fields:
        return _Possible(-1.0, loop)
    matched = MATCHED * loop.line.words * sum(loop.scope.weights.values())
    return _Possible(matched + sum(f.saves for f in fields) - loop.line.words, loop, fields)


def _key(texts: Sequence[cells.Value], scope: plan.Scope) -> cells.Value | None:
    """What tells the items of a list apart: the first text that nearly all of them have, nearly each its own."""
    telling = []
    for value in texts:
        filled = [text for text in value.values.values() if text]
        if len(filled) >= KEYED * len(scope.occurrences) and len(set(filled)) >= UNIQUE * len(filled):
            telling.append(value)
    place = {id(cell): i for i, cell in enumerate(scope.cells)}
    return min(telling, key=lambda v: min(place[id(cell)] for cell, _ in v.cells), default=None)


def _within(possible: list[_Possible], most: int, key: cells.Value | None) -> list[_Possible]:
    """The most saving ones, `key` in any case."""
    ranked = sorted(possible, key=lambda p: (p.source is not key, -p.rank()))
    chosen: list[_Possible] = []
    neutral = 0
    for each in ranked[: 2 * most]:
        least = LEAST_LOOP if isinstance(each.source, plan.Loop) else LEAST_VALUE
        saving = each.source is key or each.worth() >= least
        neutral += not saving
        if saving or (isinstance(each.source, cells.Value) and neutral <= NEUTRAL):
            chosen.append(each)
    return chosen[:most]


def _in_order(chosen: list[_Possible], scope: plan.Scope) -> list[_Possible]:
    """Options first, then texts and lists as they appear; each text after the one that it follows by default."""
    there = {id(p.source) for p in chosen}
    for possible in chosen:
        source = possible.source
        if isinstance(source, cells.Value) and source.base and id(source.base[0]) not in there:
            source.base = None
    cell_at = {id(cell): i for i, cell in enumerate(scope.cells)}
    loop_at = {id(loop): i for i, loop in enumerate(scope.loops)}

    def place(possible: _Possible) -> tuple[int, int]:
        source = possible.source
        if isinstance(source, cells.Value):
            return 2 if source.base else 1, min(cell_at[id(cell)] for cell, _ in source.cells)
        return (3, loop_at[id(source)]) if isinstance(source, plan.Loop) else (0, 0)

    return sorted(chosen, key=place)
