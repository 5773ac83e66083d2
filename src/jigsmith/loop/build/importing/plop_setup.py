"""What a plopfile sets up: its generators, helpers and partials, found by following what it does with `plop`."""

from dataclasses import dataclass, field
from typing import Any

from jigsmith.loop.build.importing import functions, nodes
from jigsmith.loop.build.importing.nodes import Node, part, text
from jigsmith.loop.build.importing.script import MAX_DEPTH, Code, Scope

_SET = {"setHelper": "helpers", "addHelper": "helpers", "setPartial": "partials", "addPartial": "partials"}
MAX_GENERATORS = 200


@dataclass(slots=True)
class Found:
    """What a plopfile sets up."""

    generators: dict[str, tuple[Any, str]] = field(default_factory=dict)
    helpers: dict[str, Any] = field(default_factory=dict)
    partials: dict[str, Any] = field(default_factory=dict)
    lost: list[tuple[str, str]] = field(default_factory=list)


class Setup:
    """Follows what a plopfile does with `plop`."""

    def __init__(self, found: Found, depth: int = 0) -> None:
        self.found = found
        self.depth = depth
        self.direct: set[str] = set()
        """Methods that are taken out of `plop`."""

    def function(self, code: Code) -> None:
        """Go through a function whose first parameter is `plop`."""
        plop = next(iter(functions.parameters_of(code.node)), "plop")
        self.direct |= set(functions.taken_apart(code.node))
        body = part(code.node, "body")
        names = {
            key: value for statement in body.named_children for key, value in nodes.declarations(statement).items()
        }
        scope = code.scope.inner(names)
        self.walk(body, plop, scope)

    def walk(self, node: Node, plop: str, scope: Scope) -> None:
        """Go through all calls in a node; what is done for each item of a list that is known, once for each."""
        if node.type == "call_expression" and text(part(node, "function").child_by_field_name("property")) == "forEach":
            items = scope.reader.value(part(part(node, "function"), "object"), scope)
            each = scope.reader.value(part(node, "arguments").named_children[0], scope)
            if isinstance(items, list) and isinstance(each, Code) and each.is_function:
                for item in items[:MAX_GENERATORS]:
                    bound: dict[str, Any] = dict(zip(functions.parameters_of(each.node), [item], strict=False))
                    self.walk(part(each.node, "body"), plop, scope.inner({**functions.declared(each.node), **bound}))
                return
        if node.type == "call_expression":
            self.call(node, plop, scope)
        for child in node.named_children:
            self.walk(child, plop, scope)

    def call(self, call: Node, plop: str, scope: Scope) -> None:
        """Look at one call."""
        function = part(call, "function")
        given = [each for each in part(call, "arguments").named_children if each.type != "comment"]
        reader = scope.reader
        if function.type == "member_expression" and text(part(function, "object")) == plop:
            self.on_plop(text(part(function, "property")), given, call, scope)
        elif function.type == "identifier" and text(function) in self.direct:
            self.on_plop(text(function), given, call, scope)
        elif any(text(each) == plop for each in given) and self.depth < MAX_DEPTH:
            target = reader.value(function, scope)
            if isinstance(target, Code) and target.is_function:
                Setup(self.found, self.depth + 1).function(target)

    def on_plop(self, method: str, given: list[Node], call: Node, scope: Scope) -> None:
        """Note what a call of a method of `plop` sets up."""
        where = scope.where(call)
        values = [scope.reader.value(each, scope) for each in given]
        if method == "setGenerator" and len(values) == 2:
            if isinstance(values[0], str):
                self.found.generators[values[0]] = values[1], where
            else:
                self.found.lost.append(
                    (where, f"the name of the generator `{text(given[0])}` is worked out; it is left out")
                )
        elif method in _SET and len(values) == 2 and isinstance(values[0], str):
            getattr(self.found, _SET[method])[values[0]] = values[1]
        elif method in ("load", "setActionType", "addActionType", "addPrompt", "setPrompt"):
            named = f" `{values[0]}`" if values and isinstance(values[0], str) else ""
            what = {"load": "the pack", "addPrompt": "the kind of prompt", "setPrompt": "the kind of prompt"}.get(
                method, "the kind of action"
            )
            self.found.lost.append((where, f"{what}{named} is code; what it adds is not here"))
