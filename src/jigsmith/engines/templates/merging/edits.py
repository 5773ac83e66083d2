"""Edits: one member or item of a document is put in, replaced or taken out, and all other text stays as it is.

What is put in is cut out of another document of the same format, in the layout it has there, and indented anew.
"""

import json
import re
from dataclasses import dataclass

from jigsmith.engines.templates.merging.nodes import Node, Part, Unfit

_INDENT = re.compile(r"[ \t]*")
_REST = re.compile(r"[ \t]*,?[ \t]*(?://[^\n]*|/\*[^\n]*?\*/|#[^\n]*)?[ \t]*(?=\n|$)")
_COMMA = re.compile(r"(?:\s|//[^\n]*\n|/\*.*?\*/)*(,?)", re.DOTALL)
_FIRST_INDENT = re.compile(r"^([ \t]+)\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """A part of the document that something is taken from."""

    text: str
    part: Part


def replaced(text: str, container: Node, index: int, new: Source) -> str:
    """The text with one part replaced. A comment behind it stays."""
    part = container.parts[index]
    if part.key is not None and _is_plain(text, container, part) and _is_plain(new.text, container, new.part):
        value = Part(None, new.part.node.start, new.part.node)
        return text[: part.node.start] + _cut(text, container, Source(new.text, value)) + text[part.end :]
    piece, end = _cut(text, container, new), part.end
    rest = _REST.match(text, end)
    if container.block and "\n" in piece and rest:  # behind the last of several lines it might become one of them
        piece, end = piece.replace("\n", rest[0] + "\n", 1), rest.end()
    return text[: part.start] + piece + text[end:]


def _is_plain(text: str, container: Node, part: Part) -> bool:
    """Whether its value can be replaced alone: there is one, in brackets or on one line."""
    value = text[part.node.start : part.end]
    return bool(value) and not _has_block(part) and not (container.block and ("\n" in value or value[0] in "|>"))


def dropped(text: str, container: Node, index: int) -> str:
    """The text without one part, and without the comment on its line."""
    part = container.parts[index]
    if container.block and len(container.parts) == 1:
        return text[: part.start] + ("{}" if container.kind == "map" else "  []") + text[part.end :]
    own_line, rest = _alone_before(text, part.start), _REST.match(text, part.end)
    if not own_line or not rest:
        return _dropped_within(text, container, index)
    text = text[: text.rfind("\n", 0, part.start) + 1] + text[rest.end() + 1 :]
    is_last = index == len(container.parts) - 1
    if container.block or not is_last or not index or "," in _code(rest[0]):
        return text
    before = container.parts[index - 1].end
    comma = _comma(text, before)
    return text if comma is None else text[:comma] + text[comma + 1 :]


def _code(rest: str) -> str:
    """The rest of a line up to its comment."""
    return re.split(r"//|/\*|#", rest, maxsplit=1)[0]


def _dropped_within(text: str, container: Node, index: int) -> str:
    parts, part = container.parts, container.parts[index]
    if index + 1 < len(parts):
        return text[: part.start] + text[parts[index + 1].start :]
    if container.block:
        raise Unfit("a part shares its line with another one")
    return text[: parts[index - 1].end if index else part.start] + text[part.end :]


def inserted(text: str, container: Node, index: int, new: Source) -> str:
    """The text with one more part, which comes to be the one at `index`."""
    piece = _cut(text, container, new)
    if not container.parts:
        return _filled(text, container, piece, new)
    first = container.parts[0]
    indent = _column(text, first.start) if container.block else _indent(text, first.start)
    if container.block:
        if not index:
            return f"{text[: first.start]}{piece}\n{indent}{text[first.start :]}"
        end = _line_end(text, container.parts[index - 1].end)
        return f"{text[:end]}\n{indent}{piece}{text[end:]}"
    between = f"\n{indent}" if _alone_before(text, first.start) else " "
    if not index:
        return f"{text[: first.start]}{piece},{between}{text[first.start :]}"
    return _after(text, container.parts[index - 1].end, piece, between, closes=index == len(container.parts))


def _after(text: str, end: int, piece: str, between: str, *, closes: bool) -> str:
    """Put a piece after the part that ends at `end` and the comment on its line; `closes`: it is the last one."""
    comma = _comma(text, end)
    trailing = "," if comma is not None else ""
    if comma is None:
        text, comma = f"{text[:end]},{text[end:]}", end
    rest = _REST.match(text, comma + 1)
    if between == " " and closes and trailing:
        return f"{text[: comma + 1]} {piece},{text[comma + 1 :]}"
    at = rest.end() if rest and between != " " else comma + 1
    return f"{text[:at]}{between}{piece}{trailing}{text[at:]}"


def _comma(text: str, end: int) -> int | None:
    """Where the comma after a part stands that ends at `end`."""
    match = _COMMA.match(text, end)
    return match.start(1) if match and match[1] else None


def _filled(text: str, container: Node, piece: str, new: Source) -> str:
    """Put the first part into an empty container, on a line of its own where it has one in its source."""
    opening, closing = text[container.start], text[container.end - 1]
    if not _alone_before(new.text, new.part.start):
        return f"{text[: container.start]}{opening}{piece}{closing}{text[container.end :]}"
    indent = _indent(text, container.start)
    deeper = indent + _unit(text if _FIRST_INDENT.search(text) else new.text)
    piece = piece.replace("\n" + indent, "\n" + deeper)
    return f"{text[: container.start]}{opening}\n{deeper}{piece}\n{indent}{closing}{text[container.end :]}"


def _cut(text: str, container: Node, new: Source) -> str:
    """What stands in the source for the part, laid out for its new place."""
    part = new.part
    if not container.block and (_has_block(part) or not _fits_brackets(new)):
        value = json.dumps(part.node.plain(), ensure_ascii=False)
        return value if part.key is None else f"{json.dumps(part.key, ensure_ascii=False)}: {value}"
    piece = new.text[part.start if part.key is not None or container.block else part.node.start : part.end]
    if container.block and not container.parts:
        raise Unfit("an empty block")
    first = container.parts[0].start if container.parts else container.start
    if container.block or _has_block(part):
        old, young = _column(new.text, part.start), _column(text, first)
        if container.block and container.kind == "list" and not piece.startswith("-"):
            piece = f"- {piece}"
        return re.sub(rf"\n{old}(?=[ \t]*\S)", "\n" + young, piece)
    return _indented(piece, (_indent(new.text, part.start), _unit(new.text)), (_indent(text, first), _unit(text)))


def _fits_brackets(new: Source) -> bool:
    """Whether the value means the same between brackets: words without quotes may hold none, and no comma."""
    node = new.part.node
    value = new.text[node.start : node.end]
    return node.kind != "scalar" or value[:1] in ('"', "'") or (bool(value) and not set(value) & set(",[]{}\n|>"))


def _has_block(part: Part) -> bool:
    return part.node.block or any(_has_block(each) for each in part.node.parts)


def _indented(piece: str, old: tuple[str, str], new: tuple[str, str]) -> str:
    """The lines of a piece with another indentation and unit of it."""
    first, *rest = piece.split("\n")
    lines = [first]
    for line in rest:
        body = line.removeprefix(old[0])
        inner = _INDENT.match(body)
        spaces = inner[0] if inner else ""
        lines.append(new[0] + spaces.replace(old[1], new[1]) + body[len(spaces) :] if body.strip() else line)
    return "\n".join(lines)


def _unit(text: str) -> str:
    """One step of indentation: that of the first line that has any."""
    match = _FIRST_INDENT.search(text)
    return match[1] if match else "  "


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _alone_before(text: str, at: int) -> bool:
    """Whether nothing stands before `at` on its line, and there is a line above."""
    start = _line_start(text, at)
    return start > 0 and not text[start:at].strip()


def _indent(text: str, at: int) -> str:
    """The white space with which the line of `at` begins."""
    match = _INDENT.match(text, _line_start(text, at))
    return match[0] if match else ""


def _column(text: str, at: int) -> str:
    """White space as wide as what stands before `at` on its line."""
    return " " * (at - _line_start(text, at))
