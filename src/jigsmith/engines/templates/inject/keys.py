"""Key: sets a value in a JSON, TOML or YAML file; everything else in it stays as it is, comments and layout too.

What is there and equal stays; maps are merged; what is there and differs is replaced with `at: replace` alone.
"""

from __future__ import annotations

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
    ending = PurePosixPath(injection.path).suffix.lower() or PurePosixPath(injection.path).name.lower()
    if ending == ".toml":
        return key_tables.edits(source, injection, path, new, trees)
    form = key_json if ending in _JSON else key_yaml if ending in {".yaml", ".yml"} else None
    if form is None:
        raise injection.failed("a key can be set in JSON, TOML and YAML files", do="Use a mark, or `sorted`.")
    try:
        root = form.read(source)
    except ValueError as error:
        raise injection.failed(f"it cannot be read: {error}", do="Correct the file, and run it again.") from error
    if root is None:
        return form.whole(source, nested(path, new))
    made = _put(source, root, _Task(injection, path, form.FORMAT), new)
    _check(source, made, form.read, expected(root.data, path, new.data), injection)
    return made


def _check(
    source: str, made: list[Edit], read: Callable[[str], Value | None], wanted: Any, injection: Injection
) -> None:
    """Read what comes of the edits; InjectFailed: it does not say what it should."""
    try:
        found = read(text.spliced(source, made))
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
    """Put a value where one is: equal ones stay, maps are merged, others are replaced if that is wanted."""
    if same(value.data, new.data) and value.kind != "empty":
        return []
    if value.kind == "map" and isinstance(new.data, dict):
        made = list[Edit]()
        for key, inner in new.data.items():
            told = New(inner, key_yaml.member_text(new.text, key))
            deeper = _Task(task.injection, [*task.path, key], task.form)
            if key in value.members:
                made += _merged(source, value.members[key], deeper, told)
            else:
                made += task.form.member(source, value, key, told)
        return made
    if task.injection.at == "replace" or value.kind == "empty":
        return task.form.replaced(source, value, new)
    raise differs(
        task.injection, task.name(len(task.path)), value.data, new.data, text.line_number(source, value.start)
    )
