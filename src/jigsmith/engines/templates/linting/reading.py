"""Reading: the words of an expression as a tree, by the grammar of minijinja's expressions."""

from collections.abc import Sequence

from jigsmith.engines.templates.linting import constants, scanning
from jigsmith.engines.templates.linting.nodes import Node

MAX_DEPTH = 200
"""How deep the tree of an expression can get; what is deeper is left to the engine."""
_CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "none": None, "None": None}
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("not",),
    ("==", "!=", "<", "<=", ">", ">=", "in", "not in"),
    ("~",),
    ("+", "-"),
    ("*", "/", "//", "%"),
    ("**",),
)
_LEVEL = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators if operator != "not"}
_NOT = 2
_JOINING = frozenset({"and", "or", "if", "else", "is", "in", "not"})


class Reader:
    """Reads the words of one tag from left to right."""

    def __init__(self, words: Sequence[scanning.Word]) -> None:
        self.words = words
        self.at = 0
        self.depth = 0

    @property
    def word(self) -> scanning.Word:
        """The word that is read next."""
        return self.words[self.at]

    def is_next(self, *texts: str) -> bool:
        """Whether one of these comes next."""
        return self.word.kind in ("mark", "name") and self.word.text in texts

    def take(self, *texts: str) -> bool:
        """Step over one of these, if it comes next."""
        found = self.is_next(*texts)
        self.at += found
        return found

    def need(self, text: str) -> None:
        """Step over what has to come here, or else Unreadable."""
        if not self.take(text):
            raise scanning.Unreadable

    def name(self) -> str:
        """Step over a name. Unreadable: there is none."""
        if self.word.kind != "name":
            raise scanning.Unreadable
        self.at += 1
        return self.words[self.at - 1].text

    def whole(self) -> Node:
        """The expression that all the words are."""
        found = self.expression()
        if self.word.kind != "end":
            raise scanning.Unreadable
        return found

    def expression(self) -> Node:
        """An expression, `a if b else c` included."""
        before = self.depth
        self.deeper()
        found = self.operation(0)
        while self.is_next("if"):
            line = self.word.line
            self.at += 1
            parts = [found, self.operation(0)]
            if self.take("else"):
                parts.append(self.expression())
            found = Node("if", line, None, tuple(parts))
        self.depth = before
        return found

    def deeper(self) -> None:
        """Count what makes the tree deeper, all of it: brackets and chains of operators alike."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise scanning.Unreadable

    def operation(self, level: int) -> Node:
        """What is joined by operators of this level and above."""
        line = self.word.line
        if self.take("not"):
            self.deeper()
            found = Node("operation", line, "not", (self.operation(_NOT),))
        else:
            found = self.unary()
        while operator := self.operator(level):
            self.deeper()
            found = Node("operation", self.word.line, operator, (found, self.operation(_LEVEL[operator] + 1)))
        return found

    def operator(self, level: int) -> str | None:
        """Step over an operator, if one of this level or above comes next."""
        text = self.word.text if self.word.kind in ("mark", "name") else ""
        if text == "not" and self.words[self.at + 1].text == "in":
            text = "not in"
        if _LEVEL.get(text, -1) < level:
            return None
        self.at += 1 + (text == "not in")
        return text

    def unary(self) -> Node:
        """A value with its sign, and the filters and tests behind it."""
        line = self.word.line
        if self.take("-"):
            self.deeper()
            return Node("operation", line, "-", (self.unary(),))
        found = self.postfix(self.primary())
        while self.is_next("|", "is"):
            self.deeper()
            found = self.filtered(found) if self.take("|") else self.tested(found)
        return found

    def filtered(self, base: Node) -> Node:
        """A value with the filter behind it."""
        line, name = self.word.line, self.name()
        return self.postfix(Node("filter", line, name, (base, *self.arguments())))

    def tested(self, base: Node) -> Node:
        """A value with the test behind it."""
        self.need("is")
        negated = self.take("not")
        line, name = self.word.line, self.name()
        parts = self.arguments()
        if not parts and self.words[self.at - 1].text != ")" and self.starts_value():
            parts = (self.postfix(self.primary()),)
        found = Node("test", line, name, (base, *parts))
        return Node("operation", line, "not", (found,)) if negated else found

    def starts_value(self) -> bool:
        """Whether what comes next can be the argument of a test that has no brackets."""
        word = self.word
        return (
            word.kind in ("string", "number")
            or (word.kind == "name" and word.text not in _JOINING)
            or self.is_next("[")
        )

    def arguments(self) -> tuple[Node, ...]:
        """What stands in the brackets of a call; nothing without them."""
        return self.until(")") if self.take("(") else ()

    def until(self, closing: str) -> tuple[Node, ...]:
        """What stands up to a closing bracket, with commas between."""
        found: list[Node] = []
        while not self.take(closing):
            found.append(self.argument())
            if not self.is_next(closing):
                self.need(",")
        return tuple(found)

    def argument(self) -> Node:
        """An argument of a call, with its keyword if it has one."""
        line = self.word.line
        self.take("*", "**")
        following = self.words[min(self.at + 1, len(self.words) - 1)]
        if self.word.kind == "name" and (following.kind, following.text) == ("mark", "="):
            name = self.name()
            self.need("=")
            return Node("keyword", line, name, (self.expression(),))
        return self.expression()

    def postfix(self, base: Node) -> Node:
        """A value with its `.name`, `[index]` and `(arguments)`."""
        while self.is_next(".", "[", "("):
            self.deeper()
            line = self.word.line
            if self.take("."):
                if self.word.kind == "end":
                    raise scanning.Unreadable
                key = self.word.text
                self.at += 1
                base = Node("attribute", line, key, (base,))
            elif self.take("("):
                base = Node("call", line, None, (base, *self.until(")")))
            else:
                self.need("[")
                base = self.subscript(base, line)
        return base

    def subscript(self, base: Node, line: int) -> Node:
        """A value with what stands in the square brackets behind it."""
        parts: list[Node] = []
        colons = 0
        while not self.take("]"):
            if self.take(":"):
                colons += 1
            else:
                parts.append(self.expression())
            if self.word.kind == "end":
                raise scanning.Unreadable
        return Node("slice" if colons else "item", line, None, (base, *parts))

    def primary(self) -> Node:
        """A constant, a name, or what stands in brackets."""
        word = self.word
        self.at += word.kind != "end"
        if word.kind == "string":
            text = word.text
            while self.word.kind == "string":
                text += self.word.text
                self.at += 1
            return Node("constant", word.line, constants.text(text))
        if word.kind == "number":
            return Node("constant", word.line, constants.number(word.text))
        if word.kind == "name":
            known = word.text in _CONSTANTS
            return Node(
                "constant" if known else "name", word.line, _CONSTANTS.get(word.text, None if known else word.text)
            )
        return self.bracketed(word)

    def bracketed(self, word: scanning.Word) -> Node:
        """A list, a table, or an expression in brackets."""
        if word.text == "[":
            return Node("list", word.line, None, self.until("]"))
        if word.text == "(":
            parts = self.until(")")
            return parts[0] if len(parts) == 1 else Node("list", word.line, None, parts)
        if word.text != "{":
            raise scanning.Unreadable
        found: list[Node] = []
        while not self.take("}"):
            found.append(self.expression())
            self.need(":")
            found.append(self.expression())
            if not self.is_next("}"):
                self.need(",")
        return Node("dict", word.line, None, tuple(found))


def read(text: str) -> Node:
    """An expression that stands alone. Unreadable: it is none."""
    return Reader(scanning.words(text)).whole()
