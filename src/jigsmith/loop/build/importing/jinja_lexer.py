"""The texts and the tags of Jinja, each with what becomes of the blanks around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jigsmith.engines.templates import records
from jigsmith.loop.build.importing import pieces

_BODY = r"""((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^'"])*?)"""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A text or a tag of the original."""

    kind: str
    inner: str
    line: int
    left: pieces.Left = "keep"
    right: pieces.Right = "keep"
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Lexer:
    """Splits texts; `trim` and `lstrip` are the settings of Jinja with these names."""

    marks: records.Delimiters
    trim: bool = False
    lstrip: bool = False

    def lexemes(self, text: str) -> Iterator[Lexeme]:
        """The texts and tags, in order."""
        marks = self.marks
        starts = {marks.variable[0]: "output", marks.block[0]: "statement", marks.comment[0]: "comment"}
        ends = {"output": marks.variable[1], "statement": marks.block[1], "comment": marks.comment[1]}
        opening = re.compile("|".join(re.escape(start) for start in sorted(starts, key=len, reverse=True)))
        at = 0
        while found := opening.search(text, at):
            yield Lexeme("text", text[at : found.start()], 0)
            kind, line = starts[found.group()], text.count("\n", 0, found.start()) + 1
            body = r"(.*?)" if kind == "comment" else _BODY
            tag = re.compile(r"([-+]?)" + body + r"([-+]?)" + re.escape(ends[kind]), re.DOTALL).match(text, found.end())
            if tag is None:
                yield Lexeme("open", text[found.start() :], line)
                return
            lexeme = self.lexeme(kind, tag, line)
            at = tag.end()
            raw = kind == "statement" and re.fullmatch(r"\s*raw\s*", tag[2])
            if raw:
                end = re.compile(
                    rf"{re.escape(marks.block[0])}([-+]?)\s*endraw\s*([-+]?){re.escape(marks.block[1])}"
                ).search(text, at)
                yield from self.raw(lexeme, text[at : end.start()] if end else text[at:], end)
                at = end.end() if end else len(text)
            else:
                yield lexeme
        yield Lexeme("text", text[at:], 0)

    def lexeme(self, kind: str, tag: re.Match[str], line: int) -> Lexeme:
        """A tag."""
        return Lexeme(kind, tag[2].strip(), line, self.left(kind, tag[1]), self.right(kind, tag[3]), tag[0])

    def left(self, kind: str, sign: str) -> pieces.Left:
        """What becomes of the blanks before a tag."""
        if sign == "-":
            return "strip"
        return "line" if self.lstrip and sign != "+" and kind != "output" else "keep"

    def right(self, kind: str, sign: str) -> pieces.Right:
        """What becomes of those after it."""
        if sign == "-":
            return "strip"
        return "newline" if self.trim and sign != "+" and kind != "output" else "keep"

    def raw(self, start: Lexeme, inner: str, end: re.Match[str] | None) -> Iterator[Lexeme]:
        """Text that is said as it stands; empty comments do what its tags do to the blanks around them."""
        closing = self.left("statement", end[1]) if end else "keep"
        if start.right == "strip":
            inner = inner.lstrip()
        if closing == "strip":
            inner = inner.rstrip()
        elif closing == "line" and "\n" in inner:
            head, _, last = inner.rpartition("\n")
            inner = inner if last.strip(" \t") else f"{head}\n"
        right = self.right("statement", end[2]) if end else "keep"
        if start.left != "keep":
            yield replace(start, kind="comment", inner="", right="keep")
        yield Lexeme("raw", inner, 0)
        if right != "keep":
            yield replace(start, kind="comment", inner="", left="keep", right=right)
