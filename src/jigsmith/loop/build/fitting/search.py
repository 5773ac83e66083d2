"""Search: values that cost least, by changing one at a time until no change helps.

Coordinate descent from what is read off: each text has the values read for it, its default and none; each option its
choices; each list what is read for it, less one item or another, and its items are searched like that again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from jigsmith.engines.templates import format as formats
from jigsmith.loop.build.fitting.found import as_type
from jigsmith.loop.build.fitting.sheet import Sheet
from jigsmith.loop.build.fitting.target import Target
from jigsmith.loop.build.fitting.values import UNSET, Params

MOST_ITEMS = 40  # items of a list that are looked at one by one
MOST_READINGS = 6  # values tried of those read for one place
Place = tuple[str | int, ...]
Candidates = Mapping[str, Sequence[Any]]


class Search:
    """The best values so far; `limit` is the number of renderings after which nothing more is tried."""

    def __init__(self, goal: Target, begin: Params, limit: int, *, exactly: bool = False) -> None:
        self.goal = goal
        self.limit = limit
        self.exactly = exactly  # what is wrong counts for more than what is typed
        self._best = goal.tried(begin)

    @property
    def best(self) -> Params:
        """The best values so far."""
        return self._best.params

    def offer(self, others: Iterable[Params]) -> bool:
        """Takes the best of these values, if they are better than those it has."""
        before = self._best
        for params in others:
            if self.goal.tries < self.limit:
                other = self.goal.tried(params)
                self._best = other if self.goal.better(other, self._best, exactly=self.exactly) else self._best
        return self._best is not before

    def options(self) -> None:
        """Sets the options and choices one after the other, then two at a time, each as it costs least."""
        while self.offer(_changed(self.best, self.toggles())):
            pass
        toggles = list(self.toggles())
        self.offer(put(put(self.best, *one), *two) for one, two in combinations(toggles, 2) if one[0] != two[0])

    def hidden(self, sheet: Sheet) -> None:
        """Sets options and empties texts that show places of other values, together with what is read there."""
        seen = sheet.places(self.best)
        empty = [((name,), "") for name, p in self.goal.template.parameters.items() if _is_text(p)]
        tried = [*self.toggles(), *(e for e in empty if e[0][0] in sheet.conditions)]
        shows = [(p, v, sheet.places(put(self.best, p, v), but=p) - seen) for p, v in tried]
        every = self.best
        for place, value, new in shows:
            every = put(every, place, _both(get(every, place), value)) if new and value != "" else every
        for place, value, new in shows:
            if new and self.goal.tries < self.limit:
                read = sheet.read(every) if value != "" else sheet.read(put(self.best, place, value), but=place)
                found = Search(self.goal, put(self.best, place, value), self.limit, exactly=self.exactly)
                found.values(read, new)
                self.offer([found.best])

    def toggles(self) -> Iterator[tuple[Place, Any]]:
        """Every option with each value that it does not have."""
        for name, parameter in self.goal.template.parameters.items():
            now = self.best.get(name, parameter.default)
            if parameter.type == "list" and parameter.choices:
                for choice in parameter.choices:
                    yield (name,), [c for c in parameter.choices if (c in now) != (c == choice)]
            else:
                yield from (((name,), value) for value in alternatives(parameter) if value != now)

    def values(self, read: Candidates, only: set[str] | None = None) -> None:
        """Sets what is read, each as it costs least: texts, numbers and lists, then texts of several lines."""
        declared = self.goal.template.parameters.items()
        own = {n: p for n, p in declared if n != "name" and (only is None or n in only)}
        for name, parameter in own.items():
            readings = read.get(name, ())[:MOST_READINGS]
            if is_list(parameter):
                self._list((name,), parameter, readings)
            elif parameter.type == "table":
                self._table(name, parameter, read)
            elif parameter.type != "boolean" and not parameter.choices:
                values = _as_type(parameter, [text for text in readings if "\n" not in text])
                self.offer(put(self.best, (name,), value) for value in (*values, UNSET))
        for name in own:
            long = [text for text in read.get(name, ()) if isinstance(text, str) and "\n" in text]
            self.offer(put(self.best, (name,), text) for text in long)

    def _table(self, name: str, parameter: formats.Parameter, read: Candidates) -> None:
        for field in parameter.items or {}:
            whole = self.best.get(name, parameter.default)
            self.offer(put(self.best, (name,), {**whole, field: text}) for text in read.get(f"{name}.{field}", ()))

    def _list(self, place: Place, parameter: formats.Parameter, readings: Sequence[Any]) -> None:
        """The list as it costs least: as it is, as it is read, or empty; then item by item."""
        now = get(self.best, place)
        values = [v for v in (now, UNSET, [], *readings) if isinstance(v, list) or v is UNSET]
        self.offer(put(self.best, place, value) for value in values)
        taken = get(self.best, place)
        self.items(place, parameter)
        for value in readings:
            if value is not taken:
                other = Search(self.goal, put(self.best, place, value), self.limit, exactly=self.exactly)
                other.items(place, parameter)
                self.offer([other.best])

    def items(self, place: Place, parameter: formats.Parameter) -> None:
        """The items of a list one after the other, last first: their fields, and whether each is worth it."""
        items = get(self.best, place)
        fields = parameter.items or {}
        for index in reversed(range(min(len(items), MOST_ITEMS) if isinstance(items, list) else 0)):
            for name, field in fields.items():
                self._field((*place, index, name), field)
            items = get(self.best, place)
            self.offer([put(self.best, place, [*items[:index], *items[index + 1 :]])])

    def _field(self, place: Place, field: formats.Parameter) -> None:
        now = get(self.best, place)
        if is_list(field):
            self.offer([put(self.best, place, UNSET)] if now is not UNSET else [])
            self.items(place, field)
            return
        empty = [""] if field.type == "string" and field.default != "" else []
        values = [v for v in (UNSET, *alternatives(field), *empty) if v != now]
        self.offer(put(self.best, place, value) for value in values if value != field.default)


def _changed(params: Params, toggles: Iterable[tuple[Place, Any]]) -> Iterator[Params]:
    return (put(params, place, value) for place, value in toggles)


def _as_type(parameter: formats.Parameter, texts: Sequence[str]) -> list[Any]:
    """Values of the parameter's type that texts stand for; of strings also the empty one."""
    values = [as_type(parameter, text) for text in texts]
    return [*values, ""] if parameter.type == "string" else [v for v in values if v is not None]


def _both(one: Any, other: Any) -> Any:
    """The other value; of two lists of what is chosen, all of both."""
    return list(dict.fromkeys([*one, *other])) if isinstance(one, list) and isinstance(other, list) else other


def _is_text(parameter: formats.Parameter) -> bool:
    return parameter.type == "string" and not parameter.choices


def is_list(parameter: formats.Parameter) -> bool:
    """Whether it is a list whose items are not chosen from a few."""
    return parameter.type == "list" and not parameter.choices


def alternatives(parameter: formats.Parameter) -> list[Any]:
    """The values of an option or a choice; none for others."""
    if parameter.type == "boolean":
        return [True, False]
    return list(parameter.choices) if parameter.type in ("choice", "string") else []


def get(value: Any, place: Place) -> Any:
    """What stands at a place in values; `UNSET` for nothing."""
    for key in place:
        value = value[key] if isinstance(key, int) else value.get(key, UNSET)
    return value


def put(value: Any, place: Place, new: Any) -> Any:
    """The values with another one at a place; `UNSET` takes it away."""
    key, *rest = place
    if isinstance(key, int):
        return [*value[:key], put(value[key], tuple(rest), new), *value[key + 1 :]]
    if rest:
        return {**value, key: put(value[key], tuple(rest), new)}
    return {k: v for k, v in value.items() if k != key} if new is UNSET else {**value, key: new}
