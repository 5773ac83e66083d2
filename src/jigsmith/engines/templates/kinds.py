"""Kinds of values: what each type of parameter takes."""

from typing import Any

from jigsmith.engines.templates import records


def wanted(parameter: records.Parameter) -> str:
    """What values of a parameter are, in words, for messages."""
    if parameter.type == "choice":
        return f"one of {', '.join(str(choice) for choice in parameter.choices)}"
    words = {"string": "a string", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
    return words.get(parameter.type, "a list" if parameter.type == "list" else "a table (a mapping)")


def fits(value: Any, parameter: records.Parameter) -> bool:
    """Whether `value` is of the type of `parameter`, fields of items left aside. A choice may be an expression."""
    if parameter.type == "choice":
        exact = any(value == choice and type(value) is type(choice) for choice in parameter.choices)
        return exact or (isinstance(value, str) and "{" in value)
    if parameter.type in ("integer", "number"):
        kinds = int if parameter.type == "integer" else (int, float)
        return isinstance(value, kinds) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "boolean": bool, "list": list, "table": dict}[parameter.type])
