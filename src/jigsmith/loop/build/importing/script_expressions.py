"""Expressions of JavaScript as trees. It is longer than 250 lines: one handler for each kind of node."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jigsmith.loop.build.importing import dialect, functions, nodes, script, syntax
from jigsmith.loop.build.importing.nodes import Node, part, text
from jigsmith.loop.build.importing.script import Scope
from jigsmith.loop.build.importing.syntax import (
    Attr,
    Binary,
    Choice,
    Const,
    Expr,
    Filter,
    Item,
    Name,
    Unary,
    Untranslatable,
)

_OPERATORS = {
    "&&": "and", "||": "or", "??": "or", "===": "==", "!==": "!=", "==": "==", "!=": "!=", "<": "<", ">": ">",
    "<=": "<=", ">=": ">=", "-": "-", "*": "*", "/": "/", "%": "%", "**": "**",
}  # fmt: skip
_PLAIN = {
    "toLowerCase": "lower",
    "toUpperCase": "upper",
    "trim": "trim",
    "trimStart": "lstrip",
    "trimEnd": "rstrip",
    "reverse": "reverse",
}
_SAME = {"split": "split", "join": "join", "concat": ""}


@dataclass(slots=True, kw_only=True)
class Script:
    """What the names in the expressions of one script mean."""

    scope: Scope
    answers: frozenset[str] = frozenset()
    """Names of what holds the parameters: `data`, `answers`, `locals`."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Parameters by the names they have in the original."""
    helpers: Mapping[str, dialect.Helper] = field(default_factory=dict)
    given_by: Callable[[str], Expr] | None = None
    """What a name stands for that is not declared; None: nothing."""
    local: set[str] = field(default_factory=set)
    """Names that the template itself binds."""

    def expression(self, node: Node, depth: int = 0) -> Expr:
        """The expression of a node; Untranslatable."""
        node = nodes.bare(node)
        if depth > syntax.MAX_DEPTH:
            raise Untranslatable("an expression nested too deeply")
        handler = getattr(self, f"_{node.type}", None)
        if handler is None:
            raise self.strange(node)
        found: Expr = handler(node, depth + 1)
        return found

    def strange(self, node: Node) -> Untranslatable:
        """The error that names a node."""
        shown = " ".join(text(node).split())
        return Untranslatable(f"`{shown[:100]}`")

    def _string(self, node: Node, depth: int) -> Expr:
        return Const(nodes.string(node))

    def _number(self, node: Node, depth: int) -> Expr:
        value = self.scope.reader.value(node, self.scope)
        return Const(value if isinstance(value, int | float) else 0)

    def _true(self, node: Node, depth: int) -> Expr:
        return Const({"true": True, "false": False}.get(node.type))

    _false = _null = _undefined = _true

    def _template_string(self, node: Node, depth: int) -> Expr:
        parts: list[Expr] = []
        for child in node.named_children:
            if child.type == "template_substitution":
                parts.append(self.expression(child.named_children[0], depth))
            else:
                parts.append(Const(nodes.unescaped(text(child))))
        return syntax.joined(parts)

    def _array(self, node: Node, depth: int) -> Expr:
        return syntax.Items(
            tuple(self.expression(each, depth) for each in node.named_children if each.type != "comment")
        )

    def _unary_expression(self, node: Node, depth: int) -> Expr:
        operator, inner = text(part(node, "operator")), part(node, "argument")
        if operator == "typeof":
            raise self.strange(node)
        if operator in ("!", "-", "+"):
            value = self.expression(inner, depth)
            if (
                operator == "!"
                and isinstance(value, Unary)
                and value.op == "not"
                and nodes.bare(inner).type == "unary_expression"
            ):
                return value.of  # `!!x`: whether it is there
            return value if operator == "+" else Unary("not" if operator == "!" else "-", value)
        raise self.strange(node)

    def _ternary_expression(self, node: Node, depth: int) -> Expr:
        return Choice(
            *(self.expression(part(node, name), depth) for name in ("condition", "consequence", "alternative"))
        )

    def _binary_expression(self, node: Node, depth: int) -> Expr:
        operator = text(part(node, "operator"))
        left, right = nodes.bare(part(node, "left")), nodes.bare(part(node, "right"))
        if left.type == "unary_expression" and text(part(left, "operator")) == "typeof":
            return self.type_of(part(left, "argument"), operator, right, depth)
        found = self.place_of(left, operator, right, depth)
        if found is not None:
            return found
        one, two = self.expression(left, depth), self.expression(right, depth)
        if operator == "+":
            return Binary("~" if _is_text(one) or _is_text(two) else "+", one, two)
        if operator not in _OPERATORS:
            raise self.strange(node)
        if isinstance(two, Const) and two.value is None and operator in ("===", "==", "!==", "!="):
            return Unary("not", one) if operator[0] == "=" else one  # what nobody gave is empty here
        return Binary(_OPERATORS[operator], one, two)

    def type_of(self, what: Node, operator: str, right: Node, depth: int) -> Expr:
        """`typeof x !== 'undefined'`: whether it was given, which is whether it is not empty."""
        value = self.expression(what, depth)
        kind = nodes.string(right) if right.type == "string" else ""
        if kind == "undefined":
            return Unary("not", value) if operator[0] == "=" else value
        raise Untranslatable(f"`typeof` with `{kind}`")

    def place_of(self, left: Node, operator: str, right: Node, depth: int) -> Expr | None:
        """`xs.indexOf(x) >= 0` and what means the same; None: it is something else."""
        function = part(left, "function") if left.type == "call_expression" else left
        if (
            text(function.child_by_field_name("property")) not in ("indexOf", "search")
            or function.type != "member_expression"
        ):
            return None
        sign = operator[:2] + text(right).replace(" ", "")
        there = {">=0": "in", "!=-1": "in", ">-1": "in", "==-1": "not in", "<0": "not in"}.get(sign)
        args = part(left, "arguments").named_children
        if there is None or len(args) != 1:
            return None
        return Binary(there, self.expression(args[0], depth), self.expression(part(function, "object"), depth))

    def _identifier(self, node: Node, depth: int) -> Expr:  # noqa: PLR0911 - one for each
        name = text(node)
        if name in self.local:
            return Name(name)
        if name in self.parameters:
            return Name(self.parameters[name])
        if name in self.answers:
            return Const(value=True)  # there are always answers
        found = self.scope.find(name)
        if isinstance(found, Node):
            return self.expression(found, depth)
        if isinstance(found, syntax.Expr):
            return found
        if isinstance(found, str | int | float | bool):
            return Const(found)
        if self.given_by is not None:
            return self.given_by(name)
        raise self.strange(node)

    _shorthand_property_identifier = _identifier

    def _member_expression(self, node: Node, depth: int) -> Expr:
        of, name = nodes.bare(part(node, "object")), text(part(node, "property"))
        if of.type == "identifier" and text(of) in self.answers:
            return self.answer(name)
        if name == "length":
            return Filter(self.expression(of, depth), "length")
        return Attr(self.expression(of, depth), name)

    def answer(self, name: str) -> Expr:
        """A parameter by its name in the original."""
        found = self.scope.find(name)
        if isinstance(found, syntax.Expr):
            return found
        if name in self.parameters:
            return Name(self.parameters[name])
        if self.given_by is not None:
            return self.given_by(name)
        raise Untranslatable(f"the variable `{name}`")

    def _subscript_expression(self, node: Node, depth: int) -> Expr:
        of, index = nodes.bare(part(node, "object")), part(node, "index")
        if of.type == "identifier" and text(of) in self.answers and index.type == "string":
            return self.answer(nodes.string(index))
        place = self.expression(index, depth)
        inner = self.expression(of, depth)
        if isinstance(place, Const) and place.value == 0:
            return (
                syntax.Slice(inner, None, Const(1))
                if not isinstance(inner, Filter) or inner.name != "split"
                else Item(inner, place)
            )
        return Item(inner, place)

    def _call_expression(self, node: Node, depth: int) -> Expr:
        function = nodes.bare(part(node, "function"))
        given = [each for each in part(node, "arguments").named_children if each.type != "comment"]
        name = "".join(text(function).split()).replace("?.", ".")
        if name in self.helpers:
            return self.helpers[name](tuple(self.expression(each, depth) for each in given))
        if name == "String" and len(given) == 1:
            return Filter(self.expression(given[0], depth), "string")
        if name == "Boolean" and len(given) == 1:
            return self.expression(given[0], depth)
        if name == "JSON.stringify" and given:
            indent = (self.expression(given[2], depth),) if len(given) == 3 else ()
            return Filter(self.expression(given[0], depth), "json", indent)
        if function.type == "identifier":
            return self.inlined(node, function, given, depth)
        if function.type != "member_expression":
            raise self.strange(node)
        return self.method(node, text(part(function, "property")), given, depth)

    def inlined(self, node: Node, function: Node, given: list[Node], depth: int) -> Expr:
        """What a function of the script itself gives, where it is one expression."""
        code = self.scope.reader.value(function, self.scope)
        returned = functions.returned(code.node) if isinstance(code, script.Code) and code.is_function else None
        if returned is None:
            raise self.strange(node)
        args = [self.expression(each, depth) for each in given]
        bound: dict[str, Any] = dict(zip(functions.parameters_of(code.node), args, strict=False))
        inner = replace(
            self, scope=code.scope.inner({**functions.declared(code.node), **bound}), parameters={}, local=set()
        )
        return inner.expression(returned, depth)

    def method(self, node: Node, name: str, given: list[Node], depth: int) -> Expr:  # noqa: PLR0911 - one for each
        """What a method gives."""
        of = part(nodes.bare(part(node, "function")), "object")
        if name in ("replace", "replaceAll") and len(given) == 2:
            return self.replaced(node, of, given, depth)
        if name in ("map", "filter", "reduce", "forEach", "find", "some", "every"):
            raise self.strange(node)
        value, args = self.expression(of, depth), tuple(self.expression(each, depth) for each in given)
        if name in _PLAIN and not args:
            return Filter(value, _PLAIN[name])
        if name in _SAME and len(args) == 1:
            return (
                Filter(value, _SAME[name], args)
                if _SAME[name]
                else Binary("~" if _is_text(value) else "+", value, args[0])
            )
        if name == "includes" and len(args) == 1:
            return Binary("in", args[0], value)
        if name in ("startsWith", "endsWith") and len(args) == 1:
            return syntax.Test(value, dialect.SIDES[name.lower()], args)
        if (
            name in ("slice", "substring", "substr")
            and 1 <= len(args) <= 2
            and not (name == "substr" and len(args) == 2 and args[0] != Const(0))
        ):
            start = None if args[0] == Const(0) else args[0]
            return syntax.Slice(value, start, args[1] if len(args) == 2 else None)
        if name == "charAt" and args == (Const(0),):
            return syntax.Slice(value, None, Const(1))
        if name == "toString" and not args:
            return Filter(value, "string")
        raise self.strange(node)

    def replaced(self, node: Node, of: Node, given: list[Node], depth: int) -> Expr:
        """A replacement of all that is equal to a text, or of a pattern that is one."""
        pattern = self.scope.reader.value(given[0], self.scope)
        by = self.expression(given[1], depth)
        if isinstance(pattern, script.Regex):
            plain = re.sub(r"\\([^A-Za-z0-9])", r"\1", pattern.pattern)
            if (
                "g" not in pattern.flags
                or "i" in pattern.flags
                or re.search(r"(?<!\\)[.^$*+?{}\[\]|()]|\\[A-Za-z0-9]", pattern.pattern)
            ):
                raise self.strange(node)
            return Filter(self.expression(of, depth), "replace", (Const(plain), by))
        if text(part(nodes.bare(part(node, "function")), "property")) == "replace":
            raise self.strange(node)  # it replaces the first alone
        return Filter(self.expression(of, depth), "replace", (self.expression(given[0], depth), by))


_TEXTS = frozenset(
    {
        "pascal",
        "camel",
        "snake",
        "kebab",
        "const",
        "title",
        "lower",
        "upper",
        "plural",
        "singular",
        "capfirst",
        "join",
        "replace",
        "trim",
        "string",
        "sentence",
        "words",
    }
)


def _is_text(expr: Expr) -> bool:
    """Whether an expression is a text for sure."""
    match expr:
        case Const(value):
            return isinstance(value, str)
        case Binary("~", _, _):
            return True
        case Filter(_, name):
            return name in _TEXTS
        case Choice(_, yes, no):
            return _is_text(yes) or _is_text(no)
    return False
