"""Sentinels: words that stand for parameters in a rendered template, so that what is opposite of them can be read off.

A sentinel is written in no style there is, so that its form in the rendered text tells which style a place puts on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import names

SENTINEL = re.compile(r"qzj[\W_]?([a-z]{2})[\W_]?jzq|90817(\d{3})635", re.IGNORECASE)
MOST = 26 * 26
RAW, OTHER = "raw", ""
WRITTEN = ("raw", "snake", "kebab", "words", "pascal", "camel", "lower", "title")  # how a value may have been written
Place = tuple[str, ...]  # a parameter, or the path to a field of an item
Readings = Counter[tuple[str, str]]  # style and text, and how often it stands there


@dataclass(slots=True)
class Sentinels:
    """The words given out, each with the place that it stands for."""

    places: list[Place] = field(default_factory=list)
    items: dict[Place, formats.Parameter] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)  # each form of a sentinel to the style that gives it

    def value(self, name: str, parameter: formats.Parameter, within: Place = ()) -> Any:
        """A value of the parameter's type made of sentinels; None if there is none that can be read off."""
        place = (*within, name)
        if parameter.type == "list" and not parameter.choices:
            self.items[place] = parameter
            fields = {n: self.value(n, p, place) for n, p in (parameter.items or {}).items()}
            item = (
                self._word((*place, ""))
                if parameter.items is None
                else {n: v for n, v in fields.items() if v is not None}
            )
            return [item, item]  # two of them, so that it can be seen what is there for each
        if within and parameter.type in ("boolean", "choice"):
            return parameter.choices[0] if parameter.choices else True
        if len(self.places) == MOST or parameter.type not in ("string", "integer", "number"):
            return self._table(place, parameter) if parameter.type == "table" and not within else None
        return self._word(place) if parameter.type == "string" else self._number(place)

    def _table(self, place: Place, parameter: formats.Parameter) -> Any:
        """A table, each field of which is read as if it were a parameter, by the name of `table.field`."""
        fields = {n: p for n, p in (parameter.items or {}).items() if p.type == "string"}
        return {n: self._word((f"{place[0]}.{n}",)) for n in fields} if fields else None

    def _number(self, place: Place) -> int:
        self.places.append(place)
        return int(f"90817{len(self.places) - 1:03}635")

    def _word(self, place: Place) -> str:
        number = len(self.places)
        self.places.append(place)
        word = f"qzj_{chr(97 + number // 26)}{chr(97 + number % 26)}Jzq"
        for style in names.STYLES:
            self.styles.setdefault(names.apply(word, [style]), style)
        return word

    def inline(self, asked: str, real: str) -> Iterator[tuple[list[Place], list[list[str]]]]:
        """The places of one item of each list in the row `asked`, and the texts that each item has in `real`."""
        places = [place for place, _ in self.find(asked)]
        pieces = SENTINEL.split(asked)[::3]
        for start, end in _runs(places):
            each = (end - start) // 2
            if not each or places[start : start + each] != places[start + each : end]:
                continue
            before, between, after = pieces[start], pieces[start + each], pieces[end]
            last = "$" if end == len(places) else ""
            around = re.search(f"{re.escape(before)}(.*?){re.escape(after)}{last}", real, re.DOTALL)
            texts = around[1].split(between) if around and between else []
            items = [filled(["", *pieces[start + 1 : start + each], ""], text) for text in texts]
            yield places[start : start + each], [item for item in items if item is not None]

    def find(self, text: str) -> list[tuple[Place, str]]:
        """The place and the style of each sentinel in a text."""
        return [(self._place(m), self.styles.get(m.group(), OTHER)) for m in SENTINEL.finditer(text)]

    def _place(self, found: re.Match[str]) -> Place:
        if found.group(2):
            return self.places[min(int(found.group(2)), len(self.places) - 1)]
        first, second = (ord(letter) - 97 for letter in found.group(1).lower())
        return self.places[min(first * 26 + second, len(self.places) - 1)]

    def fits(self, asked: str, real: str) -> bool:
        """Whether `real` may be what `asked` becomes when its sentinels are values."""
        return filled(SENTINEL.split(asked)[::3], real) is not None

    def match(self, asked: str, real: str) -> Iterator[tuple[Place, str, str]]:
        """Place, style and text of each sentinel in `asked`, where `real` stands for it."""
        found = self.find(asked)
        if not found:
            return
        texts = filled(SENTINEL.split(asked)[::3], real)
        if texts is not None:
            for (place, style), text in zip(found, texts, strict=True):
                yield place, style, text
        elif len(found) == 1:
            yield *found[0], real


def _runs(places: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """Where places of one list begin and end, of those that are not parameters themselves."""
    start = 0
    for index in range(1, len(places) + 1):
        if index == len(places) or places[index][:-1] != places[start][:-1]:
            if len(places[start]) > 1:
                yield start, index
            start = index


def candidates(readings: Readings) -> list[str]:
    """The values that the readings of one place may come from: those that explain the most of them first."""
    if all(style == RAW for style, _ in readings):
        return [text for (_, text), _ in sorted(readings.items(), key=lambda r: (-r[1], r[0]))]
    texts = sorted(readings, key=lambda r: (r[0] != RAW, r[0], r[1]))
    written = dict.fromkeys(names.apply(text, [how]) for style, text in texts for how in _written(style))
    return sorted(written, key=lambda value: -_explained(value, readings))


def _written(style: str) -> Sequence[str]:
    return (RAW,) if style in (RAW, OTHER) else WRITTEN


def _explained(value: str, readings: Readings) -> int:
    return sum(n for (style, text), n in readings.items() if names.apply(value, [style or RAW]) == text)


def filled(pieces: Sequence[str], real: str) -> list[str] | None:
    """The values between these pieces of text that give `real`, each as short as can be; of values with nothing between
    them the first one has it all. None: it cannot be given.
    """
    if len(pieces) == 1:
        return [] if pieces[0] == real else None
    first, *middle, last = pieces
    if not (real.startswith(first) and real.endswith(last) and len(real) >= len(first) + len(last)):
        return None
    body, at, waiting = real[len(first) : len(real) - len(last)], 0, 1
    found: list[str] = []
    for piece in middle:
        if not piece:
            waiting += 1
            continue
        here = body.find(piece, at)
        if here < 0:
            return None
        found += [body[at:here], *[""] * (waiting - 1)]
        at, waiting = here + len(piece), 1
    return [*found, body[at:], *[""] * (waiting - 1)]
