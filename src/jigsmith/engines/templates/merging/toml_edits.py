"""TOML: read and edited by tomlkit, which keeps comments and layout."""

import copy
import tomllib
from collections.abc import Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from jigsmith.engines.templates.merging.nodes import Node, Part, Unfit

Keys = Sequence[str | int]


def read(text: str) -> Node:
    """The document. Unfit: it is not valid."""
    try:
        return _node(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unfit(str(error)) from error


def _node(value: Any) -> Node:
    if isinstance(value, dict):
        return Node("map", parts=[Part(key, 0, _node(each)) for key, each in value.items()])
    if isinstance(value, list):
        return Node("list", parts=[Part(None, 0, _node(each)) for each in value])
    return Node("scalar", value=value)


class Editor:
    """A document in which values are put, replaced and dropped by their keys."""

    def __init__(self, ours: str, theirs: str) -> None:
        try:
            self.ours, self.theirs = tomlkit.parse(ours), tomlkit.parse(theirs)
        except TOMLKitError as error:
            raise Unfit(str(error)) from error

    def text(self) -> str:
        """The document as it is now."""
        return tomlkit.dumps(self.ours)

    def put(self, place: Keys, source: Keys, *, insert: bool) -> None:
        """Put what the other document has at `source` to `place`; `insert`: as one more item of a list."""
        found = copy.deepcopy(_at(self.theirs, source))
        container: Any = _at(self.ours, place[:-1])
        try:
            if insert and isinstance(place[-1], int):
                container.insert(place[-1], found)
            else:
                container[place[-1]] = found
        except (TOMLKitError, TypeError, ValueError) as error:
            raise Unfit(str(error)) from error

    def drop(self, place: Keys) -> None:
        """Take out what is at `place`."""
        container: Any = _at(self.ours, place[:-1])
        try:
            del container[place[-1]]
        except (TOMLKitError, KeyError, IndexError) as error:
            raise Unfit(str(error)) from error


def _at(document: Any, keys: Keys) -> Any:
    for key in keys:
        document = document[key]
    return document
