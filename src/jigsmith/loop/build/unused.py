"""Unused: parameters that no text of a template takes: what was aligned had brought them, and was not kept."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from jigsmith.engines.templates import records
from jigsmith.engines.templates.linting import check

Values = Mapping[str, Mapping[int, Any]]
"""Of each parameter, in the instances."""


def dropped(template: records.Template, values: Values) -> tuple[records.Template, Values]:
    """The template without the parameters and the fields of items that nothing uses, and their values without them."""
    while unused := check.unused(template):
        template = msgspec.structs.replace(template, parameters=dict(_kept(template.parameters, unused, ())))
        values = {name: _without(each, unused, name) for name, each in values.items() if name in template.parameters}
    return template, values


def _kept(
    parameters: Mapping[str, records.Parameter], unused: set[tuple[str, ...]], above: tuple[str, ...]
) -> Iterator[tuple[str, records.Parameter]]:
    for name, each in parameters.items():
        key = (*above, name)
        if key not in unused:
            items = dict(_kept(each.items, unused, key)) or None if each.items else each.items
            yield name, msgspec.structs.replace(each, items=items)


def _without(values: Mapping[int, Any], unused: set[tuple[str, ...]], *above: str) -> dict[int, Any]:
    return {number: _bare(value, unused, above) for number, value in values.items()}


def _bare(value: Any, unused: set[tuple[str, ...]], above: tuple[str, ...]) -> Any:
    """A value without the fields that are not used."""
    if isinstance(value, list):
        return [_bare(item, unused, above) for item in value]
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if (*above, key) not in unused}
        return {key: _bare(item, unused, (*above, key)) for key, item in kept.items()}
    return value
