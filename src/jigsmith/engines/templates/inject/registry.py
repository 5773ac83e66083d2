"""Registry: one more item in the list, dict, array, object or set literal that is bound to a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jigsmith.engines.templates.inject import lists, text
from jigsmith.engines.templates.inject.shapes import Edit, Injection, Node, Trees

_LITERALS = {
    "list", "dictionary", "tuple", "set",  # python
    "array", "object", "hash",  # javascript, typescript, ruby
    "literal_value", "array_creation_expression", "array_initializer", "initializer_expression", "array_expression",
}  # fmt: skip
_WRAPPERS = {
    "as_expression", "satisfies_expression", "parenthesized_expression", "expression_list", "composite_literal",
    "reference_expression", "non_null_expression", "type_assertion", "call_expression", "new_expression", "call",
    "method_invocation",
    "arguments", "argument_list", "arrow_function", "await_expression", "array_creation_expression", "value_arguments",
    "value_argument", "object_creation_expression", "implicit_object_creation_expression",
}  # fmt: skip
_PARAMETERS = {
    "keyword_argument", "default_parameter", "typed_default_parameter", "required_parameter", "optional_parameter",
    "assignment_pattern", "augmented_assignment", "augmented_assignment_expression",
}  # fmt: skip
_MAKERS = {"set", "list", "frozenset", "tuple", "Set", "Map", "WeakSet", "WeakMap"}
_ITEMS_ARE_ARGUMENTS = {"listOf", "mutableListOf", "setOf", "mutableSetOf", "arrayOf", "mapOf", "mutableMapOf"}
_ITEMS_ARE_ARGUMENTS |= {"List.of", "Set.of", "Arrays.asList"}
_PADDED = {"javascript", "typescript", "tsx", "ruby", "c-sharp"}
_NO_TRAILING = {"List.of", "Set.of", "Arrays.asList"}
_ARGUMENTS = {"arguments", "argument_list", "value_arguments"}
_HEADS = ("export default", "module.exports", "return")


def edits(source: str, injection: Injection, trees: Trees) -> list[Edit]:
    """Put the item at the end of the literal. Nothing: an item says the same, modulo layout, quotes and commas."""
    item = "\n".join(text.lines_of(injection.text)).rstrip().removesuffix(",")
    literal = _only(source, injection, trees)
    if literal.kind in _ARGUMENTS and not _makes_items(literal):
        return lists.with_item(source, lists.bracketed(literal.children), f"[{item}]")
    there = _brackets(literal, trees.language(injection.path) or "")
    return [] if _held(source, there, item, injection) else lists.with_item(source, there, item)


def found(source: str, injection: Injection, trees: Trees) -> lists.Bracketed:
    """Find the literal. PlaceMissing: there is none; InjectFailed: there are several."""
    return _brackets(_only(source, injection, trees), trees.language(injection.path) or "")


def _only(source: str, injection: Injection, trees: Trees) -> Node:
    name = injection.registry or ""
    root = trees.root(injection.path, source)
    if root is None:
        raise injection.failed("there is no grammar for a file of that name, and so no literal to find in it")
    named = _named(root, name)
    if not named:
        raise injection.missing(
            f"no list, dict, array, object or set literal is bound to `{name}`",
            do="Bind one to that name, if it is an empty one, or correct the template.",
        )
    if len(named) > 1:
        lines = ", ".join(str(text.line_number(source, node.start)) for node in named[:5])
        raise injection.failed(f"`{name}` is bound to a literal on lines {lines}", do="Leave one of them.")
    return named[0]


def _brackets(literal: Node, language: str) -> lists.Bracketed:
    return lists.bracketed(
        _between(literal),
        padding=" " if language in _PADDED and literal.kind in {"object", "hash", "initializer_expression"} else "",
        trailing=_callee(literal) not in _NO_TRAILING,
        tuple_=literal.kind == "tuple",
    )


def _held(source: str, there: lists.Bracketed, item: str, injection: Injection) -> bool:
    """Tell whether the item is there; InjectFailed: its key is there with another value."""
    wanted = text.loosely(item)
    key = _key_of(wanted)
    for start, end in there.items:
        told = text.loosely(source[start:end])
        if told == wanted:
            return True
        if key and _key_of(told) == key:
            raise injection.failed(
                f"`{' '.join(key)}` is there with another value: {source[start:end].strip()}; wanted: {item}",
                line=text.line_number(source, start),
                do="Change it by hand, or correct the template.",
            )
    return False


def _key_of(told: Sequence[str]) -> list[str] | None:
    """Return the key of `key: value` or `key => value`, whose separator is not within brackets."""
    depth = 0
    for number, sign in enumerate(told):
        depth += (sign in "([{") - (sign in ")]}")
        if depth or not number:
            continue
        if sign == ":" and ":" not in (told[number - 1], *told[number + 1 : number + 2]):
            return [told[0].strip("\"'")] if number == 1 else list(told[:number])
        if told[number : number + 2] == ["=", ">"] and told[number - 1] != ")":
            return list(told[:number])
    return None


def _between(node: Node) -> Sequence[Node]:
    """Return the children from the opening bracket to the closing one."""
    children = list(node.children)
    first = next(n for n, child in enumerate(children) if child.kind in {"[", "{", "("})
    return children[first:]


def _named(root: Node, name: str) -> list[Node]:
    """Find the literals bound to a name; after `export default.` and the like, and after a dot, keys are followed.

    Of several, those least deep in the file: what is bound in a function does not stand in the way.
    """
    head = next((head for head in _HEADS if name == head or name.startswith(f"{head}.")), None)
    whole, keys = list(_bound(root, head or name)), name[len(head) + 1 :] if head else ""
    if not whole and head is None and "." in name:
        first, _, keys = name.partition(".")
        whole = list(_bound(root, first))
    for key in re.findall(r'"[^"]*"|[^.]+', keys):
        whole = [(depth, inner) for depth, node in whole for inner in _values(node, key.strip('"'))]
    literals = [(depth, literal) for depth, node in whole for literal in [_literal(node)] if literal is not None]
    least = min((depth for depth, _ in literals), default=0)
    return [literal for depth, literal in literals if depth == least]


def _bound(root: Node, name: str) -> Iterator[tuple[int, Node]]:
    """Yield what is bound to a name, and how deep; not what is bound within that."""
    source, waiting = root.text, [(0, root)]
    first = name.lstrip("$").split(" ", maxsplit=1)[0]
    while waiting:
        depth, node = waiting.pop()
        if source.find(first, node.start - root.start, node.end - root.start) < 0:
            continue  # looked for before the tree is, since that is a hundred times quicker
        value = _value_if(node, name)
        if value is not None:
            yield depth, value
        elif node.kind not in _PARAMETERS:
            waiting += [(depth + 1, child) for child in reversed(node.children)]


def _value_if(node: Node, name: str) -> Node | None:
    """Return what the node binds to the name."""
    if name == "export default":
        told = node.kind == "export_statement" and any(child.kind == "default" for child in node.children)
        return node.field("value") if told else None
    if name == "return":
        return node.children[1] if node.kind == "return_statement" and len(node.children) > 1 else None
    return None if node.kind in _PARAMETERS else _declared(node, name)


def _declared(node: Node, name: str) -> Node | None:
    """Return what an assignment or a declaration binds to the name; of a class, the class."""
    if node.kind in {"class_definition", "class_declaration", "class"}:
        told = node.field("name")
        return node if told and told.text == name else None
    if node.kind == "property_declaration" and any(c.text.split(":")[0].strip() == name for c in node.children):
        return node.children[-1]
    target = node.field("name") or node.field("left") or node.field("pattern") or node.field("property")
    if target is None or target.text.lstrip("$") != name.lstrip("$"):
        return None
    return node.field("value") or node.field("right") or _after_equals(node)


def _after_equals(node: Node) -> Node | None:
    kinds = [child.kind for child in node.children]
    return node.children[kinds.index("=") + 1] if "=" in kinds[:-1] else None


def _values(node: Node, key: str) -> Iterator[Node]:
    """Yield what stands under a key of a literal, or under a name in a class."""
    if node.kind.startswith("class"):
        yield from (value for child in node.children for _, value in _bound(child, key))
        return
    literal = _literal(node)
    for pair in literal.children if literal else []:
        told = pair.field("key") or pair.field("name") or (pair.children[0] if len(pair.children) > 2 else None)
        if told is not None and told.text.strip("\"'`:") == key:
            yield pair.field("value") or pair.children[-1]


def _literal(node: Node) -> Node | None:
    """Return the literal within what wraps it: a cast, a call with it as an argument, a constructor."""
    if node.kind in _LITERALS and any(child.kind in {"[", "{", "("} for child in node.children):
        return node
    if node.kind not in _WRAPPERS:
        return None
    if _makes_items(node):
        return node
    for child in node.children:
        inner = _literal(child)
        if inner is not None:
            return inner
    if node.kind in {"arguments", "argument_list"} and len(node.children) == 2 and _callee(node) in _MAKERS:
        return node
    return None


def _makes_items(node: Node) -> bool:
    return node.kind in _ARGUMENTS and _callee(node) in _ITEMS_ARE_ARGUMENTS


def _callee(node: Node) -> str:
    """Return what is called with these arguments."""
    call = node.parent
    if call is None or node.kind not in _ARGUMENTS:
        return ""
    told = "".join(child.text for child in call.children if child.end <= node.start)
    return re.sub(r"^new\s*|<.*>$", "", told).strip()
