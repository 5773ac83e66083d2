"""Pieces of a template: text, output and statements, each with what becomes of the blanks around it, written as
templates here have it: a statement that is alone on its line takes the line with it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jigsmith.engines.templates import expressions, records

Left = Literal["keep", "line", "strip"]
Right = Literal["keep", "newline", "strip"]


@dataclass(frozen=True, slots=True)
class Text:
    """What is said as it stands."""

    text: str
    solid: bool = False
    """Whether its own blanks stay, whatever the tags beside it take."""


@dataclass(frozen=True, slots=True)
class Tag:
    """An output (`{{ }}`), a statement (`{% %}`) or a comment (`{# #}`)."""

    kind: Literal["output", "statement", "comment"]
    inner: str
    left: Left = "keep"
    """What becomes of blanks before it: all stay, those that begin its line go, or all go."""
    right: Right = "keep"
    """What becomes of blanks after it: all stay, one line feed goes, or all go."""


Piece = Text | Tag


def assemble(pieces: Sequence[Piece], marks: records.Delimiters | None = None) -> str:
    """The text of a template that has these pieces."""
    given = marks or records.Delimiters()
    written: list[str] = []
    line = ""
    merged = _merged(_guarded(pieces))
    for number, piece in enumerate(merged):
        after = merged[number + 1] if number + 1 < len(merged) else None
        if isinstance(piece, Text):
            text = expressions.literal(piece.text, marks)
            text = text if after is None else _ended(text, given)
        else:
            text = _tag(piece, line, after.text if isinstance(after, Text) else "", given)
            if piece.kind != "output" and not line and after is not None and not text.endswith(f"-{given.block[1]}"):
                text += _broken(after, piece)
        written.append(text)
        line = (line + text).rpartition("\n")[2]
    return "".join(written)


def _broken(after: Piece, tag: Tag) -> str:
    """A line feed that the engine takes, so that a statement is alone on its line; none where it would do harm."""
    first = after.text.partition("\n")[0].strip(" \t\r") if isinstance(after, Text) else after.left != "strip"
    return "\n" if first and tag.right == "keep" else ""


def _ended(text: str, marks: records.Delimiters) -> str:
    """`text` as it can stand before a tag: a brace at its end would be read as part of that."""
    starts = {mark[0] for mark in (marks.variable[0], marks.block[0], marks.comment[0]) if len(mark) > 1}
    if text[-1:] not in starts or not text:
        return text
    return f"{text[:-1]}{marks.variable[0]} {json.dumps(text[-1])} {marks.variable[1]}"


def _guarded(given: Sequence[Piece]) -> list[Piece]:
    """The pieces, with blanks at the edges of a solid text as outputs where a tag would take them."""
    found: list[Piece] = []
    given = [piece for piece in given if piece != Text("") and piece != Text("", solid=True)]
    for number, piece in enumerate(given):
        if not isinstance(piece, Text) or not piece.solid:
            found.append(piece)
            continue
        before, after = _nearest(given[:number][::-1]), _nearest(given[number + 1 :])
        core = piece.text
        head = core[: len(core) - len(core.lstrip())] if before and before.right == "strip" else ""
        if number and isinstance(given[number - 1], Tag) and before and before.right == "newline":
            head = "\n" if core.startswith("\n") else head
        core = core[len(head) :]
        tail = core[len(core.rstrip()) :] if after and after.left == "strip" else ""
        if after and after.left == "line" and not core.rpartition("\n")[2].strip(" \t"):
            tail = core.rpartition("\n")[2]
        core = core[: len(core) - len(tail)]
        found += [*_said(head), Text(core), *_said(tail)]
    return found


def _said(blanks: str) -> list[Piece]:
    return [Tag("output", json.dumps(blanks))] if blanks else []


def _nearest(others: Sequence[Piece]) -> Tag | None:
    """The tag from which only blanks are between here and there."""
    for piece in others:
        if isinstance(piece, Tag):
            return piece
        if piece.text.strip() or (piece.solid and piece.text):
            return None
    return None


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Texts that follow each other are one; empty ones are none."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(found[-1].text + piece.text)
        elif not isinstance(piece, Text) or piece.text:
            found.append(piece)
    return found


def _tag(tag: Tag, line: str, after: str, marks: records.Delimiters) -> str:
    start, end = {"output": marks.variable, "statement": marks.block, "comment": marks.comment}[tag.kind]
    left, right = "-" * (tag.left == "strip"), "-" * (tag.right == "strip")
    if tag.kind != "output":  # the engine takes the blanks before it on its line, and a line feed after it
        alone = bool(line) and not line.strip(" \t")
        left = left or "+" * (tag.left == "keep" and alone)
        right = right or "+" * (tag.right == "keep" and after.startswith(("\n", "\r\n")))
    return f"{start}{left} {tag.inner.strip()} {right}{end}"
