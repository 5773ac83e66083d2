"""Fitting: the parameter values with which a template comes nearest to files that exist.

Nearest is least to type: the words of the values, and the words to insert and delete in what is rendered. Options are
tried one after the other; texts and lists are read off by rendering the template with a sentinel for each and
anti-unifying that with the real files. Whatever does not lower the cost is left at its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.templates import format as formats
from jigsmith.loop.build import reading
from jigsmith.loop.build.target import Params, Target, decoded, typed

__all__ = ["Fit", "fit", "typed"]
ROUNDS = 2
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
    goal = Target(template, name, files)
    params: Params = {}
    for _ in range(ROUNDS):
        params = _options(goal, params)
        params = _texts_and_lists(goal, params)
    params = _pruned(goal, _options(goal, params))
    return Fit(params, *goal.residue(params))


def _options(goal: Target, params: Params) -> Params:
    """The options and choices set one after the other, each as it costs least."""
    for name, parameter in goal.template.parameters.items():
        if parameter.type == "list" and parameter.choices:
            params = _parts(goal, params, name, parameter)
            continue
        values = _alternatives(parameter)
        params = min([params, *({**params, name: v} for v in values)], key=goal.cost) if values else params
    return params


def _parts(goal: Target, params: Params, name: str, parameter: formats.Parameter) -> Params:
    """The list with each of its choices taken in or left out, one after the other."""
    for choice in parameter.choices:
        chosen = params.get(name, parameter.default)
        other = [c for c in parameter.choices if (c in chosen) != (c == choice)]
        params = min([params, {**params, name: other}], key=goal.cost)
    return params


def _alternatives(parameter: formats.Parameter) -> list[Any]:
    if parameter.type == "boolean":
        return [True, False]
    return list(parameter.choices) if parameter.type == "choice" else []


def _pruned(goal: Target, params: Params) -> Params:
    """Without the values that cost more than they save, or that are the defaults."""
    defaults = goal.values.complete({})
    params = {k: v for k, v in params.items() if v != defaults[k]}
    for name in list(params):
        without = {k: v for k, v in params.items() if k != name}
        if goal.cost(without) < goal.cost(params):
            params = without
    return params


def _texts_and_lists(goal: Target, params: Params) -> Params:
    sentinels = reading.Sentinels()
    asked = {n: sentinels.value(n, p) for n, p in goal.template.parameters.items() if _readable(p)}
    try:
        rendered = goal.render({**params, **asked})
    except errors.JigError:
        return params
    found, reader = reading.Found(), reading.Reader(sentinels)
    for path, data in rendered.items():
        if path in goal.texts:
            reader.read(decoded(data), goal.texts[path], found)
    empty: list[tuple[str, Any]] = [
        (n, []) for n, p in goal.template.parameters.items() if p.type == "list" and _readable(p)
    ]
    for name, value in [*empty, *found.values().items()]:
        better = _item_options(goal, {**params, name: value}, name)
        if goal.cost(better) <= goal.cost(params):
            params = better
    return params


def _item_options(goal: Target, params: Params, name: str) -> Params:
    """The options of the items of a list set one after the other, each as it costs least."""
    fields = goal.template.parameters[name].items or {}
    options = {n: _alternatives(p) for n, p in fields.items() if p.type in ("boolean", "choice")}
    for index in range(min(len(params[name]), MOST_ITEMS) if options else 0):
        for option, values in options.items():
            tried = [{**params, name: _with(params[name], index, option, v)} for v in values]
            params = min([params, *tried], key=goal.cost)
    return params


def _with(items: list[Any], index: int, option: str, value: Any) -> list[Any]:
    return [*items[:index], {**items[index], option: value}, *items[index + 1 :]]


def _readable(parameter: formats.Parameter) -> bool:
    return parameter.type in ("string", "list") and parameter.pattern is None and not parameter.choices
