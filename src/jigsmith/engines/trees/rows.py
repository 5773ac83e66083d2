"""Text as rows: lossless tokens, nested by brackets and by indentation, for any language.

A file becomes a hedge (an ordered list of rows); a row is a statement, an entry or an argument: tokens and groups.
A group is what stands between two brackets, or the lines indented below a line. Nothing here knows a language:
strings hide the brackets inside them only as far as one line tells, and brackets that do not match are plain tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

TOKEN = re.compile(r"\s*(?:\w+|([^\w\s()\[\]{}])\1{3,}|[^\w\s]|$)")
PAIRS = {"(": ")", "[": "]", "{": "}"}
CLOSERS = frozenset(PAIRS.values())
QUOTES = frozenset("\"'`")
SEPARATORS = frozenset(",;")
DECORATORS = frozenset("@")


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


@dataclass(slots=True)
class Group:
    """What stands between two brackets; or, without brackets, the lines indented below a line."""

    rows: list[Row] = field(default_factory=list)
    open: Token | None = None
    close: Token | None = None


@dataclass(slots=True)
class Row:
    """A statement, an entry or an argument."""

    items: list[Token | Group] = field(default_factory=list)
    indent: int = 0
    leads: bool = False  # its last line is a decorator, which belongs to the line below
    ended: bool = False  # its last token is a separator, so that the next one begins another row of the group
    body: int = 0  # index of the first item below such lines


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


def flat(nodes: Iterable[Token | Group]) -> Iterator[Token]:
    """Every token below these nodes, in the order of the text."""
    stack = list(reversed(list(nodes)))
    while stack:
        node = stack.pop()
        if isinstance(node, Token):
            yield node
            continue
        if node.close:
            stack.append(node.close)
        for row in reversed(node.rows):
            stack.extend(reversed(row.items))
        if node.open:
            stack.append(node.open)


def text_of(nodes: Iterable[Token | Group]) -> str:
    """The text of these nodes, white space included."""
    return "".join(t.space + t.text for t in flat(nodes))


@dataclass(frozen=True, slots=True)
class Bare:
    """A row without the white space before it and the separator after it."""

    row: Row
    space: str
    separator: str


def bare(row: Row) -> Bare:
    """The row as an item of a list."""
    items: list[Token | Group] = list(row.items)
    separator = ""
    if len(items) > 1 and isinstance(items[-1], Token) and items[-1].text in SEPARATORS:
        separator = items[-1].text
        items.pop()
    first = items[0] if items else Token("")
    if isinstance(first, Token):
        items[:1] = [Token(first.text, "", first.key)]
        return Bare(Row(items, row.indent, body=row.body), first.space, separator)
    if first.open is None:
        return Bare(Row(items, row.indent, body=row.body), "", separator)
    opened = Token(first.open.text, "", first.open.key)
    items[0] = Group(first.rows, opened, first.close)
    return Bare(Row(items, row.indent, body=row.body), first.open.space, separator)


def parse(text: str, marks: Sequence[Mark] = ()) -> Group:
    """The text as a group without brackets whose rows are its statements."""
    stream = tokens(text, marks)
    partner, quoted = _partners(stream)
    root = Group()
    stack: list[tuple[Group, int]] = [(root, -1)]  # group, index of its closing token (-1: indentation or root)
    for index, token in enumerate(stream):
        if index == stack[-1][1] or (token.text in CLOSERS and index in partner):
            _close(stack, index, token)
            continue
        row = _row_for(stack, token)
        row.ended = token.text in SEPARATORS and index not in quoted
        if index in partner:
            group = Group(open=token)
            row.items.append(group)
            stack.append((group, partner[index]))
        else:
            row.items.append(token)
    return root


def _close(stack: list[tuple[Group, int]], index: int, token: Token) -> None:
    while stack[-1][1] != index:
        stack.pop()
    group, _ = stack.pop()
    group.close = token


def _row_for(stack: list[tuple[Group, int]], token: Token) -> Row:
    """The row that the token belongs to: the current one, a new one, or one in a block indented below it."""
    newline = token.space.rfind("\n")
    indent = len(token.space[newline + 1 :].expandtabs(4)) if newline >= 0 else -1
    while indent >= 0 and len(stack) > 1 and stack[-1][1] < 0 and indent < stack[-1][0].rows[0].indent:
        stack.pop()
    group = stack[-1][0]
    last = group.rows[-1] if group.rows else None
    if last is not None and indent > last.indent >= 0 and last.items:
        block = Group()
        last.items.append(block)
        stack.append((block, -1))
        group, last = block, None
    if last is not None and indent >= 0 and last.leads and token.space.count("\n") == 1:
        last.leads = token.text in DECORATORS
        last.body = len(last.items)
        return last
    if last is None or indent >= 0 or (last.ended and group.open is not None):
        column = indent if indent >= 0 else (last.indent if last else -1 if group.open else 0)
        last = Row(indent=column, leads=indent >= 0 and token.text in DECORATORS)
        group.rows.append(last)
    return last


def _partners(stream: Sequence[Token]) -> tuple[dict[int, int], set[int]]:
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
    for later in stream[index + 1 :]:
        if "\n" in later.space:
            return ""
        if later.text == mark:
            return mark
    return ""


def _match(open_at: list[int], pairs: dict[int, int], stream: Sequence[Token], index: int) -> None:
    for depth in range(len(open_at) - 1, max(-1, len(open_at) - 4), -1):
        if PAIRS[stream[open_at[depth]].text] == stream[index].text:
            pairs[open_at[depth]] = index
            pairs[index] = open_at[depth]
            del open_at[depth:]
            return
