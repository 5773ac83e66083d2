"""Fitting: the parameter values with which a template comes nearest to files that exist.

Nearest is least to type: the words of the values, and the words to insert and delete in what is rendered. Options are
tried one after the other; texts and lists are read off by rendering the template with a sentinel for each and
anti-unifying that with the real files. Whatever does not lower the cost is left at its default.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import Indel

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.engines.trees import generalise, rows
from jigsmith.loop.build import plan

SENTINEL = re.compile(r"qzj([a-z]+)jzq", re.IGNORECASE)
ROUNDS = 2
Params = dict[str, Any]
Place = tuple[str, ...]  # a parameter, or the path to a field of an item
HEAD, BODY = 0.6, 0.25  # shares of an item pattern's own words, and of all its words, that an item has
PAIR = 0.3  # similarity from which on a row may be what a row with sentinels stands for
MOST_ITEMS = 40  # items of a list whose options are tried


@dataclass(frozen=True, slots=True)
class Fit:
    """The values found, only those that differ from their defaults; and what the template does not say."""

    params: Params
    exact: bool  # what is rendered is what is there, byte for byte
    residue_lines: int  # lines of the files that the render lacks, and lines it has too many


def fit(template: formats.Template, name: str, files: Mapping[str, bytes]) -> Fit:
    """Fits `template` to the files of the instance `name`, given by their paths from the root."""
    target = _Target(template, name, files)
    params: Params = {}
    for _ in range(ROUNDS):
        params = _options(target, params)
        params = _texts_and_lists(target, params)
    params = _pruned(target, _options(target, params))
    return Fit(params, *target.residue(params))


@dataclass(slots=True)
class _Target:
    template: formats.Template
    name: str
    files: Mapping[str, bytes]
    texts: dict[str, str] = field(init=False)
    codes: dict[str, str] = field(init=False, default_factory=dict)
    words: dict[str, str] = field(init=False)
    known: dict[str, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.texts = {p: _decoded(d) for p, d in self.files.items()}
        self.words = {p: self.coded(t) for p, t in self.texts.items()}

    def coded(self, text: str) -> str:
        return "".join(self.codes.setdefault(w, chr(0x100 + len(self.codes))) for w in plan.WORD.findall(text))

    def render(self, params: Mapping[str, Any]) -> dict[str, str]:
        found = render.render(self.template, self.name, params)
        return {r.path: _decoded(r.data) for r in found if r.data is not None}

    def cost(self, params: Params) -> float:
        """Words to type; a little more for each character that is wrong, to tell equals apart."""
        key = repr(params)
        if key not in self.known:
            self.known[key] = self._cost(params)
        return self.known[key]

    def _cost(self, params: Params) -> float:
        try:
            rendered = self.render(params)
        except errors.JigError:
            return float("inf")
        total = float(typed(params))
        for path in self.words.keys() | rendered.keys():
            total += Indel.distance(self.coded(rendered.get(path, "")), self.words.get(path, ""))
        return total

    def residue(self, params: Params) -> tuple[bool, int]:
        rendered = {r.path: r.data for r in render.render(self.template, self.name, params)}
        lines = 0
        for path, data in self.files.items():
            mine = _decoded(rendered.get(path) or b"").splitlines()
            lines += int(Indel.distance(mine, _decoded(data).splitlines()))
        return all(rendered.get(p) == d for p, d in self.files.items()), lines


def typed(value: Any) -> int:
    """Words typed to give a value: those of all values in it, and one for each option."""
    if isinstance(value, dict):
        return sum(typed(v) for v in value.values())
    if isinstance(value, list):
        return sum(typed(v) for v in value)
    return 1 if isinstance(value, bool) or value is None else plan.count_words(str(value))


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")


def _options(target: _Target, params: Params) -> Params:
    """The options and choices set one after the other, each as it costs least."""
    for name, parameter in target.template.parameters.items():
        if parameter.type == "list" and parameter.choices:
            params = _parts(target, params, name, parameter)
            continue
        values = _alternatives(parameter)
        params = min([params, *({**params, name: v} for v in values)], key=target.cost) if values else params
    return params


def _parts(target: _Target, params: Params, name: str, parameter: formats.Parameter) -> Params:
    """The list with each of its choices taken in or left out, one after the other."""
    for choice in parameter.choices:
        chosen = params.get(name, parameter.default)
        other = [c for c in parameter.choices if (c in chosen) != (c == choice)]
        params = min([params, {**params, name: other}], key=target.cost)
    return params


def _alternatives(parameter: formats.Parameter) -> list[Any]:
    if parameter.type == "boolean":
        return [True, False]
    return list(parameter.choices) if parameter.type == "choice" else []


def _pruned(target: _Target, params: Params) -> Params:
    """Without the values that cost more than they save, or that are the defaults."""
    defaults = render.complete(target.template, target.name, {})
    params = {k: v for k, v in params.items() if v != defaults[k]}
    for name in list(params):
        without = {k: v for k, v in params.items() if k != name}
        if target.cost(without) < target.cost(params):
            params = without
    return params


def _texts_and_lists(target: _Target, params: Params) -> Params:
    sentinels = _Sentinels()
    asked = {n: sentinels.value(n, p) for n, p in target.template.parameters.items() if _readable(p)}
    try:
        rendered = target.render({**params, **asked})
    except errors.JigError:
        return params
    found, reader = _Found(), _Reader(sentinels)
    for path, text in rendered.items():
        if path in target.texts:
            reader.read(text, target.texts[path], found)
    empty = [(n, []) for n, p in target.template.parameters.items() if p.type == "list" and _readable(p)]
    for name, value in [*empty, *found.values().items()]:
        better = _item_options(target, {**params, name: value}, name)
        if target.cost(better) <= target.cost(params):
            params = better
    return params


def _item_options(target: _Target, params: Params, name: str) -> Params:
    """The options of the items of a list set one after the other, each as it costs least."""
    fields = target.template.parameters[name].items or {}
    options = {n: _alternatives(p) for n, p in fields.items() if p.type in ("boolean", "choice")}
    for index in range(min(len(params[name]), MOST_ITEMS) if options else 0):
        for option, values in options.items():
            tried = [{**params, name: _with(params[name], index, option, v)} for v in values]
            params = min([params, *tried], key=target.cost)
    return params


def _with(items: list[Any], index: int, option: str, value: Any) -> list[Any]:
    return [*items[:index], {**items[index], option: value}, *items[index + 1 :]]


def _readable(parameter: formats.Parameter) -> bool:
    return parameter.type in ("string", "list") and parameter.pattern is None and not parameter.choices


@dataclass(slots=True)
class _Sentinels:
    """Words that stand for parameters, each with the place that it stands for."""

    places: list[Place] = field(default_factory=list)
    items: dict[Place, formats.Parameter] = field(default_factory=dict)

    def value(self, name: str, parameter: formats.Parameter, within: Place = ()) -> Any:
        place = (*within, name)
        if parameter.type == "boolean":
            return True
        if parameter.type != "list":
            return self._word(place)
        self.items[place] = parameter
        if parameter.items is None:
            return [self._word((*place, ""))]
        return [{n: self.value(n, p, place) for n, p in parameter.items.items()}]

    def _word(self, place: Place) -> str:
        self.places.append(place)
        number = len(self.places) - 1
        letters = chr(97 + number // 26) + chr(97 + number % 26)
        return f"qzj{letters}jzq"

    def place(self, letters: str) -> Place:
        first, second = letters.lower()[:2]
        return self.places[(ord(first) - 97) * 26 + ord(second) - 97]


@dataclass(slots=True)
class _Found:
    """What is read off for one scope: the template's parameters, or the fields of an item."""

    place: Place = ()
    texts: dict[str, Counter[str]] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)

    def values(self) -> Params:
        chosen = {name: max(sorted(counted), key=lambda t: counted[t]) for name, counted in self.texts.items()}
        return {**chosen, **self.lists}


class _Reader:
    """Reads off what the real files say where the sentinels stand."""

    def __init__(self, sentinels: _Sentinels) -> None:
        self.sentinels = sentinels

    def read(self, asked: str, real: str, found: _Found) -> None:
        trees = {0: _parsed(asked), 1: _parsed(real)}
        maker = generalise.Generaliser(generalise.Occurrences(2), lists=False, alike=PAIR)
        self._hedge(maker.hedge(trees), trees, maker, found)

    def _hedge(
        self, hedge: generalise.Hedge, groups: Mapping[int, rows.Group], maker: generalise.Generaliser, found: _Found
    ) -> None:
        columns = {id(p.rows[0]): p for p in hedge.parts if isinstance(p, generalise.Column) and 0 in p.rows}
        owners = [(self._owner(row, found.place), row) for row in groups[0].rows]
        taken = {id(columns[id(row)].rows[1]) for owner, row in owners if not owner and id(row) in columns}
        for owner, row in owners:
            if not owner and id(row) in columns:
                self._column(columns[id(row)], maker, found)
            elif owner:
                free = [r for r in groups[1].rows if id(r) not in taken]
                taken.update(self._items(owner, row, free, maker, found))

    def _items(
        self, owner: str, asked: rows.Row, free: Sequence[rows.Row], maker: generalise.Generaliser, found: _Found
    ) -> set[int]:
        """Takes the rows that are items of the list; returns which."""
        taken: set[int] = set()
        for real in free:
            item = self._item((*found.place, owner), asked, real, maker)
            if item is not None:
                taken.add(id(real))
                found.lists.setdefault(owner, []).append(item)
        return taken

    def _owner(self, row: rows.Row, place: Place) -> str:
        """The list that the row is an item of, if its sentinels say so."""
        mine = [p for n in row.items if isinstance(n, rows.Token) for p in self._places(n.text)]
        every = mine or [p for t in rows.flat(row.items) for p in self._places(t.text)]
        inner = {p[len(place)] for p in every if len(p) > len(place) + 1 and p[: len(place)] == place}
        if mine:
            return inner.pop() if len(inner) == 1 else ""
        here = any(len(p) == len(place) + 1 for p in every)
        return inner.pop() if len(inner) == 1 and not here and len(row.items) <= 2 else ""

    def _places(self, text: str) -> list[Place]:
        return [self.sentinels.place(m.group(1)) for m in SENTINEL.finditer(text)]

    def _column(self, column: generalise.Column, maker: generalise.Generaliser, found: _Found) -> None:
        for slot in column.slots:
            if isinstance(slot, generalise.Hole):
                for place, text in self._match(slot):
                    if place[:-1] == found.place:
                        found.texts.setdefault(place[-1], Counter())[text] += 1
            elif isinstance(slot, generalise.Nest):
                self._hedge(slot.body, slot.groups, maker, found)

    def _match(self, hole: generalise.Hole) -> Iterator[tuple[Place, str]]:
        asked, real = (rows.text_of(hole.values.get(k, [])).strip() for k in (0, 1))
        if not SENTINEL.search(asked):
            return
        places = self._places(asked)
        pieces = [re.escape(p) for p in SENTINEL.split(asked)[::2]]
        matched = re.fullmatch("(.*?)".join(pieces), real, re.DOTALL)
        if matched:
            yield from zip(places, matched.groups(), strict=True)
        elif len(places) == 1:
            yield places[0], real

    def _item(self, place: Place, asked: rows.Row, real: rows.Row, maker: generalise.Generaliser) -> Any:
        """The item that the real row is, or None if it is none."""
        column = maker.column({0: rows.bare(asked).row, 1: rows.bare(real).row})
        if not _alike(column):
            return None
        found = _Found(place)
        self._column(column, maker, found)
        parameter = self.sentinels.items[place]
        values = found.values()
        if parameter.items is None:
            return values.get("", "")
        return {n: values[n] for n, p in parameter.items.items() if n in values and values[n] != p.default}


def _alike(column: generalise.Column) -> bool:
    """Whether the real row has most of the words that the item pattern begins with, and enough of the others."""
    head = [t for t in column.rows[0].items if isinstance(t, rows.Token) and not SENTINEL.search(t.text)]
    own = sum(isinstance(s, generalise.Fixed) for s in column.slots)
    whole = sum(not SENTINEL.search(t.text) for t in rows.flat(column.rows[0].items))
    fixed = sum(isinstance(s, generalise.Fixed) for s in _all_slots(column))
    return fixed > 0 and own >= HEAD * len(head) and fixed >= BODY * whole


def _all_slots(column: generalise.Column) -> Iterator[generalise.Slot]:
    for slot in column.slots:
        yield slot
        if isinstance(slot, generalise.Nest):
            yield from (s for s in (slot.open, slot.close) if s)
            yield from generalise.slots_of(slot.body)


def _parsed(text: str) -> rows.Group:
    found = [rows.Mark(m.start(), m.end(), m.group().lower()) for m in SENTINEL.finditer(text)]
    return rows.parse("\n" + text, [rows.Mark(m.start + 1, m.end + 1, m.key) for m in found])
