"""What a module of TypeScript exports by default, as far as it is plain values: it is parsed, never run."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from jigsmith.base import errors

Literal = Any  # str, int, float, bool, None, lists and dicts of these


def exported(text: str, where: str, notes: list[str]) -> Literal:
    """Return what is exported by default; None: nothing that is a value. `notes` gets what could not be read.

    A call stands for its first argument, as in `defineConfig({...})`; constants of the module stand for their values.
    Raises JobUnfit for what is no TypeScript.
    """
    root = Parser(Language(tree_sitter_typescript.language_typescript())).parse(text.encode()).root_node
    if root.has_error:
        raise errors.JobUnfit("this is no TypeScript that can be read", where=where, do="Mend its syntax.")
    constants = {name: value for node in root.children for name, value in _constants(node)}
    export = next((node for node in root.children if node.type == "export_statement" and _is_default(node)), None)
    value = export.child_by_field_name("value") if export else None
    return _literal(value, constants, notes) if value is not None else None


def _literal(node: Node, constants: Mapping[str, Node], notes: list[str]) -> Literal:
    """Return the value of an expression that is one; of anything else None, and a note."""
    text = (node.text or b"").decode()
    match node.type:
        case "as_expression" | "satisfies_expression" | "parenthesized_expression":
            found = _literal(node.named_children[0], constants, notes)
        case "call_expression" if given := _first_argument(node):
            found = _literal(given, constants, notes)
        case "identifier" if text in constants:
            others = {name: value for name, value in constants.items() if name != text}
            found = _literal(constants[text], others, notes)
        case "object":
            found = dict(_pairs(node, constants, notes))
        case "array":
            found = [_literal(each, constants, notes) for each in node.named_children if each.type != "comment"]
        case "number":
            found = float(text) if re.search(r"[.eE]", text) and "x" not in text else int(text.replace("_", ""), 0)
        case "true" | "false":
            found = node.type == "true"
        case "string" | "template_string" if "${" not in text or node.type == "string":
            found = _string(text)
        case _:
            notes.append(f"line {node.start_point[0] + 1}: `{text[:60]}` is no plain value")
            found = None
    return found


def _first_argument(node: Node) -> Node | None:
    given = node.child_by_field_name("arguments")
    return given.named_children[0] if given and given.named_children else None


def _pairs(node: Node, constants: Mapping[str, Node], notes: list[str]) -> Iterator[tuple[str, Literal]]:
    for each in node.named_children:
        if each.type == "pair":
            key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
            if key is not None and value is not None:
                yield _string((key.text or b"").decode()), _literal(value, constants, notes)
        elif each.type == "shorthand_property_identifier":
            name = (each.text or b"").decode()
            if name in constants:
                yield name, _literal(constants[name], constants, notes)
        elif each.type != "comment":
            notes.append(f"line {each.start_point[0] + 1}: `{(each.text or b'').decode()[:60]}` is left out")


def _constants(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the constants of a top-level statement with their values."""
    if node.type == "export_statement":
        node = node.child_by_field_name("declaration") or node
    for each in node.named_children if node.type == "lexical_declaration" else ():
        name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
        if name is not None and value is not None and name.type == "identifier":
            yield (name.text or b"").decode(), value


def _is_default(node: Node) -> bool:
    return any(each.type == "default" for each in node.children)


def _string(text: str) -> str:
    """Return a string of JavaScript without its quotes and escapes."""
    if text[:1] not in {'"', "'", "`"}:
        return text
    known = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v", "\n": ""}

    def escape(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        return chr(int(code, 16)) if code else known.get(found[4], found[4])

    return re.sub(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))", escape, text[1:-1])
