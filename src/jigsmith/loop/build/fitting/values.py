"""Values: what parameters come to, for thousands of values that differ little: each part is worked out once.

What is the same is the same object each time, so that it can be known by its id; nothing is ever let go of. Values that
are handed in must never be changed afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from minijinja import TemplateError

from jigsmith.base import errors
from jigsmith.engines.templates import expressions, render
from jigsmith.engines.templates import format as formats
from jigsmith.loop.build import plan

UNSET = object()
NOTHING: dict[str, Any] = {}
Params = dict[str, Any]
Scope = Mapping[str, tuple[formats.Parameter | None, Any]]  # what a default can see: declared how, and the value


def typed(value: Any) -> int:
    """Words typed to give a value: those of all values in it, and one for each option."""
    if isinstance(value, dict):
        return sum(typed(v) for v in value.values())
    if isinstance(value, list):
        return sum(typed(v) for v in value)
    return 1 if isinstance(value, bool) or value is None else plan.count_words(str(value))


class Values:
    """The values of all parameters of a template for one name, as `render.complete` gives them."""

    def __init__(self, template: formats.Template, name: str) -> None:
        self.template = template
        self.name = name
        self._own = {key: p for key, p in template.parameters.items() if key != "name"}
        self._needs: dict[int, frozenset[str] | None] = {}
        self._known: dict[tuple[Any, ...], Any] = {}
        self._typed: dict[int, int] = {}
        self._kept: list[Any] = []

    def complete(self, params: Params) -> Params:
        """The value of every parameter; ParameterInvalid as `render.complete`, but for keys that are unknown."""
        return {"name": self.name, **self._fields(self._own, params, {"name": (None, self.name)})}

    def typed(self, value: Any) -> int:
        """Words typed to give a value; what was completed before is known."""
        if isinstance(value, list):
            return sum(self._typed[id(v)] if id(v) in self._typed else typed(v) for v in value)
        return sum(map(self.typed, value.values())) if isinstance(value, dict) else typed(value)

    def _fields(self, declared: Mapping[str, formats.Parameter], given: Params, scope: Scope) -> Params:
        seen = dict(scope)
        for key, parameter in declared.items():
            needs = self._needed(parameter)
            inner = dict(seen) if needs is None else {k: seen[k] for k in needs if k in seen} if needs else NOTHING
            seen[key] = parameter, self._value(parameter, given.get(key, UNSET), inner)
        return {key: seen[key][1] for key in declared}

    def _needed(self, parameter: formats.Parameter) -> frozenset[str] | None:
        if id(parameter) not in self._needs:
            self._needs[id(parameter)] = variables(self.template.delimiters, _defaults(parameter))
        return self._needs[id(parameter)]

    def _value(self, parameter: formats.Parameter, given: Any, scope: Scope) -> Any:
        within = repr([(key, value) for key, (_, value) in scope.items()]) if scope else ""
        if parameter.items is not None and isinstance(given, list):
            return [self._item(parameter, item, scope, within) for item in given]
        known = id(parameter), given if isinstance(given, str) else repr(given), type(given), within
        if known not in self._known:
            self._known[known] = self._complete(parameter, given, scope)
        return self._known[known]

    def _item(self, parameter: formats.Parameter, item: Params, scope: Scope, within: str) -> Any:
        known = id(parameter), id(item), within
        if known not in self._known:
            same = id(parameter), repr(item), within
            unknown = [key for key in item if key not in (parameter.items or {})]
            if unknown:
                raise errors.ParameterInvalid(f"an item has no field {unknown[0]!r}")
            if same not in self._known:
                self._known[same] = self._fields(parameter.items or {}, item, scope)
            self._known[known] = self._known[same]
            self._typed[id(item)] = self.typed(item)
            self._kept.append(item)
        return self._known[known]

    def _complete(self, parameter: formats.Parameter, given: Any, scope: Scope) -> Any:
        """The value of one parameter: as the only field of a list, next to what it needs."""
        beside = {key: own for key, (own, _) in scope.items() if own}
        key = next(k for k in ("value", *(f"value{n}" for n in range(len(scope) + 1))) if k not in scope)
        fields = formats.Parameter(type="list", items={**beside, key: parameter})
        top = {k: p for k, p in self.template.parameters.items() if k == "name"}
        alone = msgspec.structs.replace(self.template, parameters={**top, "items": fields})
        item = {k: v for k, (own, v) in scope.items() if own} | ({} if given is UNSET else {key: given})
        return render.complete(alone, self.name, {"items": [item]})["items"][0][key]


def variables(marks: formats.Delimiters | None, texts: Sequence[str]) -> frozenset[str] | None:
    """The variables in texts of a template; None if they cannot be told."""
    engine = expressions.environment(marks)
    try:
        return frozenset(n for text in texts for n in engine.undeclared_variables_in_str(text))
    except TemplateError:
        return None


def _defaults(value: Any) -> list[str]:
    """Every text in the defaults of a parameter and of its fields."""
    if isinstance(value, formats.Parameter):
        return [t for v in (value.default, *(value.items or {}).values()) for t in _defaults(v)]
    if isinstance(value, dict | list):
        return [t for v in (value.values() if isinstance(value, dict) else value) for t in _defaults(v)]
    return [value] if isinstance(value, str) else []
