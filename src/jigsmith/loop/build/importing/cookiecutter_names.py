"""The variables of a cookiecutter template, by the names they have here."""

from collections.abc import Callable, Mapping
from typing import Any

from jigsmith.loop.build.importing import jinja_expressions, syntax
from jigsmith.loop.build.importing.syntax import Attr, Call, Const, Expr, Item, Name, Untranslatable

CONTEXT = "cookiecutter"


class Names:
    """What `cookiecutter.NAME` stands for."""

    def __init__(self, raw: Mapping[str, Any], known: Mapping[str, str], constants: Mapping[str, Any]) -> None:
        self.raw = raw
        self.known = known
        self.constants = constants

    def names(self, expr: Expr, local: frozenset[str]) -> Expr:
        """An expression with its variables by their names here; Untranslatable."""

        def part(each: Expr) -> Expr:
            match each:
                case Attr(Name("cookiecutter"), "get") if "get" not in self.raw:
                    return each
                case Attr(Name("cookiecutter"), key) | Item(Name("cookiecutter"), Const(str() as key)):
                    return self.variable(key)
                case Call(Attr(Name("cookiecutter"), "get"), (Const(str() as key), *rest)):
                    return self.variable(key) if key in self.raw else (rest[0] if rest else Const(""))
            return each

        # the innermost first would meet the name alone: what it belongs to is looked at before
        return _outermost(expr, part, self.strange, local)

    def strange(self, name: str) -> Expr:
        """A variable that is not of the template."""
        what = "the whole of `cookiecutter`" if name == CONTEXT else f"the variable `{name}`"
        raise Untranslatable(what)

    def variable(self, key: str) -> Expr:
        """What a variable stands for."""
        if key in self.known:
            return Name(self.known[key])
        if key in self.constants:
            return _constant(self.constants[key])
        if key == "_copy_without_render":
            return _constant(self.raw[key])
        raise Untranslatable(f"the variable `{key}`")


def _constant(value: Any) -> Expr:
    """A value of JSON as an expression."""
    if isinstance(value, list):
        return syntax.Items(tuple(_constant(each) for each in value))
    if isinstance(value, dict):
        return syntax.Table(tuple((Const(key), _constant(each)) for key, each in value.items()))
    return Const(value)


def _outermost(expr: Expr, part: Callable[[Expr], Expr], strange: Callable[[str], Expr], local: frozenset[str]) -> Expr:
    """`expr` with variables of the context replaced; any other that is not local is strange."""
    hidden: dict[str, Expr] = {}

    def hide(each: Expr) -> Expr:
        new = part(each)
        if new is not each:
            key = f"\0{len(hidden)}"
            hidden[key] = new
            return Name(key)
        return each

    def show(each: Expr) -> Expr:
        if isinstance(each, Name):
            if each.id in hidden:
                return hidden[each.id]
            if each.id not in local and each.id not in jinja_expressions.STATED:
                strange(each.id)
        return each

    return syntax.change(syntax.change(expr, hide), show)
