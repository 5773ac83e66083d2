"""Defaults: for each parameter the value with which the template, given a name and nothing else, comes nearest to the
instances that it was made from. What is measured is what would be left to type: words to delete and to insert.

A value that only one instance has is judged by the others: of course it suits the one that it was taken from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, render
from jigsmith.engines.templates import format as formats
from jigsmith.engines.trees import syntax
from jigsmith.loop.build import plan

SAMPLE = 24  # instances on which defaults are tried
LONGEST = 20_000  # characters of a value by which values are compared
TRIED = 5  # values of a parameter that are tried
GAIN = 0.002  # share of an instance's words that another default must save on average
NEARLY = 0.9  # share of the items that have a field which a whole item has
ROUNDS = 2  # how often all parameters are looked at


def settle(
    template: formats.Template,
    instances: Mapping[str, Sequence[str]],
    values: Mapping[str, Mapping[int, Any]],
) -> formats.Template:
    """The template with the defaults that leave least to do. `values`: for each parameter, those of the instances, by
    their place in `instances`.
    """
    every = list(instances)
    trial = _Trial(template, {n: instances[n] for n in every[:: -(-len(every) // SAMPLE)]})
    for _ in range(ROUNDS):
        before = trial.template
        for name in template.parameters:
            trial.settle(name, {every[o]: v for o, v in values[name].items()})
        if trial.template is before:
            break
    return trial.template


class _Trial:
    def __init__(self, template: formats.Template, instances: Mapping[str, Sequence[str]]) -> None:
        self.template = template
        self._codes: dict[str, str] = {}
        self._texts = {n: self._coded("\n".join(texts)) for n, texts in instances.items()}
        self._cost = self._costs(template)
        self._whole = self._parses(template)

    def settle(self, name: str, values: Mapping[str, Any]) -> None:
        """Gives one parameter the best default. `values`: those of the instances, by name."""
        parameter = self.template.parameters[name]
        for value in self._candidates(parameter, list(values.values())):
            template = self._with(name, value)
            cost = self._costs(template)
            gain = float((self._cost - cost)[self._judges(value, values)].mean())
            if gain > GAIN and self._whole and not self._parses(template):
                whole = [i for i in value if self._parses(self._with(name, [i]))] if isinstance(value, list) else []
                template = self._with(name, whole)
                cost = self._costs(template)
                gain = float((self._cost - cost)[self._judges(value, values)].mean()) if whole else 0.0
            if gain > GAIN and self._parses(template) >= self._whole:
                self.template, self._cost = template, cost

    def _with(self, name: str, default: Any) -> formats.Template:
        """The template with another default for one parameter."""
        changed = msgspec.structs.replace(self.template.parameters[name], default=default)
        return msgspec.structs.replace(self.template, parameters={**self.template.parameters, name: changed})

    def _parses(self, template: formats.Template) -> bool:
        """Whether what a name alone makes has no syntax error, as far as there are grammars."""
        try:
            made = render.render(template, next(iter(self._texts)), {})
        except errors.JigError:
            return False
        return all(syntax.first_error(r.path, r.data or b"") is None for r in made)

    def _judges(self, value: Any, values: Mapping[str, Any]) -> NDArray[np.bool_]:
        """Which of the instances may judge a value: all but the only one that has it."""
        having = [n for n, v in values.items() if v == value]
        return np.array([having != [n] for n in self._texts])

    def _candidates(self, parameter: formats.Parameter, values: list[Any]) -> list[Any]:
        if parameter.type == "boolean":
            return [not parameter.default]
        if parameter.choices:
            return []
        if parameter.type == "list":
            needed = _needed(values, parameter.items or {})
            return [[], *_central([_different(items, needed) for items in values])]
        counted = Counter(v for v in values if v)
        return [expressions.literal(v) for v in _central([v for v in values if counted[v] > 1])]

    def _costs(self, template: formats.Template) -> NDArray[np.float64]:
        return np.array([self._left(template, n) for n in self._texts])

    def _left(self, template: formats.Template, name: str) -> float:
        """The share of the instance's words that is left to type, at most all of them."""
        try:
            made = render.render(template, name, {})
        except errors.JigError:
            return 1.0
        text = "\n".join((r.data or b"").decode("utf-8", "replace") for r in made)
        actual = self._texts[name]
        return min(1.0, Indel.distance(self._coded(text), actual) / max(1, len(actual)))

    def _coded(self, text: str) -> str:
        return plan.coded(text, self._codes)


def _needed(lists: Sequence[list[Any]], fields: Mapping[str, formats.Parameter]) -> frozenset[str]:
    """The fields without a default that nearly all items have."""
    items = [item for each in lists for item in each if isinstance(item, dict)]
    counted = Counter(name for item in items for name in item)
    return frozenset(n for n, count in counted.items() if count >= NEARLY * len(items) and fields[n].default == "")


def _different(items: list[Any], needed: frozenset[str]) -> list[Any]:
    """The items that have what they need, each once: nobody wants the same one twice from a template."""
    whole = [item for item in items if not isinstance(item, dict) or needed <= item.keys()]
    return [item for index, item in enumerate(whole) if item not in whole[:index]]


def _central(values: Sequence[Any]) -> list[Any]:
    """The most common values, and those most like all the others."""
    shown = {repr(v): v for v in values}
    if len(shown) < 2:
        return list(shown.values())
    counted = Counter(repr(v) for v in values)
    common = [k for k, n in counted.most_common(2) if n > 1]
    keys = sorted(shown)
    begun = [k[:LONGEST] for k in keys]
    likeness = process.cdist(begun, begun, scorer=Indel.normalized_similarity) @ [counted[k] for k in keys]
    central = [keys[i] for i in likeness.argsort(kind="stable")[::-1]]
    return [shown[k] for k in list(dict.fromkeys([*common, *central]))[:TRIED]]
