"""Schema: the parameters of a template as a JSON schema, for clients that fill them in."""

from collections.abc import Mapping
from typing import Any

import msgspec

from jigsmith.engines.templates import records as templates

_TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


def of(parameters: Mapping[str, templates.Parameter]) -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of an object that gives these parameters; `name` is given apart."""
    fields = {key: _parameter(parameter) for key, parameter in parameters.items() if key != "name"}
    required = [key for key, parameter in parameters.items() if parameter.required and key != "name"]
    found: dict[str, Any] = {"type": "object", "properties": fields, "additionalProperties": False}
    return found | {"required": required} if required else found


def _parameter(parameter: templates.Parameter) -> dict[str, Any]:
    found = _type(parameter)
    if parameter.help:
        found["description"] = parameter.help
    if parameter.pattern is not None:
        found["pattern"] = f"^(?:{parameter.pattern})$"
    if parameter.default is not msgspec.UNSET:
        found["default"] = parameter.default
    if parameter.examples:
        found["examples"] = parameter.examples
    return found


def _type(parameter: templates.Parameter) -> dict[str, Any]:
    if parameter.type == "choice":
        return {"enum": list(parameter.choices)}
    if parameter.type == "list":
        return {"type": "array", "items": {"type": "string"} if parameter.items is None else of(parameter.items)}
    if parameter.type == "table":
        return {"type": "object"} if parameter.items is None else of(parameter.items)
    return {"type": _TYPES[parameter.type]}
