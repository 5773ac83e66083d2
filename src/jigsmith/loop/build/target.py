"""Target: what it costs to type the values of a template, and to put right what it makes of them.

The cost is counted in words: those of the values, and those to insert and to delete in what is rendered. Thousands of
values are tried for one fit, so nothing is worked out twice: values, lines and texts are kept once they are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from minijinja import TemplateError
from rapidfuzz.distance import Indel

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, render
from jigsmith.engines.templates import format as formats
from jigsmith.loop.build import plan

NEVER = float("inf")
Params = dict[str, Any]


def typed(value: Any) -> int:
    """Words typed to give a value: those of all values in it, and one for each option."""
    if isinstance(value, dict):
        return sum(typed(v) for v in value.values())
    if isinstance(value, list):
        return sum(typed(v) for v in value)
    return 1 if isinstance(value, bool) or value is None else plan.count_words(str(value))


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
        self.values = _Values(template, name)
        self._codes = _Codes()
        self._words = {path: self._codes.text(text) for path, text in self.texts.items()}
        self._known: dict[str, float] = {}
        self._distances: dict[tuple[str, str], int] = {}

    def render(self, params: Params) -> dict[str, bytes]:
        """The files that the template makes, by path; JigError where it cannot."""
        found = render.render_values(self.template, self.values.complete(params))
        return {r.path: r.data for r in found if r.data is not None}

    def cost(self, params: Params) -> float:
        """Words to type; infinite for values that the template refuses."""
        key = repr(params)
        if key not in self._known:
            self._known[key] = self._cost(params)
        return self._known[key]

    def _cost(self, params: Params) -> float:
        self.tries += 1
        try:
            rendered = self.render(params)
        except errors.JigError:
            return NEVER
        every = self._words.keys() | rendered.keys()
        return typed(params) + sum(self._distance(p, rendered.get(p, b"")) for p in every)

    def _distance(self, path: str, data: bytes) -> int:
        text = decoded(data)
        if (path, text) not in self._distances:
            words = self._words.get(path, "")
            self._distances[path, text] = int(Indel.distance(self._codes.text(text), words))
        return self._distances[path, text]

    def residue(self, params: Params) -> tuple[bool, int, int]:
        """Whether the files come out byte for byte; lines to insert and to delete; lines that come out."""
        rendered = self.render(params)
        residue = made = 0
        for path, data in self.files.items():
            mine, real = (decoded(d).splitlines() for d in (rendered.get(path, b""), data))
            wrong = int(Indel.distance(mine, real))
            residue += wrong
            made += (len(mine) + len(real) - wrong) // 2
        return all(rendered.get(p) == d for p, d in self.files.items()), residue, made


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


class _Values:
    """The values of all parameters, as `render.complete` gives them, each worked out once for what it depends on."""

    def __init__(self, template: formats.Template, name: str) -> None:
        self.template = template
        self.name = name
        own = {key: p for key, p in template.parameters.items() if key != "name"}
        self._needs = {key: _needs(template, p, list(own)[:i]) for i, (key, p) in enumerate(own.items())}
        self._known: dict[tuple[Any, ...], Any] = {}
        self._kept: list[Any] = []  # items are known by their id: they must not be thrown away

    def complete(self, params: Params) -> Params:
        """The value of every parameter; ParameterInvalid as `render.complete`."""
        found: Params = {"name": self.name}
        for key, needs in self._needs.items():
            scope = {need: found[need] for need in needs}
            listed = self.template.parameters[key].items is not None and isinstance(params.get(key), list)
            found[key] = self._items(key, params[key], scope) if listed else self._value(key, params, scope)
        return found

    def _value(self, key: str, params: Params, scope: Params) -> Any:
        given = {key: params[key]} if key in params else {}
        known = key, repr(given), repr(scope)
        if known not in self._known:
            self._known[known] = self._complete(key, given, scope)
        return self._known[known]

    def _items(self, key: str, items: Sequence[Any], scope: Params) -> list[Any]:
        within = repr(scope) if scope else ""
        return [self._item(key, item, scope, within) for item in items]

    def _item(self, key: str, item: Any, scope: Params, within: str) -> Any:
        known = key, id(item), within
        if known not in self._known:
            self._known[known] = self._complete(key, {key: [item]}, scope)[0]
            self._kept.append(item)
        return self._known[known]

    def _complete(self, key: str, given: Params, scope: Params) -> Any:
        """The value of one parameter, in a template that has it and what it needs alone."""
        asked = {k: p for k, p in self.template.parameters.items() if k in (key, "name") or k in scope}
        alone = msgspec.structs.replace(self.template, parameters=asked)
        return render.complete(alone, self.name, {**scope, **given})[key]


def _needs(template: formats.Template, parameter: formats.Parameter, before: Sequence[str]) -> list[str]:
    """The parameters that the defaults of this one are made of, of those before it."""
    engine = expressions.environment(template.delimiters)
    try:
        read = {n for text in _defaults(parameter) for n in engine.undeclared_variables_in_str(text)}
    except TemplateError:
        return list(before)
    return [key for key in before if key in read]


def _defaults(value: Any) -> list[str]:
    """Every text in the defaults of a parameter and of its fields."""
    if isinstance(value, formats.Parameter):
        return [t for v in (value.default, *(value.items or {}).values()) for t in _defaults(v)]
    if isinstance(value, dict | list):
        return [t for v in (value.values() if isinstance(value, dict) else value) for t in _defaults(v)]
    return [value] if isinstance(value, str) else []
