"""YAML as a stream of events, from which plain data and its lines are built."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from jigsmith.base import errors
from jigsmith.engines.templates import scalars

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str, origin: str) -> tuple[Any, dict[scalars.Place, int]]:
    """The value that `text` holds, and the line (from 1) of each key and item; TemplateInvalid otherwise."""
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


@dataclass(slots=True)
class _Reader:
    """Builds values from a stream of events; `lines` gets the line of each."""

    events: Iterator[Any]
    origin: str
    lines: dict[scalars.Place, int] = field(default_factory=dict)
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

    def value(self, event: Any, place: scalars.Place) -> Any:
        line = _line(event)
        self.lines.setdefault(place, line)
        self.count(1, line)
        if len(place) > scalars.MAX_DEPTH:
            raise self.error(f"nested deeper than {scalars.MAX_DEPTH} levels", line)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event.anchor, line)
        if isinstance(event, yaml.ScalarEvent):
            value, before = self.scalar(event, line), self.values
            if event.style in ("|", ">"):
                self.lines[(*place, scalars.TEXT)] = line + 1
        else:
            before = self.values
            value = self.mapping(place) if isinstance(event, yaml.MappingStartEvent) else self.sequence(place)
        if event.anchor:
            self.anchors[event.anchor] = value, self.values - before + 1
        return value

    def count(self, more: int, line: int) -> None:
        self.values += more
        if self.values > scalars.MAX_VALUES:
            raise self.error(f"more than {scalars.MAX_VALUES} values", line)

    def alias(self, anchor: str | None, line: int) -> Any:
        if anchor is None or anchor not in self.anchors:
            raise self.error(f"*{anchor} stands for nothing that is complete here", line)
        value, size = self.anchors[anchor]
        self.count(size, line)
        return value

    def scalar(self, event: Any, line: int) -> Any:
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            raise self.error(f"the tag {event.tag} is not allowed", line)
        return scalars.plain(event.value) if event.implicit[0] else event.value

    def mapping(self, place: scalars.Place) -> dict[str, Any]:
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

    def sequence(self, place: scalars.Place) -> list[Any]:
        found: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self.value(event, (*place, len(found))))
        return found


def _line(event: Any) -> int:
    number: int = event.start_mark.line
    return number + 1
