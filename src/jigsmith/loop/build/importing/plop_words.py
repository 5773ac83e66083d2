"""What the names in the texts of a plop generator mean: its prompts, the data of an action, helpers and partials."""

from typing import Any

from jigsmith.loop.build.importing import dialect, functions, handlebars, nodes, notes, syntax
from jigsmith.loop.build.importing.nodes import part, text
from jigsmith.loop.build.importing.plop_setup import Found
from jigsmith.loop.build.importing.script import Code
from jigsmith.loop.build.importing.script_expressions import Script
from jigsmith.loop.build.importing.syntax import Expr, Name, Untranslatable


class Words:
    """The words of one generator."""

    def __init__(self, into: notes.Import, found: Found) -> None:
        self.into = into
        self.found = found
        self.names: dict[str, str] = {}
        self.data: dict[str, Expr] = {}

    def env(self, action: dict[str, Any]) -> handlebars.Handlebars:
        """How the texts of one action are read."""
        data = action.get("data")
        self.data = (
            {key: syntax.Const(value) for key, value in data.items() if isinstance(value, str | int | float | bool)}
            if isinstance(data, dict)
            else {}
        )
        booleans = frozenset(key for key, value in self.into.parameters.items() if value.get("type") == "boolean")
        given = {key: self.helper(key, value) for key, value in self.found.helpers.items() if isinstance(value, Code)}
        blocks = {
            key: helper
            for key, value in self.found.helpers.items()
            if isinstance(value, Code) and (helper := self.block(value))
        }
        partials = {key: value for key, value in self.found.partials.items() if isinstance(value, str)}
        return handlebars.Handlebars(
            into=self.into,
            resolve=self.resolve,
            helpers={**dialect.PLOP, **given},
            blocks=blocks,
            partials=partials,
            booleans=booleans,
        )

    def resolve(self, name: str) -> Expr:
        """A prompt, or what the action gives; Untranslatable."""
        if name in self.names:
            return Name(self.names[name])
        if name in self.data:
            return self.data[name]
        raise Untranslatable(f"the variable `{name}`")

    def helper(self, name: str, code: Code) -> dialect.Helper:
        """A helper whose function is one expression of what it is given."""

        def helper(args: tuple[Expr, ...]) -> Expr:
            returned = functions.returned(code.node)
            if returned is None:
                raise Untranslatable(f"the helper `{name}`, which is code")
            bound: dict[str, Any] = dict(zip(functions.parameters_of(code.node), args, strict=False))
            return Script(scope=code.scope.inner(bound)).expression(returned)

        return helper

    def block(self, code: Code) -> dialect.Helper | None:
        """A block helper that chooses between its two parts; None: it does something else."""
        body = part(code.node, "body")
        found = next(
            (
                each
                for each in nodes.inside(body, "ternary_expression", "if_statement")
                if ".fn(" in text(part(each, "consequence"))
            ),
            None,
        )
        if found is None:
            return None
        condition = part(found, "condition")

        def helper(args: tuple[Expr, ...]) -> Expr:
            bound: dict[str, Any] = dict(zip(functions.parameters_of(code.node), args, strict=False))
            return Script(scope=code.scope.inner(bound)).expression(condition)

        return helper
