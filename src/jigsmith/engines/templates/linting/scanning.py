"""Scanning: a text of a template as the tags in it, each with its words and its line, as minijinja takes it apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jigsmith.engines.templates import records

_WORD = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<string>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<number>0[xXbBoO][0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<mark>\*\*|//|==|!=|<=|>=|[-+*/%~|.,:;()\[\]{}<>=!])",
    re.DOTALL,
)


class Unreadable(Exception):
    """A text is not what this reader takes; the engine says what is wrong with it, or nothing is."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a tag."""

    kind: str
    """`string`, `number`, `name`, `mark`, or `end` after the last."""
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Tag:
    """An expression (`variable`) or a statement (`block`)."""

    kind: str
    words: tuple[Word, ...]
    start: int
    """Where it begins in the text."""
    line: int


def tags(text: str, marks: records.Delimiters | None) -> Iterator[Tag]:
    """The tags of a text in order, but for comments and what `raw` encloses. Unreadable: one is not closed, or holds
    what is no word.
    """
    given = marks or records.Delimiters()
    kinds = {given.variable[0]: "variable", given.block[0]: "block", given.comment[0]: "comment"}
    opening = re.compile("|".join(re.escape(mark) for mark in sorted(kinds, key=len, reverse=True)))
    at, line, counted = 0, 1, 0
    while found := opening.search(text, at):
        line, counted = line + text.count("\n", counted, found.start()), found.start()
        kind = kinds[found.group()]
        if kind == "comment":
            at = _after(text, given.comment[1], found.end())
            continue
        closing = given.variable[1] if kind == "variable" else given.block[1]
        words, at = _words(text, found.end(), closing, line)
        if kind == "block" and len(words) == 2 and words[0].text == "raw":
            at = _after_raw(text, given, at)
            continue
        yield Tag(kind, tuple(words), found.start(), line)


def words(text: str) -> list[Word]:
    """The words of an expression that stands alone."""
    return _words(text, 0, None, 1)[0]


def _words(text: str, at: int, closing: str | None, line: int) -> tuple[list[Word], int]:
    """The words up to the closing mark, and where it ends."""
    found: list[Word] = []
    if at < len(text) and text[at] in "-+" and closing is not None:
        at += 1
    depth = 0
    while at < len(text):
        if closing is not None and depth == 0:
            stop = at + (text[at] in "-+" and text.startswith(closing, at + 1))
            if text.startswith(closing, stop):
                return [*found, Word("end", "", line)], stop + len(closing)
        match = _WORD.match(text, at)
        if match is None:
            raise Unreadable
        kind, word = match.lastgroup or "", match.group()
        if kind != "space":
            found.append(Word(kind, word, line))
        depth += (word in ("(", "[", "{")) - (word in (")", "]", "}"))
        line += word.count("\n")
        at = match.end()
    if closing is not None:
        raise Unreadable
    return [*found, Word("end", "", line)], at


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, at)
    if found < 0:
        raise Unreadable
    return found + len(mark)


def _after_raw(text: str, given: records.Delimiters, at: int) -> int:
    start, end = (re.escape(mark) for mark in given.block)
    found = re.compile(rf"{start}[-+]?\s*endraw\s*[-+]?{end}").search(text, at)
    if found is None:
        raise Unreadable
    return found.end()
