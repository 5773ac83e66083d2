"""Fitting: the parameter values with which a template comes nearest to files that exist.

Nearest is least to type: the words of the values, and the words to insert and delete in what is rendered. Options are
tried one after the other; texts and lists are read off by rendering the template with a sentinel for each and
anti-unifying that with the real files. Whatever does not lower the cost is left at its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import Indel

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.engines.templates import render
from jigsmith.loop.build import plan, reading

ROUNDS = 2
Params = dict[str, Any]
MOST_ITEMS = 40  # items of a list whose options are tried


@dataclass(frozen=True, slots=True)
class Fit:
    """The values found, only those that differ from their defaults; and what the template does not say."""

    params: Params
    exact: bool  # what is rendered is what is there, byte for byte
    residue_lines: int  # lines of the files that the render lacks, and lines it has too many
    made_lines: int = 0  # lines of the files that the render has, in their order


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
        return plan.coded(text, self.codes)

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

    def residue(self, params: Params) -> tuple[bool, int, int]:
        rendered = {r.path: r.data for r in render.render(self.template, self.name, params)}
        residue = made = 0
        for path, data in self.files.items():
            mine, real = (_decoded(d or b"").splitlines() for d in (rendered.get(path), data))
            wrong = int(Indel.distance(mine, real))
            residue += wrong
            made += (len(mine) + len(real) - wrong) // 2
        return all(rendered.get(p) == d for p, d in self.files.items()), residue, made


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
    sentinels = reading.Sentinels()
    asked = {n: sentinels.value(n, p) for n, p in target.template.parameters.items() if _readable(p)}
    try:
        rendered = target.render({**params, **asked})
    except errors.JigError:
        return params
    found, reader = reading.Found(), reading.Reader(sentinels)
    for path, text in rendered.items():
        if path in target.texts:
            reader.read(text, target.texts[path], found)
    empty: list[tuple[str, Any]] = [
        (n, []) for n, p in target.template.parameters.items() if p.type == "list" and _readable(p)
    ]
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
