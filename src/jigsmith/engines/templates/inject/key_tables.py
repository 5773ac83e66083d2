"""Keys of TOML files: decides what is to be put in; where it goes, `key_toml` knows."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.templates.inject import key_toml, text
from jigsmith.engines.templates.inject.shapes import Edit, Injection, Trees
from jigsmith.engines.templates.inject.values import New, Part, differs, expected, leaves, name_of, same


def edits(source: str, injection: Injection, path: Sequence[Part], new: New, *, trees: Trees | None) -> list[Edit]:
    """Set the key, one value after the other where it is a table that is there."""
    if any(isinstance(part, int) for part in path) or None in path[:-1]:
        raise injection.failed(f"`{injection.key}`: in TOML only the end can be an item", do="Say a.b or a.b[].")
    there = key_toml.document(source, injection, trees).data
    wanted, state, made = expected(there, path, new.data), source, list[Edit]()
    steps = leaves(there, path, new)
    for inner, value in steps:
        made = _one(state, injection, (inner, value.data), trees)
        state = text.spliced(state, made)
    if not same(_loaded(state), wanted):
        raise injection.failed(f"`{injection.key}` cannot be set in the layout that is there", do="Set it by hand.")
    return made if len(steps) == 1 else text.difference(source, state)


def without(source: str, injection: Injection, path: Sequence[Part], new: New, *, trees: Trees | None) -> str | None:
    """Take out an item of an array, or a line. None: it is not there, or says something else by now."""
    try:
        made = key_toml.without(key_toml.document(source, injection, trees), path, new.data)
    except errors.InjectFailed:
        return None
    return text.spliced(source, made) if made else None


def _one(source: str, injection: Injection, leaf: tuple[Sequence[Part], Any], trees: Trees | None) -> list[Edit]:
    """Set one key, or add one item."""
    path, data = leaf
    found = key_toml.document(source, injection, trees)
    there: Any = found.data
    for depth, part in enumerate(path):
        if part is None:
            break
        if not isinstance(there, dict):
            raise injection.failed(f"`{name_of(path[:depth])}` is no table, so that `{name_of(path)}` cannot be set")
        if part not in there:
            return _written(injection, key_toml.put, found, _with_list(path, data))
        there = there[part]
    if path[-1] is None:
        if not isinstance(there, list):
            raise injection.failed(f"`{name_of(path[:-1])}` is no list, so that nothing can be added to it")
        held = any(same(item, data) for item in there)
        return [] if held else _written(injection, key_toml.put, found, (path, data))
    if same(there, data):
        return []
    if injection.at != "replace":
        raise differs(injection, name_of(path), (there, data))
    return _written(injection, key_toml.replaced, found, (path, data))


def _with_list(path: Sequence[Part], data: Any) -> tuple[Sequence[Part], Any]:
    """Return a path and what goes there when nothing is there: an item comes with its list."""
    return (path[:-1], [data]) if path[-1] is None else (path, data)


def _written(injection: Injection, how: Any, found: key_toml.Document, leaf: tuple[Sequence[Part], Any]) -> list[Edit]:
    path, data = leaf
    try:
        made: list[Edit] = how(found, path, data)
    except ValueError as error:
        raise injection.failed(f"`{name_of(path)}` cannot be set: {error}", do="Correct the template.") from error
    return made


def _loaded(source: str) -> Any:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return None
