"""Values of parameters as people give them: text on a command line or typed in, and files of JSON or YAML."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from jigsmith.base import errors
from jigsmith.engines.templates import documents, expressions, kinds, records

Parameter = records.Parameter
MAX_SHOWN = 200
_YES = {"true", "yes", "on", "1", "y"}
_NO = {"false", "no", "off", "0", "n"}


def from_options(template: records.Template, options: Sequence[str]) -> dict[str, Any]:
    """What `--set key=value ...` means by the types of the parameters. A list may be given in several options;
    `key.field=value` sets one field of a table. ParameterInvalid: no such parameter, or no value of its type.
    """
    found: dict[str, Any] = {}
    for option in options:
        key, equals, text = option.partition("=")
        if not equals:
            do = "Write `--set NAME=VALUE`."
            raise errors.ParameterInvalid(f"{option[:100]!r} has no `=`", where=template.where, do=do)
        name, dot, inner = key.strip().partition(".")
        parameter = _declared(template, name)
        value = _field(parameter, name, inner, text) if dot else parse(parameter, text, name, template.where)
        found[name] = _joined(found.get(name), value)
    return found


def _declared(template: records.Template, name: str) -> Parameter:
    known = {"name": Parameter(), **template.parameters}
    if name not in known:
        do = expressions.nearest(name, known) or f"Known are: {', '.join(known)}."
        raise errors.ParameterInvalid(f"there is no parameter `{name[:100]}`", where=template.where, do=do)
    return known[name]


def _field(parameter: Parameter, name: str, inner: str, text: str) -> dict[str, Any]:
    if parameter.type != "table":
        do = f"Give it whole: `--set {name}=...`."
        raise errors.ParameterInvalid(f"`{name}` is {kinds.wanted(parameter)} and has no fields", do=do)
    field = (parameter.items or {}).get(inner, Parameter())
    return {inner: parse(field, text, f"{name}.{inner}", name)}


def _joined(before: Any, value: Any) -> Any:
    if isinstance(before, list) and isinstance(value, list):
        return before + value
    return {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value


def parse(parameter: Parameter, text: str, name: str, where: str) -> Any:
    """The value that `text` means for a parameter. ParameterInvalid: it means none."""
    try:
        return _meant(parameter, text)
    except ValueError as error:
        what = f"`{name}` is {text[:100]!r}, not {kinds.wanted(parameter)}"
        raise errors.ParameterInvalid(what, where=where, do=_example(parameter)) from error


def _meant(parameter: Parameter, text: str) -> Any:
    if parameter.type == "choice":
        return next((choice for choice in parameter.choices if written(choice) == text.strip()), text)
    if parameter.type == "list":
        return _list(parameter, text)
    if parameter.type == "table":
        return _table(parameter.items, text)
    return _SIMPLE[parameter.type](text)


def _number(text: str) -> float:
    value = float(text) if "." in text or "e" in text.lower() else int(text)
    if value - value != 0:  # infinite
        raise ValueError(text)
    return value


def _boolean(text: str) -> bool:
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise ValueError(text)
    return word in _YES


def written(choice: Any) -> str:
    """A choice as one would type it."""
    return choice if isinstance(choice, str) else json.dumps(choice)


def typed(parameter: Parameter) -> str:
    """The default as one would type it: `title:string,price:decimal`, or JSON where that would not mean it."""
    default = parameter.default
    items = default if isinstance(default, list) else [default]
    rows = [list(item.values()) if isinstance(item, dict) else [item] for item in items]
    text = ",".join(":".join(map(written, row)) for row in rows)
    try:
        means_it = _meant(parameter, text) == default and text.isprintable()
    except ValueError:
        means_it = False
    shown = text if means_it else json.dumps(default, ensure_ascii=False)
    return shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}..."


def _list(parameter: Parameter, text: str) -> list[Any]:
    if text.lstrip().startswith("["):
        value = json.loads(text)
        if not isinstance(value, list):
            raise ValueError(text)
        return value
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    return parts if parameter.items is None else [_item(parameter.items, part) for part in parts]


_SIMPLE: dict[str, Callable[[str], Any]] = {"integer": int, "number": _number, "boolean": _boolean, "string": str}


def _item(fields: Mapping[str, Parameter], text: str) -> dict[str, Any]:
    """`title:string` gives the fields of one item in their order."""
    parts = text.split(":", len(fields) - 1)
    return {key: _meant(field, part) for (key, field), part in zip(fields.items(), parts, strict=False)}


def _table(fields: Mapping[str, Parameter] | None, text: str) -> dict[str, Any]:
    if text.lstrip().startswith("{"):
        value = json.loads(text)
        if not isinstance(value, dict):
            raise ValueError(text)
        return value
    pairs = [part.partition("=") for part in text.split(",")] if text.strip() else []
    if not all(equals for _, equals, _ in pairs):
        raise ValueError(text)
    return {key.strip(): _meant((fields or {}).get(key.strip(), Parameter()), value) for key, _, value in pairs}


def _example(parameter: Parameter) -> str | None:
    if parameter.type == "list":
        inner = ":".join(parameter.items) if parameter.items else "one"
        return f"Write `{inner},{inner}` or JSON: `[...]`."
    return "Write `key=value,key=value` or JSON: `{...}`." if parameter.type == "table" else parameter.help or None


def from_file(path: str, text: str) -> dict[str, Any]:
    """What a file for `--params` holds: a mapping in YAML or JSON. ParameterInvalid names file and line."""
    try:
        value, _ = documents.read(text, origin=path, as_json=path.endswith(".json") or _is_json(text))
    except errors.TemplateInvalid as error:
        raise errors.ParameterInvalid(error.what, where=error.where) from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise errors.ParameterInvalid("the parameters are not a mapping of names to values", where=path)
    return value


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def read_file(path: Path) -> dict[str, Any]:
    """`from_file` of a file on disk; FileUnreadable: it cannot be read, or is not text."""
    try:
        return from_file(str(path), path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise errors.FileUnreadable(f"cannot be read: {reason}", where=str(path)) from error
