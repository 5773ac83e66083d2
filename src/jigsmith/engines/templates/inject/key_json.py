"""Keys of JSON files, comments and trailing commas allowed (tsconfig.json)."""

from __future__ import annotations

import json
import re
from typing import Any

from jigsmith.engines.templates.inject import lists, text
from jigsmith.engines.templates.inject.shapes import Edit
from jigsmith.engines.templates.inject.values import New, Value

_GAP = re.compile(r"[ \t\r\n]+|//[^\n]*|/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_WORD = re.compile(r"[-+.\w]+")
_MAX_DEPTH = 100


def read(source: str) -> Value | None:
    """Read a file; None: nothing is in it. ValueError: it is no JSON, and where."""
    reader = _Reader(source)
    reader.skip(None)
    if reader.position == len(source):
        return None
    found = reader.value(0)
    reader.skip(None)
    if reader.position < len(source):
        raise reader.error("something stands after the end")
    return found


def whole(source: str, new: New) -> list[Edit]:
    """Write a file in which nothing is."""
    return [Edit(len(source), len(source), json.dumps(new.data, indent=2, ensure_ascii=False) + "\n")]


class _Reader:
    """Reads values at a position."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0

    def error(self, what: str) -> ValueError:
        return ValueError(f"{what} in line {text.line_number(self.source, self.position)}")

    def skip(self, into: Value | None) -> None:
        """Go on to the next character that means something."""
        while found := _GAP.match(self.source, self.position):
            if into is not None and found[0][0] == "/":
                into.comments.append((found.start(), found.end()))
            self.position = found.end()

    def value(self, depth: int) -> Value:
        """Read one value."""
        sign = self.source[self.position : self.position + 1]
        if depth > _MAX_DEPTH:
            raise self.error("it is nested too deeply")
        if sign in ("{", "["):
            return self.collection(sign, depth)
        return self.scalar(_STRING if sign == '"' else _WORD)

    def scalar(self, pattern: re.Pattern[str]) -> Value:
        found = pattern.match(self.source, self.position)
        if found is None:
            raise self.error("a value is missing")
        try:
            data = json.loads(found[0])
        except ValueError:
            raise self.error(f"{found[0]} is no value") from None
        self.position = found.end()
        return Value(kind="scalar", start=found.start(), end=found.end(), data=data)

    def collection(self, sign: str, depth: int) -> Value:
        """Read an object or an array; between the brackets are its start and end."""
        here = Value(kind="map" if sign == "{" else "list", start=self.position, end=0)
        here.data = {} if sign == "{" else []
        closer = "}" if sign == "{" else "]"
        self.position += 1
        self.skip(here)
        while not self.source.startswith(closer, self.position):
            if sign == "{":
                self.member(here, depth)
            else:
                here.items.append(self.value(depth + 1))
                here.data.append(here.items[-1].data)
            self.skip(here)
            if self.source.startswith(",", self.position):
                here.commas.append(self.position)
                self.position += 1
                self.skip(here)
            elif not self.source.startswith(closer, self.position):
                raise self.error(f"a comma or {closer} is missing")
        self.position += 1
        here.end = self.position
        return here

    def member(self, here: Value, depth: int) -> None:
        if not self.source.startswith('"', self.position):
            raise self.error("a key is missing")
        key = self.scalar(_STRING)
        self.skip(here)
        if not self.source.startswith(":", self.position):
            raise self.error("a colon is missing")
        self.position += 1
        self.skip(here)
        here.doubled = here.doubled or key.data in here.keys
        here.keys[key.data] = key.start
        here.members[key.data] = self.value(depth + 1)
        here.data[key.data] = here.members[key.data].data


class _Json:
    """How a value is put into JSON."""

    def member(self, source: str, into: Value, key: str, new: New) -> list[Edit]:
        """Put a key into an object that has it not."""
        return self.added(source, into, json.dumps(key, ensure_ascii=False), new)

    def item(self, source: str, into: Value, new: New) -> list[Edit]:
        """Put an item at the end of an array."""
        return self.added(source, into, None, new)

    def added(self, source: str, into: Value, key: str | None, new: New) -> list[Edit]:
        there = _bracketed(source, into)
        empty = (
            not there.items
            and not source[there.start : there.end].strip()
            and "\n" not in source[there.start : there.end]
        )
        said = _dumped(source, new.data, compact="\n" not in source[into.start : into.end] and not empty)
        said = said if key is None else f"{key}: {said}"
        if empty and key is not None and "\n" in source.strip():
            outer = text.indentation_at(source, into.start)
            return [Edit(there.start, there.end, f"\n{text.block(said, outer + text.step(source, '  '))}\n{outer}")]
        return lists.with_item(source, there, said)

    def replaced(self, source: str, old: Value, new: New) -> list[Edit]:
        """Put a value in the place of another."""
        compact = old.kind != "scalar" and "\n" not in source[old.start : old.end]
        first, *rest = _dumped(source, new.data, compact=compact).split("\n")
        outer = text.indentation_at(source, old.start)
        return [Edit(old.start, old.end, "\n".join([first, *(outer + line for line in rest)]))]

    def without(self, source: str, holder: Value, index: int) -> str | None:
        """Take out the value with this index."""
        return text.spliced(source, lists.without_item(source, _bracketed(source, holder), index))


FORMAT = _Json()


def _dumped(source: str, data: Any, *, compact: bool) -> str:
    if compact:
        return json.dumps(data, ensure_ascii=False)
    return json.dumps(data, indent=text.step(source, "  "), ensure_ascii=False)


def _bracketed(source: str, value: Value) -> lists.Bracketed:
    starts = list(value.keys.values()) if value.kind == "map" else [item.start for item in value.items]
    ends = [inner.end for inner in (value.members.values() if value.kind == "map" else value.items)]
    inside = source[value.start + 1 : value.end - 1]
    return lists.Bracketed(
        start=value.start + 1,
        end=value.end - 1,
        items=list(zip(starts, ends, strict=True)),
        commas=value.commas,
        comments=value.comments,
        padding=" " if value.kind == "map" and inside.startswith(" ") else "",
        trailing=False,
    )
