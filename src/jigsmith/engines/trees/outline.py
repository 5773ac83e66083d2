"""Outlines of rows: what kind of a row it is, whatever its words are."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from jigsmith.engines.trees import lexer, rows


def is_remark(items: Sequence[lexer.Token | rows.Group]) -> bool:
    """Whether the row begins as a comment does: `//`, `/*`, or `#` and a space."""
    first, second = (*items, None, None)[:2]
    if not isinstance(first, lexer.Token) or not isinstance(second, lexer.Token):
        return False
    return (first.text == "/" and second.text in "/*") or (first.text == "#" and bool(second.space))


def skeleton(nodes: Sequence[lexer.Token | rows.Group]) -> str:
    """The nodes with each string as one letter, each word as another, groups as their bracket."""
    drawn: list[str] = []
    quote = ""
    for node in nodes:
        if isinstance(node, rows.Group):
            mark = node.open.text if node.open else "\n"
        elif quote or node.text in lexer.QUOTES:
            if not quote and drawn[-1:] == ["w"] and not node.space:
                drawn.pop()  # the prefix of a string
            if node.text == quote:
                drawn.append("s")
            quote = "" if node.text == quote else (quote or node.text)
            continue
        else:
            mark = "w" if node.text[:1].isalnum() or node.text[:1] == "_" else node.text
        if not (mark == "w" and drawn[-1:] == ["w"]):
            drawn.append(mark)
    return "".join(drawn)


def quoted(keys: Sequence[Hashable]) -> list[bool]:
    """For each key, whether what follows it is in a string."""
    found = [False] * len(keys)
    at = 0
    while at < len(keys):
        end = keys.index(keys[at], at + 1) if keys[at] in lexer.QUOTES and keys[at] in keys[at + 1 :] else at
        found[at:end] = [True] * (end - at)
        at = end + 1
    return found
