"""Keys of YAML files: new lines in the layout that is there. Nothing is written anew; comments and anchors stay."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from jigsmith.engines.templates import documents
from jigsmith.engines.templates.inject import lists, text
from jigsmith.engines.templates.inject.shapes import Edit
from jigsmith.engines.templates.inject.values import New, Value, is_block, item_text, key_text, under

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(source: str) -> Value | None:
    """Read a file; None: nothing is in it. ValueError: it is no YAML, or more than one document."""
    try:
        node = yaml.compose(source, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ValueError(f"{error.problem or error.context}{line}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error).split("\n", maxsplit=1)[0]) from error
    return _value(node, source) if node is not None else None


def _value(node: Any, source: str) -> Value:
    """Return what a node says and where; the end is that of its last character that is no space."""
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        empty = start == end
        data = node.value if node.style else documents.plain(node.value)
        return Value(kind="empty" if empty else "scalar", start=start, end=_trimmed(source, start, end), data=data)
    flow = bool(node.flow_style)
    if isinstance(node, yaml.SequenceNode):
        found = Value(kind="list", start=start, end=end, flow=flow)
        found.items = [_value(item, source) for item in node.value]
        found.data = [item.data for item in found.items]
        inner = found.items
    else:
        found = Value(kind="map", start=start, end=end, flow=flow)
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else source[key.start_mark.index : key.end_mark.index]
            found.members[name], found.keys[name] = _value(value, source), key.start_mark.index
        found.data = {name: value.data for name, value in found.members.items()}
        inner = list(found.members.values())
    if not flow:
        found.end = max([_trimmed(source, start, end if not inner else start), *(each.end for each in inner)])
    return found


def _trimmed(source: str, start: int, end: int) -> int:
    return start + len(source[start:end].rstrip())


def member_text(content: str, key: str) -> str:
    """Return the text of the value of a key in YAML text, without what indents it."""
    content = f"{content}\n"
    root = read(content)
    if root is None or key not in root.members:
        return ""
    return _text(content, root.members[key])


def _text(content: str, value: Value) -> str:
    if value.kind in {"map", "list"} and not value.flow:
        return "\n".join(text.lines_of(content[text.line_start(content, value.start) : value.end]))
    told = content[value.start : value.end]
    first, *rest = told.split("\n")
    return "\n".join([first, *(text.lines_of("\n".join(rest)) if rest else [])])


def whole(source: str, new: New) -> list[Edit]:
    """Write a file in which nothing is but comments."""
    gap = "" if not source or source.endswith("\n") else "\n"
    return [Edit(len(source), len(source), f"{gap}{new.text}\n")]


class _Yaml:
    """How a value is put into YAML."""

    def member(self, source: str, into: Value, key: str, new: New) -> list[Edit]:
        """Put a key into a map that has it not."""
        if into.flow:
            return lists.with_item(source, _bracketed(source, into), f"{key_text(key)}: {_flow(new.data)}")
        first = min(into.keys.values())
        return [_below(source, into.end, _stepped(source, under(key, new.text)), _column(source, first))]

    def item(self, source: str, into: Value, new: New) -> list[Edit]:
        """Put an item at the end of a list."""
        if into.flow:
            return lists.with_item(source, _bracketed(source, into), _flow(new.data))
        return [_below(source, into.end, item_text(_stepped(source, new.text)), _column(source, into.start))]

    def replaced(self, source: str, old: Value, new: New) -> list[Edit]:
        """Put a value in the place of another, or where none is."""
        outer = text.indentation_at(source, old.start)
        outer += " " * len(re.match(r"(?:- +)*", source[text.line_start(source, old.start) + len(outer) :])[0])  # type: ignore[index]
        inner = outer + text.step(source, "  ")
        if old.kind == "empty":
            return [_empty(source, old, new, inner)]
        if not is_block(new.text):
            told = "\n".join([new.text.split("\n")[0], *(inner + line for line in new.text.split("\n")[1:])])
            if text.is_first_in_line(source, old.start):
                start = source.rindex(":", 0, old.start) + 1
                return [Edit(start, old.end, f" {told}")]
            return [Edit(old.start, old.end, told)]
        if text.is_first_in_line(source, old.start):
            indent = text.indentation_at(source, old.start)
            return [Edit(text.line_start(source, old.start), old.end, text.block(new.text, indent))]
        start = len(source[: old.start].rstrip(" "))
        return [Edit(start, old.end, "\n" + text.block(_stepped(source, new.text), inner))]

    def without(self, source: str, holder: Value, index: int) -> str | None:
        """Take out the value with this index; the last one of a map or list without brackets stays."""
        if holder.flow:
            return text.spliced(source, lists.without_item(source, _bracketed(source, holder), index))
        values = list(holder.members.values()) if holder.kind == "map" else holder.items
        starts = list(holder.keys.values()) if holder.kind == "map" else [value.start for value in values]
        start, end = text.line_start(source, starts[index]), text.line_end(source, values[index].end)
        shared = (
            source[start : starts[index]].strip(" -")
            or len(values) == 1
            or (holder.kind == "map" and "-" in source[start : starts[index]])
        )
        return None if shared else source[:start] + source[min(end + 1, len(source)) :]


FORMAT = _Yaml()


def _empty(source: str, old: Value, new: New, inner: str) -> Edit:
    """Put a value after a key that has none."""
    if not is_block(new.text):
        rest = "".join(f"\n{inner}{line}" for line in new.text.split("\n")[1:])
        return Edit(old.start, old.start, f" {new.text.split(chr(10))[0]}{rest}")
    end = text.line_end(source, old.start)
    return Edit(end, end, "\n" + text.block(_stepped(source, new.text), inner))


def _below(source: str, end: int, told: str, indent: str) -> Edit:
    """Put lines below the line that holds a position."""
    at = text.line_end(source, end)
    return Edit(at, at, "\n" + text.block(told, indent))


def _column(source: str, position: int) -> str:
    """Return as many blanks as stand before a position, `- ` counted as two."""
    return " " * (position - text.line_start(source, position))


def _stepped(source: str, told: str) -> str:
    """Return text that is indented by two with the step of the file."""
    step = text.step(source, "  ")
    if step in ("  ", "\t") or "\n" not in told or "|" in told or ">" in told:
        return told
    return "\n".join(
        step * ((len(line) - len(line.lstrip(" "))) // 2) + line.lstrip(" ") if "- " not in told else line
        for line in told.split("\n")
    )


def _flow(data: Any) -> str:
    """Return data as it stands within brackets."""
    if isinstance(data, str) and re.fullmatch(r"[A-Za-z_][\w./*@^~-]*", data) and documents.plain(data) == data:
        return data
    if isinstance(data, dict):
        return "{" + ", ".join(f"{key_text(key)}: {_flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(map(_flow, data)) + "]"
    return json.dumps(data, ensure_ascii=False)


def _bracketed(source: str, value: Value) -> lists.Bracketed:
    """Read a flow collection; commas and comments are looked for between its items."""
    inner = list(value.members.values()) if value.kind == "map" else value.items
    starts = list(value.keys.values()) if value.kind == "map" else [item.start for item in inner]
    bounds = [*starts[1:], value.end - 1][: len(inner)]
    ends = [max(each.end, start) for each, start in zip(inner, starts, strict=True)]
    commas = [
        at
        for end, bound in zip(ends, bounds, strict=True)
        for at in [source.find(",", end, bound)]
        if inner and at >= 0
    ]
    inside = source[value.start + 1 : value.end - 1]
    return lists.Bracketed(
        start=value.start + 1,
        end=value.end - 1,
        items=list(zip(starts, ends, strict=True)),
        commas=commas,
        padding=" " if inside.startswith(" ") and inside.strip() else "",
        trailing=False,
    )
