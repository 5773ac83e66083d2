"""Expressions of Jinja as trees.

It is longer than 250 lines: one method for each level of operators.
"""

import ast
import re
import warnings
from collections.abc import Iterator

from jigsmith.loop.build.importing import syntax
from jigsmith.loop.build.importing.syntax import Expr, Untranslatable

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?)
    |(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<name>[^\W\d]\w*)
    |(?P<op>==|!=|<=|>=|//|\*\*|[-+*/%~|.,:()\[\]{}<>=]))""",
    re.VERBOSE | re.DOTALL,
)
_COMPARED = {"==", "!=", "<", ">", "<=", ">="}
STATED = frozenset({"range", "dict", "namespace", "loop", "caller", "self", "super", "varargs", "kwargs"})
"""Names that are there without being declared."""
_CONSTANTS = {"true": True, "false": False, "none": None, "True": True, "False": False, "None": None}


def parse(text: str) -> Expr:
    """The expression that `text` is; Untranslatable: it is none."""
    parser = _Parser(text)
    found = parser.expression()
    if parser.kind:
        raise Untranslatable(f"`{text.strip()}`")
    return found


def parse_tuple(text: str) -> tuple[Expr, ...]:
    """Expressions with commas between them."""
    parser = _Parser(text)
    found = [parser.expression()]
    while parser.take(","):
        found.append(parser.expression())
    if parser.kind:
        raise Untranslatable(f"`{text.strip()}`")
    return tuple(found)


def unquoted(literal: str) -> str:
    """The text of a string with its quotes; an escape that is none stays."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return str(ast.literal_eval(literal.replace("\n", "\\n")))
        except (ValueError, SyntaxError) as error:
            raise Untranslatable(f"`{literal}`") from error


class _Parser:
    """Reads tokens one by one; `kind` is empty at the end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._split()
        self.depth = 0
        self.kind, self.value = next(self.tokens)

    def _split(self) -> Iterator[tuple[str, str]]:
        at = 0
        while self.text[at:].strip():
            found = _TOKEN.match(self.text, at)
            if not found:
                raise Untranslatable(f"`{self.text.strip()}`")
            at = found.end()
            yield str(found.lastgroup), found[str(found.lastgroup)]
        while True:
            yield "", ""

    def next(self) -> str:
        value = self.value
        self.kind, self.value = next(self.tokens)
        return value

    def take(self, *values: str) -> str:
        return self.next() if self.value in values and self.kind in ("op", "name") else ""

    def need(self, value: str) -> None:
        if not self.take(value):
            raise Untranslatable(f"`{self.text.strip()}`")

    def expression(self) -> Expr:
        self.depth += 1
        if self.depth > syntax.MAX_DEPTH:
            raise Untranslatable("an expression nested too deeply")
        found = self.either()
        while self.take("if"):
            test = self.either()
            other = self.expression() if self.take("else") else syntax.Const("")
            found = syntax.Choice(test, found, other)
        self.depth -= 1
        return found

    def either(self) -> Expr:
        found = self.both()
        while self.take("or"):
            found = syntax.Binary("or", found, self.both())
        return found

    def both(self) -> Expr:
        found = self.negated()
        while self.take("and"):
            found = syntax.Binary("and", found, self.negated())
        return found

    def negated(self) -> Expr:
        return syntax.Unary("not", self.negated()) if self.take("not") else self.compared()

    def compared(self) -> Expr:
        found = first = self.sum()
        chained: Expr | None = None
        while True:
            op = self.take(*_COMPARED, "in") or ("not in" if self.value == "not" and self.not_in() else "")
            if not op:
                return found if chained is None else chained
            right = self.sum()
            found = syntax.Binary(op, first, right)
            chained = found if chained is None else syntax.Binary("and", chained, found)
            first = right

    def not_in(self) -> bool:
        self.next()
        self.need("in")
        return True

    def sum(self) -> Expr:
        found = self.product()
        while op := self.take("+", "-", "~"):
            found = syntax.Binary(op, found, self.product())
        return found

    def product(self) -> Expr:
        found = self.signed()
        while op := self.take("*", "/", "//", "%", "**"):
            found = syntax.Binary(op, found, self.signed())
        return found

    def signed(self) -> Expr:
        if self.take("-"):
            return syntax.Unary("-", self.signed())
        self.take("+")
        return self.filtered()

    def filtered(self) -> Expr:
        found = self.postfix(self.primary())
        while True:
            if self.take("|"):
                found = syntax.Filter(found, self.dotted(), *self.optional_arguments())
            elif self.take("is"):
                found = self.tested(found)
            elif self.value in ("(", ".", "[") and self.kind == "op":
                found = self.postfix(found)
            else:
                return found

    def dotted(self) -> str:
        name = self.next()
        while self.take("."):
            name += f".{self.next()}"
        return name

    def tested(self, of: Expr) -> Expr:
        negated = bool(self.take("not"))
        name = self.next()
        if self.value == "(":
            args, _ = self.optional_arguments()
        elif self.kind in ("string", "number") or (
            self.kind == "name" and self.value not in ("and", "or", "else", "if", "is", "not", "in")
        ):
            args = (self.postfix(self.primary()),)
        else:
            args = ()
        return syntax.Test(of, name, args, negated)

    def postfix(self, found: Expr) -> Expr:
        while True:
            if self.take("."):
                name = self.next()
                found = syntax.Item(found, syntax.Const(int(name))) if name.isdigit() else syntax.Attr(found, name)
            elif self.take("["):
                found = self.subscript(found)
            elif self.value == "(" and self.kind == "op":
                found = syntax.Call(found, *self.optional_arguments())
            else:
                return found

    def subscript(self, of: Expr) -> Expr:
        start = None if self.value == ":" else self.expression()
        if not self.take(":"):
            self.need("]")
            return syntax.Item(of, start or syntax.Const(0))
        stop = None if self.value == "]" else self.expression()
        self.need("]")
        return syntax.Slice(of, start, stop)

    def optional_arguments(self) -> tuple[tuple[Expr, ...], tuple[tuple[str, Expr], ...]]:
        args: list[Expr] = []
        named: list[tuple[str, Expr]] = []
        if self.take("("):
            while not self.take(")"):
                value = self.expression()
                if isinstance(value, syntax.Name) and self.take("="):
                    named.append((value.id, self.expression()))
                else:
                    args.append(value)
                if self.value != ")":
                    self.need(",")
        return tuple(args), tuple(named)

    def primary(self) -> Expr:
        kind, value = self.kind, self.next()
        if kind == "string":
            return syntax.Const(self.strings(value))
        if kind == "number":
            number = ast.literal_eval(value)
            return syntax.Const(number)
        if kind == "name":
            return syntax.Const(_CONSTANTS[value]) if value in _CONSTANTS else syntax.Name(value)
        if value == "[":
            return syntax.Items(self.listed("]"))
        if value == "{":
            return self.table()
        if value == "(":
            items = self.listed(")")
            return items[0] if len(items) == 1 else syntax.Items(items)
        raise Untranslatable(f"`{self.text.strip()}`")

    def strings(self, first: str) -> str:
        text = unquoted(first)
        while self.kind == "string":
            text += unquoted(self.next())
        return text

    def listed(self, end: str) -> tuple[Expr, ...]:
        found: list[Expr] = []
        while not self.take(end):
            found.append(self.expression())
            if self.value != end:
                self.need(",")
        return tuple(found)

    def table(self) -> Expr:
        pairs: list[tuple[Expr, Expr]] = []
        while not self.take("}"):
            key = self.expression()
            self.need(":")
            pairs.append((key, self.expression()))
            if self.value != "}":
                self.need(",")
        return syntax.Table(tuple(pairs))
