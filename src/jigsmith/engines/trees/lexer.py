"""Tokens of a text in any language, lossless, and which brackets and quotes among them belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOKEN = re.compile(r"\s*(?:\w+|([^\w\s()\[\]{}])\1{3,}|[^\w\s]|$)")
PAIRS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = frozenset(PAIRS.values())
QUOTES = frozenset("\"'`")
SEPARATORS = frozenset(",;")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or one punctuation mark, with the white space before it."""

    text: str
    space: str = ""
    key: str = ""  # what alignment compares: the text, or the mark of a name


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the text that is one token with a key of its own, such as a form of the instance's name."""

    start: int
    end: int
    key: str


def tokens(text: str, marks: Sequence[Mark] = ()) -> list[Token]:
    """The text cut into tokens; joined again (space and text of each) they are the text.

    The last token may have no text: it holds the white space at the end of the file.
    """
    found: list[Token] = []
    at = 0
    for mark in marks:
        found.extend(_plain(text[at : mark.start]))
        space = ""
        if found and not found[-1].text:
            space = found.pop().space
        found.append(Token(text[mark.start : mark.end], space, mark.key))
        at = mark.end
    found.extend(_plain(text[at:]))
    return found


def _plain(text: str) -> Iterator[Token]:
    for match in TOKEN.finditer(text):
        word = match.group().lstrip()
        whole = match.group()
        if whole:
            yield Token(word, whole[: len(whole) - len(word)], word)


def partners(stream: Sequence[Token]) -> tuple[dict[int, int], set[int]]:
    """Index of each opening bracket that has its closing one, with that one's index, and the other way round; and the
    indices of the tokens within quotes.
    """
    quoted: set[int] = set()
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    quote = ""
    for index, token in enumerate(stream):
        if "\n" in token.space:
            quote = ""
        if quote:
            quoted.add(index)
        if token.text in QUOTES:
            quote = _toggle(quote, token.text, stream, index)
        elif not quote and token.text in PAIRS:
            open_at.append(index)
        elif not quote and token.text in CLOSERS:
            _match(open_at, pairs, stream, index)
    return pairs, quoted


def _toggle(quote: str, mark: str, stream: Sequence[Token], index: int) -> str:
    """The quote that is open after this mark; a mark opens only when it is closed on the same line."""
    if quote:
        return "" if mark == quote and stream[index - 1].text != "\\" else quote
    for place in range(index + 1, len(stream)):  # no slice: it would copy the rest of the file for each quote
        if "\n" in stream[place].space:
            return ""
        if stream[place].text == mark:
            return mark
    return ""


def _match(open_at: list[int], pairs: dict[int, int], stream: Sequence[Token], index: int) -> None:
    for depth in range(len(open_at) - 1, max(-1, len(open_at) - 4), -1):
        if PAIRS[stream[open_at[depth]].text] == stream[index].text:
            pairs[open_at[depth]] = index
            pairs[index] = open_at[depth]
            del open_at[depth:]
            return
