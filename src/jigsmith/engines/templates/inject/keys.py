"""Key: sets a value in a JSON, TOML or YAML file; everything else in it stays as it is, comments and layout too.

What is there and equal stays; maps are merged; what is there and differs is replaced with `at: replace` alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any

from jigsmith.engines.templates.inject import key_json, key_tables, key_yaml, text
from jigsmith.engines.templates.inject.shapes import Edit, Injection, Trees
from jigsmith.engines.templates.inject.values import (
    Format,
    New,
    Part,
    Value,
    differs,
    expected,
    leaves,
    name_of,
    nested,
    new_of,
    path_of,
    same,
)

_JSON = {".json", ".jsonc", ".json5", ".webmanifest", ".code-workspace", ".babelrc", ".eslintrc", ".prettierrc"}


def edits(source: str, injection: Injection, trees: Trees | None) -> list[Edit]:
    """Set the key. InjectFailed: it is there with another value, or something on the way to it is no map."""
    if injection.at not in (None, "replace"):
        raise injection.failed(f"`at: {injection.at}` says nothing about a key", do="Say replace, or leave it out.")
    path, new = path_of(injection), new_of(injection)
    form = _form(injection)
    if form is None:
        return key_tables.edits(source, injection, path, new, trees=trees)
    try:
        root = form.read(source)
    except ValueError as error:
        raise injection.failed(f"it cannot be read: {error}", do="Correct the file, and run it again.") from error
    if root is None:
        made: list[Edit] = form.whole(source, nested(path, new))
        return made
    state, steps = source, leaves(root.data, path, new, key_yaml.member_text)
    made = []
    for inner, value in steps:
        now = root if state is source else form.read(state)
        made = _put(state, now, _Task(injection, inner, form.FORMAT), value)
        state = text.spliced(state, made)
    _check(state, form.read, expected(root.data, path, new.data), injection)
    return made if len(steps) == 1 else text.difference(source, state)


def _form(injection: Injection) -> Any:
    """Return the module for a kind of file; None: TOML, which has tables of its own."""
    ending = PurePosixPath(injection.path).suffix.lower() or PurePosixPath(injection.path).name.lower()
    if ending == ".toml":
        return None
    if ending in _JSON or ending in {".yaml", ".yml"}:
        return key_json if ending in _JSON else key_yaml
    raise injection.failed("a key can be set in JSON, TOML and YAML files", do="Use a mark, or `sorted`.")


def _check(after: str, read: Callable[[str], Value | None], wanted: Any, injection: Injection) -> None:
    """Read what comes of the edits; InjectFailed: it does not say what it should."""
    try:
        found = read(after)
    except ValueError:
        found = None
    if found is None or not same(found.data, wanted):
        raise injection.failed(f"`{injection.key}` cannot be set in the layout that is there", do="Set it by hand.")


class _Task:
    """What is to be done: the injection, its path, how its kind of file is written."""

    def __init__(self, injection: Injection, path: Sequence[Part], form: Format) -> None:
        self.injection = injection
        self.path = path
        self.form = form

    def name(self, depth: int) -> str:
        """Return the path up to a depth, for people."""
        return name_of(self.path[:depth])


def _put(source: str, root: Value, task: _Task, new: New) -> list[Edit]:
    """Walk down the path as far as it is there, then add what is missing."""
    value = root
    for depth, part in enumerate(task.path):
        rest = nested(task.path[depth + 1 :], new)
        kind = "map" if isinstance(part, str) else "list"
        if value.kind == "empty":
            return task.form.replaced(source, value, nested(task.path[depth:], new))
        if value.kind != kind:
            told = f"`{task.name(depth)}` is no {kind}, so that `{task.name(len(task.path))}` cannot be set"
            raise task.injection.failed(told, line=text.line_number(source, value.start))
        if part is None:
            return (
                [] if any(same(item.data, rest.data) for item in value.items) else task.form.item(source, value, rest)
            )
        if isinstance(part, int):
            if not -len(value.items) <= part < len(value.items):
                raise task.injection.missing(f"`{task.name(depth)}` has no item {part}")
            value = value.items[part]
        elif part in value.members:
            value = value.members[part]
        else:
            return task.form.member(source, value, part, rest)
    return _merged(source, value, task, new)


def _merged(source: str, value: Value, task: _Task, new: New) -> list[Edit]:
    """Put a value where one is: an equal one stays, another is replaced if that is wanted."""
    if same(value.data, new.data) and value.kind != "empty":
        return []
    if task.injection.at == "replace" or value.kind == "empty":
        return task.form.replaced(source, value, new)
    raise differs(
        task.injection, task.name(len(task.path)), (value.data, new.data), line=text.line_number(source, value.start)
    )


def without(source: str, injection: Injection, trees: Trees | None) -> str | None:
    """Take the value out again, by what it says. None: it is not there, or says something else by now."""
    path, new, form = path_of(injection), new_of(injection), _form(injection)
    if form is None:
        return key_tables.without(source, injection, path, new, trees=trees)
    try:
        holder = form.read(source)
    except ValueError:
        return None
    for part in path[:-1]:
        if holder is None or part is None:
            return None
        inner = holder.members.get(part) if isinstance(part, str) else None
        holder = holder.items[part] if isinstance(part, int) and part < len(holder.items) else inner
    if holder is None:
        return None
    values = list(holder.members.values()) if holder.kind == "map" else holder.items
    names = list(holder.members) if holder.kind == "map" else [path[-1]] * len(values)
    held = [n for n, value in enumerate(values) if names[n] == path[-1] and same(value.data, new.data)]
    return form.FORMAT.without(source, holder, held[0]) if len(held) == 1 else None


def same_data(one: str, other: str, injection: Injection) -> bool:
    """Tell whether two states of the file say the same."""
    form = _form(injection)
    try:
        if form is None:
            return same(tomllib.loads(one), tomllib.loads(other))
        first, second = form.read(one), form.read(other)
    except ValueError:
        return False
    return same(first.data if first else None, second.data if second else None)
