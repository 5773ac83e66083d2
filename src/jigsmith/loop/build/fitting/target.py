"""Target: what it costs to type the values of a template, and to put right what it makes of them.

The cost is counted in words: those of the values, and those to insert and to delete in what is rendered. Thousands of
values are tried for one fit, so nothing is worked out twice: values, lines and texts are kept once they are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from rapidfuzz.distance import Indel

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.loop.build import plan
from jigsmith.loop.build.fitting import values
from jigsmith.loop.build.fitting.values import Params

NEVER = float("inf")


def decoded(data: bytes) -> str:
    """The text of a file as it is compared: without a byte order mark, with line feeds."""
    return data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")


class Target:
    """The files that a template is to come near to. Values handed in are never changed afterwards."""

    def __init__(self, template: formats.Template, name: str, files: Mapping[str, bytes]) -> None:
        self.template = template
        self.files = files
        self.texts = {path: decoded(data) for path, data in files.items()}
        self.tries = 0  # renderings so far
        self.values = values.Values(template, name)
        self._codes = _Codes()
        self._words = {path: self._codes.text(text) for path, text in self.texts.items()}
        self.size = sum(len(text) for text in self._words.values())  # words of all files
        self._parts = [_Part(template, file) for file in template.files]
        self._known: dict[tuple[int, ...], _Made | None] = {}
        self._distances: dict[int, int] = {}

    def rendered(self, params: Params) -> dict[str, bytes]:
        """The files that the template makes, by path; JigError where it cannot."""
        found = render.render_values(self.template, self.values.complete(params))
        return {r.path: r.data for r in found if r.data is not None}

    def cost(self, params: Params) -> float:
        """Words to type; infinite for values that the template refuses."""
        return self.tried(params).cost

    def tried(self, params: Params) -> Tried:
        """What becomes of some values."""
        made = self._made(params)
        return Tried(params, made, made.wrong + self.values.typed(params) if made else NEVER)

    def better(self, new: Tried, old: Tried, *, exactly: bool = False) -> bool:
        """Whether values cost less; of two that cost the same, whether fewer lines are wrong by white space.

        With `exactly` it is first of all what is wrong that counts, words and then lines.
        """
        if new.made is None or old.made is None:
            return new.made is not None
        left, right = (t.made.wrong if exactly and t.made else t.cost for t in (new, old))
        if left == right and new.made is not old.made:
            left, right = self._lines(new.made), self._lines(old.made)
        return left < right or (left == right and new.cost < old.cost)

    def _made(self, params: Params) -> _Made | None:
        try:
            complete = self.values.complete(params)
            found = [rendered for part in self._parts if (rendered := part.made(complete))]
        except errors.JigError:
            return None
        key = tuple(map(id, found))
        if key not in self._known:
            self.tries += 1
            self._known[key] = self._compared(found)
        return self._known[key]

    def _compared(self, found: Sequence[render.Rendered]) -> _Made | None:
        made = {r.path: r.data for r in found if r.data is not None}
        if len({r.path for r in found}) < len(found):
            return None
        wrong = sum(self._distance(r) for r in found if r.data is not None)
        return _Made(made, wrong + sum(len(words) for path, words in self._words.items() if path not in made))

    def _distance(self, made: render.Rendered) -> int:
        if id(made) not in self._distances:
            words = self._codes.text(decoded(made.data or b""))
            self._distances[id(made)] = int(Indel.distance(words, self._words.get(made.path, "")))
        return self._distances[id(made)]

    def _lines(self, made: _Made) -> float:
        if made.lines is None:
            exact, residue, _ = self._residue(made.files)
            made.lines = residue if exact else residue + 0.5
        return made.lines

    def residue(self, params: Params) -> tuple[bool, int, int]:
        """Whether the files come out byte for byte; lines to insert and to delete; lines that come out."""
        found = render.render(self.template, self.values.name, params)
        return self._residue({r.path: r.data for r in found if r.data is not None})

    def _residue(self, rendered: Mapping[str, bytes]) -> tuple[bool, int, int]:
        residue = made = 0
        for path, data in self.files.items():
            mine, real = (decoded(d).splitlines() for d in (rendered.get(path, b""), data))
            wrong = int(Indel.distance(mine, real))
            residue += wrong
            made += (len(mine) + len(real) - wrong) // 2
        return all(rendered.get(p) == d for p, d in self.files.items()), residue, made


@dataclass(slots=True)
class _Made:
    """What the template makes of some values."""

    files: Mapping[str, bytes]
    wrong: int  # words to insert and to delete
    lines: float | None = None  # lines to insert and to delete, and a half where any byte is wrong


@dataclass(frozen=True, slots=True)
class Tried:
    """Values, what the template makes of them (None: nothing, it refuses them) and what they cost in words."""

    params: Params
    made: _Made | None
    cost: float


class _Part:
    """One file of the template, rendered once for the values that it is made of."""

    def __init__(self, template: formats.Template, file: formats.File) -> None:
        self._template = msgspec.structs.replace(template, files=[file])
        texts = [t for t in (file.path, file.link) if t]
        when = [f"{{{{ {file.when} }}}}"] if isinstance(file.when, str) else []
        self._uses = [
            values.variables(template.delimiters, texts),
            values.variables(None, when),
            values.variables(file.delimiters or template.delimiters, [file.content or ""]),
        ]
        self._known: dict[tuple[Any, ...], render.Rendered | None] = {}

    def made(self, given: Params) -> render.Rendered | None:
        """The file for completed values; None if it is left out."""
        every = None in self._uses
        used = [v for k, v in given.items() if every or any(k in uses for uses in self._uses if uses)]
        key = tuple(tuple(map(id, value)) if isinstance(value, list) else id(value) for value in used)
        if key not in self._known:
            self._known[key] = next(iter(render.render_values(self._template, given)), None)
        return self._known[key]


@dataclass(slots=True)
class _Codes:
    """Texts with one character for each word; words do not go over lines, of which most are seen again."""

    words: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        return "".join([self.lines.get(line) or self._line(line) for line in text.split("\n")])

    def _line(self, line: str) -> str:
        self.lines[line] = plan.coded(line, self.words)
        return self.lines[line]
