"""YAML and JSON files as plain data, with the line of every value.

The YAML read here is the core schema of YAML 1.2: `no`, `on` and `2024-01-01` are strings, only `true` and
`false` are booleans. Duplicate keys are errors, and size, depth and the growth by anchors are bounded, since a
template may be somebody else's.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from jigsmith.base import errors

MAX_CHARS = 2_000_000
MAX_DEPTH = 40
MAX_VALUES = 100_000

Place = tuple[str | int, ...]
"""Where a value is: ("files", 0, "path")."""
TEXT = ""
"""Added to the place of a literal block: the line on which its text begins."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BASED = re.compile(r"0o[0-7]{1,100}|0x[0-9a-fA-F]{1,100}")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


@dataclass(slots=True)
class _Reader:
    """Builds values from a stream of events; `lines` gets the line of each."""

    events: Iterator[Any]
    origin: str
    lines: dict[Place, int] = field(default_factory=dict)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    values: int = 0

    def error(self, what: str, line: int) -> errors.TemplateInvalid:
        return errors.TemplateInvalid(what, where=f"{self.origin}:{line}")

    def document(self) -> Any:
        value = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and self.values:
                raise self.error("there is a second document in the file", _line(event))
            if isinstance(event, yaml.NodeEvent):
                value = self.value(event, ())
        return value

    def value(self, event: Any, place: Place) -> Any:
        line = _line(event)
        self.lines.setdefault(place, line)
        self.count(1, line)
        if len(place) > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH} levels", line)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event.anchor, line)
        if isinstance(event, yaml.ScalarEvent):
            value, before = self.scalar(event, line), self.values
            if event.style in ("|", ">"):
                self.lines[(*place, TEXT)] = line + 1
        else:
            before = self.values
            value = self.mapping(place) if isinstance(event, yaml.MappingStartEvent) else self.sequence(place)
        if event.anchor:
            self.anchors[event.anchor] = value, self.values - before + 1
        return value

    def count(self, more: int, line: int) -> None:
        self.values += more
        if self.values > MAX_VALUES:
            raise self.error(f"more than {MAX_VALUES} values", line)

    def alias(self, anchor: str | None, line: int) -> Any:
        if anchor is None or anchor not in self.anchors:
            raise self.error(f"*{anchor} stands for nothing that is complete here", line)
        value, size = self.anchors[anchor]
        self.count(size, line)
        return value

    def scalar(self, event: Any, line: int) -> Any:
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            raise self.error(f"the tag {event.tag} is not allowed", line)
        return plain(event.value) if event.implicit[0] else event.value

    def mapping(self, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event in self.events:
            line = _line(event)
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = event.value if isinstance(event, yaml.ScalarEvent) else None
            if key is None:
                raise self.error("a key must be a plain word", line)
            if key in found:
                raise self.error(f"the key `{key}` is there twice", line)
            self.lines[(*place, key)] = line
            found[key] = self.value(next(self.events), (*place, key))
        return found

    def sequence(self, place: Place) -> list[Any]:
        found: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.value(event, (*place, len(found))))
        return found


def _line(event: Any) -> int:
    number: int = event.start_mark.line
    return number + 1


def plain(text: str) -> Any:
    """What a scalar without quotes means by the core schema of YAML 1.2."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def read(text: str, *, origin: str, as_json: bool = False) -> tuple[Any, dict[Place, int]]:
    """The value that `text` holds, and the line (from 1) of each key and item; TemplateInvalid otherwise."""
    if len(text) > MAX_CHARS:
        raise errors.TemplateInvalid(f"larger than {MAX_CHARS} characters", where=origin)
    return _read_json(text, origin) if as_json else _read_yaml(text, origin)


def _read_yaml(text: str, origin: str) -> tuple[Any, dict[Place, int]]:
    reader = _Reader(iter(()), origin)
    try:
        reader.events = yaml.parse(text, Loader=_LOADER)
        return reader.document(), reader.lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f"{origin}:{mark.line + 1}:{mark.column + 1}" if mark else origin
        raise errors.TemplateInvalid(f"not valid YAML: {error.problem or error.context}", where=at) from error
    except (yaml.YAMLError, UnicodeError) as error:
        reason = str(error).splitlines()[0]
        raise errors.TemplateInvalid(f"not valid YAML: {reason}", where=origin) from error


def _read_json(text: str, origin: str) -> tuple[Any, dict[Place, int]]:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            twice = next(key for i, (key, _) in enumerate(items) if key in dict(items[:i]))
            raise errors.TemplateInvalid(f"the key `{twice}` is there twice", where=origin)
        return found

    try:
        value = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        where = f"{origin}:{error.lineno}:{error.colno}"
        raise errors.TemplateInvalid(f"not valid JSON: {error.msg}", where=where) from error
    except (RecursionError, ValueError) as error:
        raise errors.TemplateInvalid("not valid JSON: nested too deeply, or a number too long", where=origin) from error
    if "\\u" in text and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        raise errors.TemplateInvalid("not valid JSON: half of a surrogate pair is no character", where=origin)
    try:
        lines = _read_yaml(text, origin)[1]  # JSON is YAML, nearly always: good enough to tell the lines
    except errors.TemplateInvalid:
        lines = {}
    return value, lines
