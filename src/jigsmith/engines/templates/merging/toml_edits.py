"""TOML: read and edited by tomlkit, which keeps comments and layout."""

import copy
import tomllib
from collections.abc import Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from jigsmith.engines.templates.merging.nodes import Node, Part, Unfit

Keys = Sequence[str | int]
_FAILURES = (TOMLKitError, AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What tomlkit raises where a table would become something else, or something else a table."""


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
        """The document as it is now. Unfit: it cannot be written."""
        try:
            return tomlkit.dumps(self.ours)
        except _FAILURES as error:
            raise Unfit(str(error)) from error

    def put(self, place: Keys, source: Keys, *, insert: bool) -> None:
        """Put what the other document has at `source` to `place`; `insert`: as one more item of a list."""
        try:
            found = copy.deepcopy(_at(self.theirs, source))
            container: Any = _at(self.ours, place[:-1])
            if insert and isinstance(place[-1], int):
                container.insert(place[-1], found)
            else:
                container[place[-1]] = found
        except _FAILURES as error:
            raise Unfit(str(error)) from error

    def drop(self, place: Keys) -> None:
        """Take out what is at `place`."""
        try:
            container: Any = _at(self.ours, place[:-1])
            del container[place[-1]]
        except _FAILURES as error:
            raise Unfit(str(error)) from error


def _at(document: Any, keys: Keys) -> Any:
    for key in keys:
        document = document[key]
    return document
