"""Conditions: whether a `when` can hold for any values at all, tried over all values that make a difference."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from jigsmith.engines.templates.linting import shapes
from jigsmith.engines.templates.linting.nodes import Node

MAX_TRIED = 5_000
_ORDERED = {"<": -1, ">": 1}


class _Unknown:
    """A value that nobody can tell; anything may be true of it."""


class _Other:
    """A value that is none of those written in the conditions, and not empty."""


UNKNOWN = _Unknown()
OTHER = _Other()
Values = Mapping[shapes.Key, object]


def can_hold(conditions: Sequence[Node], names: Mapping[str, shapes.Shape]) -> bool:
    """Whether all the conditions can be true together. True where that cannot be told."""
    domains: dict[shapes.Key, list[object]] = {}
    for node in conditions:
        for key, shape in _atoms(node, names):
            domains.setdefault(key, _domain(shape))
    for node in conditions:
        for key, value in _constants(node, names):
            if key in domains and OTHER in domains[key] and value not in domains[key]:
                domains[key].append(value)
    if prod(len(domain) for domain in domains.values()) > MAX_TRIED:
        return True
    tried = (dict(zip(domains, chosen, strict=True)) for chosen in product(*domains.values()))
    return any(all(_truth(_value(node, names, values)) is not False for node in conditions) for values in tried)


def _domain(shape: shapes.Shape) -> list[object]:
    parameter = shape.parameter
    if parameter and parameter.type == "choice":
        return list(parameter.choices)
    if shape.kind == "boolean":
        return [True, False]
    return [OTHER, ""]


def _place(node: Node, names: Mapping[str, shapes.Shape]) -> tuple[shapes.Key, shapes.Shape] | None:
    """The parameter or field that an expression is, by how it is written, and its shape."""
    if node.kind == "name" and str(node.value) in names:
        return (str(node.value),), names[str(node.value)]
    if node.kind == "attribute" and (base := _place(node.parts[0], names)):
        shape = (base[1].fields or {}).get(str(node.value))
        return ((*base[0], str(node.value)), shape) if shape else None
    return None


def _atoms(node: Node, names: Mapping[str, shapes.Shape]) -> Iterator[tuple[shapes.Key, shapes.Shape]]:
    found = _place(node, names)
    if found and (found[1].key or found[1].kind == "boolean"):
        yield found
        return
    for part in node.parts:
        yield from _atoms(part, names)


def _constants(node: Node, names: Mapping[str, shapes.Shape]) -> Iterator[tuple[shapes.Key, object]]:
    """Each value that is written, with the parameter beside it."""
    places = [found for part in node.parts if (found := _place(part, names))]
    flat = [inner for part in node.parts for inner in (part, *(part.parts if part.kind == "list" else ()))]
    for key, _ in places:
        yield from ((key, part.value) for part in flat if part.kind == "constant")
    for part in node.parts:
        yield from _constants(part, names)


def _truth(value: object) -> bool | None:
    return None if value is UNKNOWN else bool(value)


def _value(node: Node, names: Mapping[str, shapes.Shape], values: Values) -> object:
    found = _place(node, names)
    if found:
        return values.get(found[0], UNKNOWN)
    if node.kind == "constant":
        return node.value
    if node.kind == "list":
        return [_value(part, names, values) for part in node.parts]
    if node.kind in ("operation", "test"):
        return _operation(str(node.value), [_value(part, names, values) for part in node.parts])
    return UNKNOWN


def _operation(operator: str, parts: Sequence[object]) -> object:
    if operator in ("and", "or"):
        return _joined(operator, [_truth(part) for part in parts])
    if operator == "not":
        truth = _truth(parts[0])
        return UNKNOWN if truth is None else not truth
    if operator in ("==", "eq", "equalto", "!=", "ne") and len(parts) > 1:
        same = _equal(parts[0], parts[1])
        return UNKNOWN if same is None else same is (operator not in ("!=", "ne"))
    if operator in ("in", "not in") and len(parts) > 1 and isinstance(parts[1], list):
        among = _joined("or", [_equal(parts[0], part) for part in parts[1]])
        return UNKNOWN if among is UNKNOWN else bool(among) is (operator == "in")
    return _order(operator, parts)


def _order(operator: str, parts: Sequence[object]) -> object:
    numbers = [part for part in parts if isinstance(part, int | float) and not isinstance(part, bool)]
    if operator[:1] not in _ORDERED or len(numbers) != len(parts):
        return UNKNOWN
    (left, right), sign = numbers, _ORDERED[operator[0]]
    return (left - right) * sign > 0 or (operator.endswith("=") and left == right)


def _joined(operator: str, truths: Sequence[bool | None]) -> object:
    decisive = operator == "or"
    if decisive in truths:
        return decisive
    return UNKNOWN if None in truths else not decisive


def _equal(left: object, right: object) -> bool | None:
    if left is UNKNOWN or right is UNKNOWN or (left is OTHER and right is OTHER):
        return None
    if isinstance(left, list) or isinstance(right, list) or isinstance(left, bool) != isinstance(right, bool):
        return None
    return left is right if OTHER in (left, right) else left == right
