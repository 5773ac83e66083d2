"""Text as rows: lossless tokens, nested by brackets and by indentation, for any language.

A file becomes a hedge (an ordered list of rows); a row is a statement, an entry or an argument: tokens and groups.
A group is what stands between two brackets, or the lines indented below a line. Nothing here knows a language:
strings hide the brackets inside them only as far as one line tells, and brackets that do not match are plain tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from jigsmith.engines.trees import lexer

WRAPPING = frozenset(("=", ">", "return", "+", "|", "&", "?"))  # after these the row goes on
CONTINUING = frozenset(("+", "&", "?", "and", "or"))  # a line in brackets that begins so belongs to the one before
DECORATORS = frozenset("@")


@dataclass(slots=True)
class Group:
    """What stands between two brackets; or, without brackets, the lines indented below a line."""

    rows: list[Row] = field(default_factory=list)
    open: lexer.Token | None = None
    close: lexer.Token | None = None


@dataclass(slots=True)
class Row:
    """A statement, an entry or an argument."""

    items: list[lexer.Token | Group] = field(default_factory=list)
    indent: int = 0
    leads: bool = False  # its last line is a decorator, which belongs to the line below
    ended: bool = False  # its last token is a separator, so that the next one begins another row of the group
    body: int = 0  # index of the first item below such lines


def flat(nodes: Iterable[lexer.Token | Group]) -> Iterator[lexer.Token]:
    """Every token below these nodes, in the order of the text."""
    stack = list(reversed(list(nodes)))
    while stack:
        node = stack.pop()
        if isinstance(node, lexer.Token):
            yield node
            continue
        if node.close:
            stack.append(node.close)
        for row in reversed(node.rows):
            stack.extend(reversed(row.items))
        if node.open:
            stack.append(node.open)


def text_of(nodes: Iterable[lexer.Token | Group]) -> str:
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
    items: list[lexer.Token | Group] = list(row.items)
    separator = ""
    if len(items) > 1 and isinstance(items[-1], lexer.Token) and items[-1].text in lexer.SEPARATORS:
        separator = items[-1].text
        items.pop()
    first = items[0] if items else lexer.Token("")
    if isinstance(first, lexer.Token):
        items[:1] = [lexer.Token(first.text, "", first.key)]
        return Bare(Row(items, row.indent, body=row.body), first.space, separator)
    if first.open is None:
        return Bare(Row(items, row.indent, body=row.body), "", separator)
    opened = lexer.Token(first.open.text, "", first.open.key)
    items[0] = Group(first.rows, opened, first.close)
    return Bare(Row(items, row.indent, body=row.body), first.open.space, separator)


def parse(text: str, marks: Sequence[lexer.Mark] = ()) -> Group:
    """The text as a group without brackets whose rows are its statements."""
    stream = lexer.tokens(text, marks)
    partner, quoted = lexer.partners(stream)
    root = Group()
    stack: list[tuple[Group, int]] = [(root, -1)]  # group, index of its closing token (-1: indentation or root)
    for index, token in enumerate(stream):
        if index == stack[-1][1] or (token.text in lexer.CLOSERS and index in partner):
            _close(stack, index, token)
            continue
        row = _row_for(stack, token)
        row.ended = token.text in lexer.SEPARATORS and index not in quoted
        if index in partner:
            group = Group(open=token)
            row.items.append(group)
            stack.append((group, partner[index]))
        else:
            row.items.append(token)
    _unwrap(root)
    return root


def _unwrap(root: Group) -> None:
    """Takes what was only wrapped, as formatters do with long lines, into its row: a single row in round brackets or on
    a line of its own, after a mark that something must follow.
    """
    for row in reversed(list(_rows_below(root))):
        nodes = row.items
        row.items = []
        for node in nodes:
            wrapped = isinstance(node, Group) and bool(row.items) and _wrapped(node, row.items[-1])
            row.items.extend(_inside(node) if isinstance(node, Group) and wrapped else [node])


def _rows_below(root: Group) -> Iterator[Row]:
    """Every row, each before those within it."""
    stack = list(root.rows)
    while stack:
        row = stack.pop()
        yield row
        stack.extend(r for node in row.items if isinstance(node, Group) for r in node.rows)


def _inside(group: Group) -> list[lexer.Token | Group]:
    return [*_some(group.open), *group.rows[0].items, *_some(group.close)]


def _wrapped(group: Group, before: lexer.Token | Group) -> bool:
    if len(group.rows) != 1 or not isinstance(before, lexer.Token):
        return False
    first = group.rows[0].items[0]
    if group.open is not None:
        broken = "\n" in next(flat(group.rows[0].items)).space  # a formatter put it on a line of its own
        return broken and group.open.text == "(" and before.text in WRAPPING and not group.rows[0].ended
    string = isinstance(first, lexer.Token) and first.text in lexer.QUOTES
    return before.text in WRAPPING or (before.text == ":" and string and group.rows[0].ended)


def _some(token: lexer.Token | None) -> list[lexer.Token]:
    return [token] if token else []


def _close(stack: list[tuple[Group, int]], index: int, token: lexer.Token) -> None:
    while stack[-1][1] != index:
        stack.pop()
    group, _ = stack.pop()
    group.close = token


def _row_for(stack: list[tuple[Group, int]], token: lexer.Token) -> Row:
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
    if last is not None and group.open is not None and token.text in CONTINUING:
        return last
    if last is None or indent >= 0 or (last.ended and group.open is not None):
        column = indent if indent >= 0 else (last.indent if last else -1 if group.open else 0)
        last = Row(indent=column, leads=indent >= 0 and token.text in DECORATORS)
        group.rows.append(last)
    return last
