"""Nodes: what the syntax trees of JavaScript and TypeScript are looked at with."""

from collections.abc import Iterator
from typing import Any

import tree_sitter

Node = tree_sitter.Node
FUNCTIONS = (
    "arrow_function", "function_expression", "function_declaration", "method_definition", "function",
    "generator_function",
)  # fmt: skip
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


def text(node: Node | None) -> str:
    """The text of a node."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def part(node: Node, name: str) -> Node:
    """A part of a node that its grammar says is there."""
    found = node.child_by_field_name(name)
    return found if found is not None else node


def inside(node: Node, *kinds: str) -> Iterator[Node]:
    """All nodes of some kinds in a node, in order, itself included."""
    stack = [node]
    while stack:
        here = stack.pop()
        if here.type in kinds:
            yield here
        stack.extend(reversed(here.named_children))


def bare(node: Node) -> Node:
    """A node without parentheses, `as` and `await` around it."""
    while node.type in (
        "parenthesized_expression",
        "as_expression",
        "satisfies_expression",
        "await_expression",
        "non_null_expression",
    ):
        node = node.named_children[0]
    return node


def string(node: Node) -> str:
    """The text of a string."""
    return unescaped("".join(text(child) for child in node.named_children))


def unescaped(raw: str) -> str:
    """What stands between quotes, with its escapes worked out."""
    if "\\" not in raw:
        return raw
    found, at = [], 0
    while at < len(raw):
        char = raw[at]
        if char != "\\" or at + 1 == len(raw):
            found.append(char)
            at += 1
            continue
        after = raw[at + 1]
        size = {"x": 2, "u": 4}.get(after, 0)
        digits = raw[at + 2 : at + 2 + size]
        if size and len(digits) == size and all(digit in "0123456789abcdefABCDEF" for digit in digits):
            found.append(chr(int(digits, 16)))
            at += 2 + size
        else:
            found.append(_ESCAPES.get(after, after))
            at += 2
    return "".join(found)


def key(node: Node) -> str:
    """The name of a property."""
    return string(node) if node.type == "string" else text(node)


def declarations(statement: Node) -> dict[str, Any]:
    """What a statement declares, by name."""
    if statement.type in ("function_declaration", "generator_function_declaration"):
        return {text(part(statement, "name")): statement}
    if statement.type not in ("lexical_declaration", "variable_declaration"):
        return {}
    found: dict[str, Any] = {}
    for each in statement.named_children:
        value = each.child_by_field_name("value") if each.type == "variable_declarator" else None
        name = each.child_by_field_name("name") if value is not None else None
        if name is None or value is None:
            continue
        if name.type == "identifier":
            found[text(name)] = value
    return found
