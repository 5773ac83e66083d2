"""JSON, with comments and trailing commas as tsconfig.json has them, read into nodes."""

import json
import re

from jigsmith.engines.templates.merging.nodes import Node, Part, Unfit

MAX_DEPTH = 200
_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_WORD = re.compile(r"-?[\w.+-]+")


def read(text: str) -> Node:
    """The document. Unfit: it is not valid."""
    reader = _Reader(text)
    try:
        node = reader.value(_skip(text, 0), 0)
    except ValueError as error:
        raise Unfit(str(error)) from error
    if _skip(text, node.end) != len(text):
        raise Unfit(f"more than one value, at character {node.end}")
    return node


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text

    def value(self, at: int, depth: int) -> Node:
        opening = self.text[at : at + 1]
        if opening in ("{", "["):
            if depth > MAX_DEPTH:
                raise Unfit(f"nested deeper than {MAX_DEPTH} levels")
            return self.container(at, depth, closing="}" if opening == "{" else "]")
        match = (_STRING if opening == '"' else _WORD).match(self.text, at)
        if not match:
            raise Unfit(f"no value at character {at}")
        return Node("scalar", at, match.end(), json.loads(match[0]))

    def container(self, at: int, depth: int, *, closing: str) -> Node:
        node = Node("map" if closing == "}" else "list", at)
        here = _skip(self.text, at + 1)
        while self.text[here : here + 1] != closing:
            part = self.member(here, depth) if closing == "}" else Part(None, here, self.value(here, depth + 1))
            node.parts.append(part)
            here = _skip(self.text, part.end)
            if self.text[here : here + 1] == ",":
                here = _skip(self.text, here + 1)
            elif self.text[here : here + 1] != closing:
                raise Unfit(f"no comma at character {here}")
        node.end = here + 1
        if node.kind == "map" and len(node.keys()) < len(node.parts):
            raise Unfit("a key is there twice")
        return node

    def member(self, at: int, depth: int) -> Part:
        match = _STRING.match(self.text, at)
        colon = _skip(self.text, match.end()) if match else at
        if not match or self.text[colon : colon + 1] != ":":
            raise Unfit(f"no key at character {at}")
        return Part(json.loads(match[0]), at, self.value(_skip(self.text, colon + 1), depth + 1))
