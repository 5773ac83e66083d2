"""Shapes: what is known of a value before there is one: text, a list of something, a table with its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jigsmith.engines.templates import names, records

Key = tuple[str, ...]
"""Of a parameter or of a field of its items: ("fields", "type")."""
_SAME = frozenset({"selectattr", "rejectattr", "select", "reject", "sort", "list", "reverse", "unique"})
_ONE = frozenset({"first", "last", "min", "max", "random"})
_BY_FIELD = {"selectattr": 0, "rejectattr": 0}


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a value."""

    kind: str = "any"
    """`any`: nothing is known; `text`, `number`, `boolean`, `list`, `table`."""
    item: "Shape | None" = None
    """Of a list: what each item is."""
    fields: Mapping[str, "Shape"] | None = field(default=None, hash=False)
    """Of a table; None: it may have any."""
    key: Key = ()
    """Which parameter or field it is; nothing: neither."""
    parameter: records.Parameter | None = field(default=None, hash=False)
    """What is declared for it."""


ANY = Shape()
TEXT = Shape("text")
_KINDS = {"string": "text", "choice": "any", "integer": "number", "number": "number", "boolean": "boolean"}


def of(parameter: records.Parameter, key: Key) -> Shape:
    """The shape of the values of a parameter."""
    if parameter.type in ("list", "table"):
        fields = None if parameter.items is None else _fields(parameter.items, key)
        if parameter.type == "table":
            return Shape("table", None, fields, key, parameter)
        plain = ANY if parameter.choices else TEXT
        item = plain if fields is None else Shape("table", None, fields)
        return Shape("list", item, None, key, parameter)
    return Shape(_KINDS[parameter.type], None, None, key, parameter)


def _fields(items: Mapping[str, records.Parameter], key: Key) -> dict[str, Shape]:
    return {name: of(inner, (*key, name)) for name, inner in items.items()}


def item_of(shape: Shape) -> Shape:
    """What a loop over a value gives."""
    if shape.kind == "list" and shape.item:
        return shape.item
    return TEXT if shape.kind == "table" else ANY


def filtered(shape: Shape, name: str) -> Shape:
    """What a filter makes of a value."""
    if name in _SAME and shape.kind == "list":
        return Shape("list", shape.item)
    if name in _ONE and shape.kind == "list":
        return item_of(shape)
    return TEXT if name in names.STYLES else ANY


def keeps_items(name: str) -> bool:
    """Whether a filter looks at a list without giving away what is in the items."""
    return name in _SAME or name in _ONE or name in ("length", "count")


def table(fields: Mapping[str, Shape]) -> Shape:
    """A table of which all fields are known."""
    return Shape("table", None, fields)
