"""XML from strangers: entities are refused, depth and number of elements are bounded, nothing is fetched.

The standard library's expat does it with two handlers; defusedxml (last release 2021) has no bound on depth or number.
"""

import xml.etree.ElementTree as ET
from xml.parsers import expat

from jigsmith.engines.gauges import records

DEPTH = 64
ELEMENTS = 2_000_000


def parse(data: bytes) -> ET.Element:
    """Return the root, names without their namespaces. Raises Unreadable."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    building = _Building()
    parser.StartElementHandler = building.start
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.tree.data
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 -- expat takes it by place alone
        return building.tree.close()
    except expat.ExpatError as error:
        raise records.Unreadable(f"it is not XML: {error}") from error
    except (AssertionError, LookupError, ValueError) as error:
        if isinstance(error, records.Unreadable):
            raise
        raise records.Unreadable(f"it is not XML: {error}") from error


class _Building:
    """A tree that is being built, within bounds."""

    def __init__(self) -> None:
        self.tree = ET.TreeBuilder()
        self._depth = 0
        self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self._depth += 1
        self._elements += 1
        if self._depth > DEPTH or self._elements > ELEMENTS:
            raise records.Unreadable(f"it has more than {DEPTH} levels or {ELEMENTS} elements")
        self.tree.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(self, name: str) -> None:
        """End it."""
        self._depth -= 1
        self.tree.end(_local(name))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _refuse(*_: object) -> int:
    raise records.Unreadable("it declares entities, which no report needs")
