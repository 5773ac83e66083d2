"""Cells: what is rendered where the text differs: an expression of the name, a parameter, or what is most common.

Cells whose values always change together, in whatever case style, become one parameter; the others are then
expressions of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from jigsmith.engines.templates import names
from jigsmith.loop.build import forms, plan

TOGETHER = 0.8  # share of the instances in which two cells must agree to be one parameter
NAMED = 0.1  # share from which on an expression of the name is the default: what else is there is some form of it, too
OFTEN = 0.25  # the same where most have no form of it
EXACT = 0.97  # share from which on it needs no parameter
CONSTANT = 0.9
FOLLOWS = 0.5  # share from which on a parameter that repeats another one has it for its default
RARE = 0.1  # share of the instances below which the most common text is somebody's own
STYLED = 0.6  # share of the texts that must be written in one style, for the name to be so written
WORD = re.compile(r"\w*")
PROBE = 6  # occurrences that tell quickly whether two cells may change together


@dataclass(slots=True, eq=False)
class Value:
    """A parameter in the making: the cells that render it and its value in each occurrence."""

    cells: list[tuple[plan.Cell, tuple[str, ...]]]  # each with the styles it is written in
    values: dict[int, str]  # "": not there
    default: str = ""  # a literal
    form: forms.Form | None = None  # or a form of the name
    guess: forms.Form | None = None  # a form of the name that stands in where each has its own
    expected: dict[int, str] = field(default_factory=dict)  # the default of each occurrence
    base: tuple[Value, tuple[str, ...]] | None = None  # another parameter that it follows by default, in which style
    inner: list[tuple[plan.Cell, tuple[str, ...]]] = field(default_factory=list)  # cells of items that always say it
    saves: float = 0.0  # words, over all instances
    holds: float = 0.0  # words of the lines that would have a gap without it
    places: float = 0.0  # places over all instances that would have to be found and filled by hand
    name: str = ""


def decide(cells: Sequence[plan.Cell], scope: plan.Scope) -> list[Value]:
    """Settles the cells that need no parameter; returns the others as possible parameters, most saving first."""
    open_cells: list[plan.Cell] = []
    values: list[Value] = []
    for cell in cells:
        found = _named(cell, scope)
        if found is None:
            open_cells.append(cell)
        elif found.cells:
            values.append(found)
    values = _joined(values)
    values.extend(_value(group) for group in _together(open_cells))
    for value in values:
        _settle(value, scope)
    for value in values:
        _follow(value, values, scope)
    return sorted(values, key=lambda v: -v.saves)


def _follow(value: Value, others: Sequence[Value], scope: plan.Scope) -> None:
    """Lets a parameter default to another one that it mostly repeats."""
    filled = [o for o, text in value.values.items() if text]
    for other in others:
        common = [o for o in filled if other.values.get(o)]
        if other is value or other.base or value.form or len(common) < max(2, FOLLOWS * len(filled)):
            continue
        chain, fits = forms.best_chain([(other.values[o], value.values[o]) for o in common], forms.CHAINS[:9])
        if fits > FOLLOWS * len(filled) and len({value.values[o] for o in common}) > fits // 4:
            value.base, value.default = (other, chain), ""
            value.expected = {o: forms.style(other.values.get(o, ""), chain) for o in value.values}
            value.saves += sum(scope.weights[o] for o in common if value.expected[o] == value.values[o])
            return


def _named(cell: plan.Cell, scope: plan.Scope) -> Value | None:
    """What a form of the name comes to: settled, a parameter that defaults to it, or None: no form fits."""
    present = cell.present()
    if not present or not (cell.named or _may_be_named(cell)):
        return None
    common, count = Counter(cell.texts[o] for o in present).most_common(1)[0]
    form, fits = forms.best_form(cell, scope, present)
    if not cell.named and fits < max(OFTEN * len(present), count + 1):
        return None
    if count >= CONSTANT * len(present) and count >= fits and len(set(scope.names.values())) > 1:
        cell.default = common
        return Value([], {})
    if fits < NAMED * len(present):
        return None
    cell.expression, cell.affixes = forms.expression("name", form.chain), (form.before, form.after)
    if fits >= EXACT * len(present):
        return Value([], {})
    expected = {o: form.of(n) for o, n in scope.names.items()}
    return Value([(cell, ())], {o: cell.texts.get(o, "") for o in cell.texts}, form=form, expected=expected)


def _may_be_named(cell: plan.Cell) -> bool:
    """Whether a form of the name may stand there in some instances: it is one word of code."""
    return not cell.prose and all(map(WORD.fullmatch, cell.texts.values()))


def _joined(values: Iterable[Value]) -> list[Value]:
    """Parameters with the same default and no contradiction between them, as one."""
    joined: list[Value] = []
    for value in values:
        partner = next((j for j in joined if j.form == value.form and _agree(j.values, value.values)), None)
        if partner is None:
            joined.append(value)
        else:
            partner.cells.extend(value.cells)
            partner.values = {**value.values, **{o: v for o, v in partner.values.items() if v}}
    return joined


def _agree(left: Mapping[int, str], right: Mapping[int, str]) -> bool:
    common = [o for o, v in left.items() if v and right.get(o)]
    return sum(left[o] == right[o] for o in common) >= TOGETHER * len(common) if common else True


def _together(cells: Sequence[plan.Cell]) -> list[list[plan.Cell]]:
    """The cells grouped by what changes together, each group's base first."""
    canonical = {id(c): {o: _canonical(c.texts[o]) for o in c.present()} for c in cells}
    order = sorted(cells, key=lambda c: -len(canonical[id(c)]))
    groups: list[list[plan.Cell]] = []
    for cell in order:
        mine = canonical[id(cell)]
        partner = next((g for g in groups if _same(canonical[id(g[0])], mine)), None)
        if partner is None:
            groups.append([cell])
        else:
            partner.append(cell)
    return groups


def _canonical(text: str) -> tuple[str, ...]:
    words = _split(text)
    return words if words and len("".join(words)) * 2 >= len(text.replace(" ", "")) else (text,)


@lru_cache(maxsize=65536)
def _split(text: str) -> tuple[str, ...]:
    return tuple(names.split(text))


def _same(base: Mapping[int, tuple[str, ...]], other: Mapping[int, tuple[str, ...]]) -> bool:
    common = [o for o in other if o in base]
    if (
        len(common) < max(2, 0.6 * len(other))
        or sum(base[o] == other[o] for o in common[:PROBE]) < min(PROBE, len(common)) // 3
    ):
        return False
    if len({base[o] for o in common}) < 2:
        return False
    return sum(base[o] == other[o] for o in common) >= TOGETHER * len(common)


def _value(group: Sequence[plan.Cell]) -> Value:
    base = max(group, key=lambda c: sum(_fit(c, other)[1] for other in group))
    members = [(cell, _fit(base, cell)[0]) for cell in group]
    return Value(members, dict(base.texts))


def _fit(base: plan.Cell, cell: plan.Cell) -> tuple[tuple[str, ...], int]:
    """The style in which `cell` is written when the parameter is `base`'s text."""
    common = [o for o in cell.present() if base.texts.get(o)]
    return forms.best_chain([(base.texts[o], cell.texts[o]) for o in common])


def _settle(value: Value, scope: plan.Scope) -> None:
    """Chooses the default, and counts the words that the parameter saves over the best constant in each cell."""
    population = set().union(*(c.texts for c, _ in value.cells))
    if not value.form:
        value.default = (
            value.cells[0][0].usual()
            if len(value.cells) == 1
            else _constant(value.values.get(o, "") for o in population)
        )
        value.default = value.default or _stand_in(value)
        guess = value.guess
        value.expected = {o: guess.of(scope.names[o]) if guess else value.default for o in population}
    weigh = scope.weights
    filled = [(o, text) for cell, _ in value.cells for o, text in cell.texts.items()]
    value.places = sum(weigh[o] for o, text in filled if text and text != value.expected.get(o, ""))
    typed = sum(weigh[o] * plan.count_words(v) for o, v in value.values.items() if v != value.expected.get(o, ""))
    left = sum(
        _left(cell, {o: forms.style(v, chain) for o, v in value.values.items()}, weigh) for cell, chain in value.cells
    )
    value.saves = sum(_without(value, cell, chain, weigh) for cell, chain in value.cells) - typed - left
    value.saves += sum(_phrase(cell, weigh) for cell, _ in value.cells)


def _phrase(cell: plan.Cell, weigh: Mapping[int, float]) -> float:
    """Words that come with the value of a cell and need not be typed."""
    return plan.count_words(cell.lead + cell.tail) * sum(weigh[o] for o in ([] if cell.default else cell.present()))


def _without(value: Value, cell: plan.Cell, chain: tuple[str, ...], weigh: Mapping[int, float]) -> float:
    """Words left over in a cell when there is no parameter; what it holds then is settled here."""
    if value.form:
        return _left(cell, {o: forms.style(v, chain) for o, v in value.expected.items()}, weigh)
    cell.default = cell.usual()
    return _left(cell, dict.fromkeys(cell.texts, cell.default), weigh)


def _stand_in(value: Value) -> str:
    """The most common text for a place in code that nearly always holds something: a gap there would not parse. Where
    each has its own, the name so written is no worse a guess.
    """
    filled = [v for v in value.values.values() if v]
    if all(c.prose for c, _ in value.cells) or len(filled) < CONSTANT * len(value.values):
        return ""
    text, count = min(Counter(filled).items(), key=lambda p: (-p[1], p[0]))
    if count <= max(1, RARE * len(filled)):
        fits, chain = max((sum(forms.style(v, c) == v for v in filled), c) for c in forms.CHAINS[1:6])
        value.guess = forms.Form(chain) if fits >= STYLED * len(filled) else None
    return text


def _left(cell: plan.Cell, shown: Mapping[int, str], weigh: Mapping[int, float]) -> float:
    """Words to delete and insert when this is rendered in the cell."""
    wrong = [(o, shown.get(o, ""), text) for o, text in cell.texts.items() if shown.get(o, "") != text]
    return float(sum(weigh[o] * (plan.count_words(here) + plan.count_words(text)) for o, here, text in wrong))


def _constant(texts: Iterable[str]) -> str:
    """The text that more than half have, or nothing."""
    counted = Counter(texts)
    if not counted:
        return ""
    text, count = counted.most_common(1)[0]
    return text if 2 * count > counted.total() else ""
