"""Functions of a script that are little more than an expression, and what they give for the answers."""

from jigsmith.loop.build.importing import nodes
from jigsmith.loop.build.importing.nodes import Node, part, text


def parameters_of(function: Node) -> list[str]:
    """The names of the parameters of a function; of one that is taken apart, nothing."""
    one = function.child_by_field_name("parameter")
    if one is not None:
        return [text(one)]
    listed = function.child_by_field_name("parameters")
    found = []
    for each in listed.named_children if listed is not None else []:
        inner = each.child_by_field_name("pattern") or each.child_by_field_name("left") or each
        found.append(text(inner) if inner.type == "identifier" else "")
    return found


def taken_apart(function: Node) -> list[str]:
    """The names in `({ a, b }) => ...`."""
    listed = function.child_by_field_name("parameters")
    patterns = list(listed.named_children)[:1] if listed is not None else []
    return [
        text(each) for pattern in patterns for each in nodes.inside(pattern, "shorthand_property_identifier_pattern")
    ]


def returned(function: Node) -> Node | None:
    """The expression that a function gives, which may need what it declares before; None: it does more than that."""
    body = part(function, "body")
    if body.type != "statement_block":
        return body
    statements = [each for each in body.named_children if each.type != "comment"]
    declared = [each for each in statements[:-1] if each.type in ("lexical_declaration", "variable_declaration")]
    if not statements or len(declared) < len(statements) - 1:
        return None
    last = statements[-1]
    return last.named_children[0] if last.type == "return_statement" and last.named_children else None


def declared(function: Node) -> dict[str, Node]:
    """What a function declares at the top of its body."""
    body = part(function, "body")
    if body.type != "statement_block":
        return {}
    return {name: value for each in body.named_children for name, value in nodes.declarations(each).items()}


def items_of(function: Node) -> list[str]:
    """The names in `([key, value]) => ...`."""
    listed = function.child_by_field_name("parameters")
    first = listed.named_children[0] if listed is not None and listed.named_children else None
    if first is None or first.type != "array_pattern":
        return []
    return [text(each) for each in first.named_children]


def returned_last(function: Node) -> Node | None:
    """The expression that a function gives at its end; None: it gives none there."""
    body = part(function, "body")
    if body.type != "statement_block":
        return nodes.bare(body)
    last = body.named_children[-1] if body.named_children else None
    return (
        nodes.bare(last.named_children[0])
        if last is not None and last.type == "return_statement" and last.named_children
        else None
    )
