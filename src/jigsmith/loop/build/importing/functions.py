"""Functions of a script that are little more than an expression, and what they give for the answers."""

from collections.abc import Callable

from jigsmith.loop.build.importing import script
from jigsmith.loop.build.importing.script import Code, Node, Scope, part, text
from jigsmith.loop.build.importing.script_expressions import Script
from jigsmith.loop.build.importing.syntax import Expr, Untranslatable

Reading = Callable[[Scope, frozenset[str]], Script]
"""How the expressions of a script are read, where some names hold the answers."""


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
    return [text(each) for pattern in patterns for each in script.inside(pattern, "shorthand_property_identifier_pattern")]


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


def result(code: Code, reading: Reading) -> Expr:
    """What a function of the answers gives; Untranslatable: it does more than that."""
    node = returned(code.node) if code.is_function else code.node
    if node is None:
        raise Untranslatable(f"`{code.text[:80]}`")
    body = part(code.node, "body")
    declared = {name: value for each in body.named_children for name, value in script.declarations(each).items()} if body.type == "statement_block" else {}
    reader = reading(code.scope.inner(declared), frozenset(name for name in parameters_of(code.node)[:1] if name))
    return reader.expression(node)
