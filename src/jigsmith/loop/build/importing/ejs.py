"""EJS: texts with JavaScript in them, in the words of the engine here. The script is read as a whole and never run.

The language is documented at https://ejs.co.

It is longer than 250 lines: one method for each kind of statement.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import tree_sitter

from jigsmith.engines.trees import syntax as trees
from jigsmith.loop.build.importing import functions, nodes, notes, pieces, syntax
from jigsmith.loop.build.importing.ejs_program import Program, program
from jigsmith.loop.build.importing.nodes import Node, part, text
from jigsmith.loop.build.importing.pieces import Piece, Tag, Text
from jigsmith.loop.build.importing.script import Scope
from jigsmith.loop.build.importing.script_expressions import Script
from jigsmith.loop.build.importing.syntax import Attr, Const, Expr, Filter, Name, Untranslatable

Reading = Callable[[Scope], Script]
"""How the expressions in a text are read, where its own declarations count too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ejs:
    """What the names in the texts of one generator mean."""

    into: notes.Import
    reading: Reading
    scope: Scope
    booleans: frozenset[str] = frozenset()
    """Parameters that are true or false, which JavaScript writes small."""

    def text(self, text: str, where: str) -> str:
        """A text as a template here."""
        return pieces.assemble(self.pieces(text, where))

    def pieces(self, text: str, where: str) -> list[Piece]:
        """The pieces of a text."""
        return _Reader(self, where).read(text.replace("\r\n", "\n"))


class _Reader:
    """Reads one text."""

    def __init__(self, env: Ejs, where: str) -> None:
        self.env = env
        file, _, line = where.rpartition(":")
        self.file, self.above = (file, int(line) - 1) if line.isdigit() else (where, 0)
        self.scope = env.scope.inner()
        self.script = env.reading(self.scope)
        self.program = Program()

    def read(self, source: str) -> list[Piece]:
        if "<%" not in source:
            return [Text(source.replace("%%>", "%>"))]
        self.program = program(source)
        data = "".join(self.program.parts).encode()
        root = tree_sitter.Parser(trees.grammar("javascript")).parse(data).root_node
        if root.has_error:
            self.say(self.error_in(root), "the script in this file cannot be read; the file is as it stands")
            return [Text(source)]
        return self.statements(root)

    def error_in(self, root: Node) -> Node:
        return next(iter(nodes.inside(root, "ERROR")), root)

    def at(self, node: Node) -> str:
        return f"{self.file}:{self.above + node.start_point[0] + 1}"

    def say(self, node: Node, what: str) -> None:
        self.env.into.say(self.at(node), what)

    # ------------------------------------------------------------------------------------------------ statements
    def statements(self, block: Node) -> list[Piece]:
        return [piece for statement in block.named_children for piece in self.statement(statement)]

    def statement(self, node: Node) -> list[Piece]:
        if node.type in ("statement_block", "else_clause"):
            return self.statements(node)
        handler = getattr(self, f"_{node.type}", None)
        if handler is None:
            if node.type not in ("comment", "empty_statement", "hash_bang_line"):
                self.say(node, f"`{self.shown(node)}` is code; it is left out")
            return []
        made: list[Piece] = handler(node)
        return made

    def shown(self, node: Node) -> str:
        """A statement as it is written, on one line, without what stands for the texts in it."""
        return " ".join(re.sub(r";?__t\(\d+\);", " ", text(node)).split())[:80]

    def _expression_statement(self, node: Node) -> list[Piece]:
        inner = nodes.bare(node.named_children[0])
        if inner.type == "call_expression":
            name = text(part(inner, "function"))
            given = part(inner, "arguments").named_children
            if name == "__t":
                return [Text(self.program.texts[int(text(given[0]))])]
            if name == "__e":
                return [self.output(given[1], self.program.wholes[int(text(given[0]))])]
            if text(part(inner, "function").child_by_field_name("property")) == "forEach":
                return self.for_each(inner, given)
        if inner.type in ("assignment_expression", "augmented_assignment_expression"):
            return self.assigned(inner)
        if inner.type == "sequence_expression":
            return [
                piece
                for each in inner.named_children
                if each.type == "assignment_expression"
                for piece in self.assigned(each)
            ]
        self.say(node, f"`{self.shown(node)}` is code; it is left out")
        return []

    def output(self, node: Node, whole: str) -> Piece:
        about = {text(each) for each in nodes.inside(node, "identifier")}
        try:
            expr = self.env.into.translated(
                lambda: self.script.expression(node), whole, self.at(node), local=bool(about & self.script.local)
            )
        except Untranslatable as error:
            self.say(node, f"`{whole}`: {error} has no counterpart; it is in the output as it stands")
            return Text(whole)
        if isinstance(expr, Name) and expr.id in self.env.booleans:
            expr = Filter(expr, "json")
        return Tag("output", syntax.write(expr))

    def condition(self, node: Node) -> str:
        about = {text(each) for each in nodes.inside(node, "identifier")}
        shown = text(nodes.bare(node))
        try:
            expr = self.env.into.translated(
                lambda: self.script.expression(node),
                shown,
                self.at(node),
                kind="boolean",
                local=bool(about & self.script.local),
            )
        except Untranslatable as error:
            self.say(node, f"`{shown}`: {error} has no counterpart; it counts as false")
            return "false"
        return syntax.write(expr)

    def _if_statement(self, node: Node) -> list[Piece]:
        found: list[Piece] = [Tag("statement", f"if {self.condition(part(node, 'condition'))}")]
        found += self.statement(part(node, "consequence"))
        other = node.child_by_field_name("alternative")
        while other is not None:
            inner = other.named_children[0] if other.type == "else_clause" else other
            if inner.type != "if_statement":
                found += [Tag("statement", "else"), *self.statement(inner)]
                break
            found.append(Tag("statement", f"elif {self.condition(part(inner, 'condition'))}"))
            found += self.statement(part(inner, "consequence"))
            other = inner.child_by_field_name("alternative")
        return [*found, Tag("statement", "endif")]

    def items(self, node: Node) -> str:
        about = {text(each) for each in nodes.inside(node, "identifier")}
        try:
            expr = self.env.into.translated(
                lambda: self.script.expression(node),
                text(node),
                self.at(node),
                kind="list",
                local=bool(about & self.script.local),
            )
        except Untranslatable as error:
            self.say(node, f"{error} has no counterpart; the loop goes through nothing")
            return "[]"
        return syntax.write(expr)

    def loop(self, names: str, items: str, body: Node) -> list[Piece]:
        self.script.local |= {*re.findall(r"\w+", names), "loop"}
        return [Tag("statement", f"for {names} in {items}"), *self.statement(body), Tag("statement", "endfor")]

    def for_each(self, node: Node, given: list[Node]) -> list[Piece]:
        of, function = part(part(node, "function"), "object"), given[0] if given else node
        if function.type not in nodes.FUNCTIONS:
            self.say(node, f"`{self.shown(node)}` is code; it is left out")
            return []
        names = functions.parameters_of(function) or ["each"]
        parts = functions.items_of(function)
        if len(names) > 1:
            self.scope.names[names[1]] = Attr(Name("loop"), "index0")
        entries = of.type == "call_expression" and text(part(of, "function")) == "Object.entries"
        if entries and len(parts) == 2:
            items = f"{self.items(part(of, 'arguments').named_children[0])} | items"
            return self.loop(", ".join(parts), items, part(function, "body"))
        item = names[0] or "item"
        for each in functions.taken_apart(function):
            self.scope.names[each] = Attr(Name(item), each)
            self.script.local.discard(each)
        return self.loop(item, self.items(of), part(function, "body"))

    def _for_in_statement(self, node: Node) -> list[Piece]:
        left, right = part(node, "left"), part(node, "right")
        if text(part(node, "operator")) != "of" or left.type not in ("identifier", "array_pattern"):
            self.say(node, f"`{self.shown(node)}` goes through names; it is left out")
            return []
        names = ", ".join(text(each) for each in left.named_children) if left.type == "array_pattern" else text(left)
        return self.loop(names, self.items(right), part(node, "body"))

    def _for_statement(self, node: Node) -> list[Piece]:
        """`for (let i = 0; i < xs.length; i++)`."""
        head = " ".join(text(node).partition(")")[0].split())
        found = re.search(
            r"\(\s*(?:let|var)\s+(\w+)\s*=\s*(\d+)\s*;\s*\1\s*<\s*(.+?)\s*;\s*(?:\1\+\+|\+\+\1|\1 \+= 1)$", head
        )
        end = part(nodes.bare(part(node, "condition")), "right")
        if not found:
            self.say(node, f"`{self.shown(node)}` is code; it is left out")
            return []
        return self.loop(found[1], f"range({found[2]}, {self.items(end)})", part(node, "body"))

    def _lexical_declaration(self, node: Node) -> list[Piece]:
        made: list[Piece] = []
        for name, value in nodes.declarations(node).items():
            if value.type in nodes.FUNCTIONS:
                self.scope.names[name] = value
            else:
                made += self.set(name, value)
        for pattern in nodes.inside(node, "object_pattern"):
            if not any(name == text(nodes.bare(part(node.named_children[0], "value"))) for name in self.script.answers):
                self.say(pattern, f"`{self.shown(node)}` is code; it is left out")
        return made

    _variable_declaration = _lexical_declaration

    def _function_declaration(self, node: Node) -> list[Piece]:
        self.scope.names[text(part(node, "name"))] = node
        return []

    def set(self, name: str, value: Node) -> list[Piece]:
        """A variable of the text itself."""
        try:
            expr: Expr = self.env.into.translated(
                lambda: self.script.expression(value), text(value), self.at(value), local=True
            )
        except Untranslatable as error:
            self.say(value, f"{error} has no counterpart; `{name}` is empty")
            expr = Const("")
        self.script.local.add(name)
        return [Tag("statement", f"set {name} = {syntax.write(expr)}")]

    def assigned(self, node: Node) -> list[Piece]:
        left = part(node, "left")
        if left.type != "identifier" or node.type == "augmented_assignment_expression":
            self.say(node, f"`{self.shown(node)}` is code; it is left out")
            return []
        return self.set(text(left), part(node, "right"))
