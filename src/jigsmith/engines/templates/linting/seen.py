"""Seen: which parameters and fields all texts of a template use, and how."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from jigsmith.engines.templates import records
from jigsmith.engines.templates.linting import shapes
from jigsmith.engines.templates.linting.nodes import Node


@dataclass(slots=True)
class Seen:
    """What all texts of a template use."""

    used: Counter[shapes.Key] = field(default_factory=Counter)
    """How often each parameter and field is."""
    compared: Counter[shapes.Key] = field(default_factory=Counter)
    """How often of these it is compared with a value that is written there."""
    values: dict[shapes.Key, set[object]] = field(default_factory=dict)
    """The values that each is compared with."""

    def whole(self, shape: shapes.Shape) -> None:
        """Take note that all of a value is used."""
        for inner in [*([shape.item] if shape.item else []), *(shape.fields or {}).values()]:
            if inner.key:
                self.used[inner.key] += 1
            self.whole(inner)


def guarded(node: Node) -> Iterator[str]:
    """The names that an expression asks about before it takes them: `x is defined`, `x | default(...)`."""
    asks = (node.kind == "test" and node.value in ("defined", "undefined")) or (
        node.kind == "filter" and node.value in ("default", "d")
    )
    if asks and node.parts[0].kind == "name":
        yield str(node.parts[0].value)
    for part in node.parts:
        yield from guarded(part)


def of_parameters(parameters: dict[str, records.Parameter]) -> dict[str, shapes.Shape]:
    """The names that parameters give, and what is known of each."""
    found = {key: shapes.of(parameter, (key,)) for key, parameter in parameters.items()}
    return {"name": shapes.Shape("text", None, None, ("name",), parameters.get("name")), **found}
