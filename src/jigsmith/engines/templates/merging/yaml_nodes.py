"""YAML read into nodes: one document, without anchors, aliases and tags, scalars by the core schema of YAML 1.2."""

from itertools import accumulate
from typing import Any

import yaml

from jigsmith.engines.templates import documents
from jigsmith.engines.templates.merging.nodes import Node, Part, Unfit

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


def read(text: str) -> Node:
    """The document. Unfit: it is not valid, or has what this does not know."""
    try:
        if any(isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) for event in _events(text)):
            raise Unfit("it has anchors")
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        raise Unfit(str(error)) from error
    if root is None:
        raise Unfit("it is empty")
    return _Reader(text).node(root)


def _events(text: str) -> Any:
    return yaml.parse(text, Loader=_LOADER)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def index(self, mark: Any) -> int:
        return int(min(self.lines[mark.line] + mark.column, len(self.text)))

    def node(self, found: Any) -> Node:
        start, end = self.index(found.start_mark), self.index(found.end_mark)
        if isinstance(found, yaml.ScalarNode):
            return self.scalar(found, start, end)
        if found.tag not in _TAGS:
            raise Unfit(f"it has the tag {found.tag}")
        node = Node("map" if isinstance(found, yaml.MappingNode) else "list", start, end, block=not found.flow_style)
        node.parts = self.members(found) if node.kind == "map" else self.items(found, node)
        if node.block:
            node.end = max(node.parts[-1].end, start) if node.parts else end
        if node.kind == "map" and len(node.keys()) < len(node.parts):
            raise Unfit("a key is there twice")
        return node

    def scalar(self, found: Any, start: int, end: int) -> Node:
        if found.tag.startswith("!"):
            raise Unfit(f"it has the tag {found.tag}")
        value = documents.plain(found.value) if not found.style else found.value
        if found.style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        return Node("scalar", start, end, value)

    def members(self, found: Any) -> list[Part]:
        parts = []
        for key, value in found.value:
            start = self.index(key.start_mark)
            if not isinstance(key, yaml.ScalarNode) or key.value == "<<" or self.text[start : start + 1] == "?":
                raise Unfit("a key is no plain word")
            parts.append(Part(key.value, start, self.node(value)))
        return parts

    def items(self, found: Any, node: Node) -> list[Part]:
        nodes = [self.node(each) for each in found.value]
        if not node.block:
            return [Part(None, each.start, each) for each in nodes]
        column = found.start_mark.column
        return [Part(None, self.dash(each, column), each) for each in nodes]

    def dash(self, item: Node, column: int) -> int:
        """Where the dash of an item stands: in the column of its list, on this line or above."""
        line = self.text.count("\n", 0, item.start)
        while line >= 0:
            at = self.lines[line] + column
            if self.text[at : at + 1] == "-" and at < item.start + (item.start == item.end):
                return at
            line -= 1
        raise Unfit("an item has no dash")
