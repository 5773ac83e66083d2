"""The actions of a plop generator that a function gives: each with the conditions that lead to it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jigsmith.loop.build.importing import functions, nodes, notes, syntax
from jigsmith.loop.build.importing.nodes import Node, part, text
from jigsmith.loop.build.importing.script import Code, Literal, Scope
from jigsmith.loop.build.importing.script_expressions import Script
from jigsmith.loop.build.importing.syntax import Expr, Name

Reading = Callable[[Scope, frozenset[str]], Script]
"""How the expressions of a script are read, where some names hold the answers."""
_NEVER = syntax.Unary("not", syntax.Const(value=True))


@dataclass(frozen=True, slots=True)
class Action:
    """One action, with the conditions under which it is done."""

    value: Any
    conditions: tuple[Expr, ...]
    where: str


def one(into: notes.Import, each: Any, conditions: tuple[Expr, ...], where: str) -> Iterator[Action]:
    """What stands in a list of actions as an action; code is none, which is said."""
    if isinstance(each, dict):
        yield Action(each, conditions, each.where if isinstance(each, Literal) else where)
    elif isinstance(each, Code):
        shown = "an action that is a function" if each.is_function else f"the action `{each.text[:80]}`"
        into.say(each.where, f"{shown} is code; it does not run here")


def all_of(conditions: tuple[Expr, ...]) -> str:
    """Conditions as one expression; `true`: there is none that can be false."""
    wanted = [each for each in conditions if each != syntax.Unary("not", _NEVER)]
    if not wanted:
        return "true"
    found = wanted[0]
    for each in wanted[1:]:
        found = syntax.Binary("and", found, each)
    return syntax.write(found)


class Body:
    """Goes through a function that gives actions."""

    def __init__(self, code: Code, names: Mapping[str, str], reading: Reading, into: notes.Import) -> None:
        self.into = into
        self.names = names
        self.reading = reading
        listed = functions.parameters_of(code.node)
        self.answers = frozenset(name for name in listed[:1] if name)
        self.code = code
        bound = {name: Name(names[name]) for name in functions.taken_apart(code.node) if name in names}
        self.scope = code.scope.inner(bound)
        self.found: list[Action] = []
        self.lists: dict[str, list[Action]] = {}

    def actions(self) -> list[Action]:
        """The actions, in order."""
        body = part(self.code.node, "body")
        if body.type != "statement_block":
            return self.listed(body, ())
        self.statements(body, ())
        return self.found

    def statements(self, block: Node, conditions: tuple[Expr, ...]) -> None:
        """Go through the statements of a block."""
        for statement in block.named_children:
            self.statement(statement, conditions)
            if statement.type == "if_statement" and _leaves(part(statement, "consequence")):
                conditions = (*conditions, syntax.Unary("not", self.condition(part(statement, "condition"))))

    def statement(self, statement: Node, conditions: tuple[Expr, ...]) -> None:
        """Do what a statement does to the lists of actions."""
        kind = statement.type
        if kind in ("lexical_declaration", "variable_declaration"):
            self.declare(statement, conditions)
        elif kind == "if_statement":
            self.branch(statement, conditions)
        elif kind == "return_statement" and statement.named_children:
            self.found += self.listed(statement.named_children[0], conditions)
        elif kind == "statement_block":
            self.statements(statement, conditions)
        elif kind == "expression_statement":
            self.expression(nodes.bare(statement.named_children[0]), conditions)
        elif kind not in ("comment", "empty_statement", "function_declaration", "return_statement"):
            self.into.say(
                self.scope.where(statement), f"`{' '.join(text(statement).split())[:80]}` is code; it does not run here"
            )

    def declare(self, statement: Node, conditions: tuple[Expr, ...]) -> None:
        """Note what a statement declares."""
        for name, value in nodes.declarations(statement).items():
            if nodes.bare(value).type == "array":
                self.lists[name] = self.listed(value, conditions)
            else:
                self.scope.names[name] = value
        for pattern in nodes.inside(statement, "object_pattern"):
            for each in nodes.inside(pattern, "shorthand_property_identifier_pattern"):
                if text(each) in self.names:
                    self.scope.names[text(each)] = Name(self.names[text(each)])

    def branch(self, statement: Node, conditions: tuple[Expr, ...]) -> None:
        """Go through both ways of an `if`."""
        condition = self.condition(part(statement, "condition"))
        if condition != _NEVER:
            self.statement(part(statement, "consequence"), (*conditions, condition))
        other = statement.child_by_field_name("alternative")
        if other is not None:
            inner = other.named_children[0] if other.type == "else_clause" else other
            self.statement(inner, (*conditions, syntax.Unary("not", condition)))

    def condition(self, node: Node) -> Expr:
        """The condition of an `if`; where it has no counterpart, a parameter."""
        reader = self.reading(self.scope, self.answers)
        return self.into.translated(lambda: reader.expression(node), text(node), self.scope.where(node), kind="boolean")

    def expression(self, node: Node, conditions: tuple[Expr, ...]) -> None:
        """`actions.push(...)`, `actions = actions.concat(...)`."""
        if node.type == "call_expression" and text(part(part(node, "function"), "property")) in ("push", "unshift"):
            name = text(part(part(node, "function"), "object"))
            for each in part(node, "arguments").named_children:
                self.lists.setdefault(name, []).extend(self.element(each, conditions))
        elif node.type == "assignment_expression":
            self.lists[text(part(node, "left"))] = self.listed(part(node, "right"), conditions)
        else:
            self.into.say(
                self.scope.where(node), f"`{' '.join(text(node).split())[:80]}` is code; it does not run here"
            )

    def listed(self, node: Node, conditions: tuple[Expr, ...]) -> list[Action]:  # noqa: PLR0911 - one for each kind
        """The actions of an expression that is a list of them."""
        node = nodes.bare(node)
        if node.type == "array":
            return [
                action
                for each in node.named_children
                if each.type != "comment"
                for action in self.element(each, conditions)
            ]
        if node.type == "identifier" and text(node) in self.lists:
            known = self.lists[text(node)]
            return [Action(each.value, _joined(conditions, each.conditions), each.where) for each in known]
        if node.type == "ternary_expression":
            condition = self.condition(part(node, "condition"))
            yes = self.listed(part(node, "consequence"), (*conditions, condition))
            return yes + self.listed(part(node, "alternative"), (*conditions, syntax.Unary("not", condition)))
        if node.type == "binary_expression" and text(part(node, "operator")) == "&&":
            return self.listed(part(node, "right"), (*conditions, self.condition(part(node, "left"))))
        if node.type == "call_expression":
            return self.called(node, conditions)
        value = self.scope.reader.value(node, self.scope)
        if isinstance(value, list):
            return [action for each in value for action in one(self.into, each, conditions, self.scope.where(node))]
        self.into.say(
            self.scope.where(node), f"`{' '.join(text(node).split())[:80]}` is code; its actions are not here"
        )
        return []

    def called(self, node: Node, conditions: tuple[Expr, ...]) -> list[Action]:
        """`a.concat(b)`, `list.filter(Boolean)`."""
        function = part(node, "function")
        name, args = text(function.child_by_field_name("property")), part(node, "arguments").named_children
        if name == "concat":
            parts = [part(function, "object"), *args]
            return [
                action
                for each in parts
                for action in (
                    self.listed(each, conditions)
                    if nodes.bare(each).type != "object"
                    else self.element(each, conditions)
                )
            ]
        if name == "filter" and len(args) == 1 and text(args[0]) == "Boolean":
            return self.listed(part(function, "object"), conditions)
        self.into.say(
            self.scope.where(node), f"`{' '.join(text(node).split())[:80]}` is code; its actions are not here"
        )
        return []

    def element(self, node: Node, conditions: tuple[Expr, ...]) -> list[Action]:
        """The actions of one member of a list."""
        node = nodes.bare(node)
        if node.type == "spread_element":
            return self.listed(node.named_children[0], conditions)
        if node.type == "ternary_expression":
            condition = self.condition(part(node, "condition"))
            yes = self.element(part(node, "consequence"), (*conditions, condition))
            return yes + self.element(part(node, "alternative"), (*conditions, syntax.Unary("not", condition)))
        if node.type == "binary_expression" and text(part(node, "operator")) == "&&":
            return self.element(part(node, "right"), (*conditions, self.condition(part(node, "left"))))
        if node.type in ("null", "undefined", "false", "array"):
            return []
        value = self.scope.reader.value(node, self.scope)
        return list(one(self.into, value, conditions, self.scope.where(node)))


def _leaves(block: Node) -> bool:
    """Whether a block ends with a `return`."""
    last = block if block.type != "statement_block" else block.named_children[-1] if block.named_children else None
    return last is not None and last.type == "return_statement"


def _joined(outer: tuple[Expr, ...], inner: tuple[Expr, ...]) -> tuple[Expr, ...]:
    return (*outer, *(each for each in inner if each not in outer))
