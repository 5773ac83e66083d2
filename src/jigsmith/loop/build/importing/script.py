"""Scripts: what a JavaScript or TypeScript file says without being run: literals, names that stand for them, what it
imports from files beside it, and functions as syntax trees.

It is longer than 250 lines: one handler for each kind of node.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tree_sitter

from jigsmith.engines.trees import syntax as trees
from jigsmith.loop.build.importing import sources
from jigsmith.loop.build.importing.nodes import (
    FUNCTIONS,
    Node,
    bare,
    declarations,
    inside,
    key,
    part,
    string,
    text,
    unescaped,
)

MAX_DEPTH = 60
MAX_MODULES = 200
ENDINGS = ("", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", "/index.js", "/index.ts", "/index.mjs", "/index.cjs")


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression."""

    pattern: str
    flags: str = ""


class Literal(dict[str, Any]):
    """An object that is written out, with its file and line."""

    where = ""


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """What is not known without running it: a function, or an expression."""

    node: Node
    scope: "Scope"

    @property
    def is_function(self) -> bool:
        """Whether it is a function."""
        return self.node.type in FUNCTIONS

    @property
    def text(self) -> str:
        """As it is written, on one line."""
        return " ".join(text(self.node).split())

    @property
    def where(self) -> str:
        """File and line."""
        return self.scope.where(self.node)


@dataclass(slots=True)
class Module:
    """One file."""

    path: str
    root: Node
    names: dict[str, Any] = field(default_factory=dict)
    """What is declared at its top: syntax trees, or values of other modules."""
    exports: dict[str, Node] = field(default_factory=dict)
    """By name what it exports; `default`: what stands for all of it."""


@dataclass(slots=True)
class Scope:
    """Where a name is looked up: what is declared around it, then at the top of its file."""

    reader: "Reader"
    module: Module
    names: dict[str, Any] = field(default_factory=dict)
    outer: "Scope | None" = None

    def where(self, node: Node) -> str:
        """File and line."""
        return f"{self.module.path}:{node.start_point[0] + 1}"

    def find(self, name: str) -> Any:
        """What a name stands for; None: it is not declared here."""
        if name in self.names:
            return self.names[name]
        return self.outer.find(name) if self.outer else self.module.names.get(name)

    def inner(self, names: dict[str, Any] | None = None) -> "Scope":
        """A scope within this one."""
        return Scope(self.reader, self.module, names or {}, self)


class Reader:
    """Reads the files below one folder, each once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.modules: dict[str, Module] = {}

    def module(self, path: str) -> Module:
        """A file. FileUnreadable."""
        if path in self.modules:
            return self.modules[path]
        data = sources.text_of(self.root, path).encode()
        language = "typescript" if path.endswith("ts") else "javascript"
        found = Module(path, tree_sitter.Parser(trees.grammar(language)).parse(data).root_node)
        self.modules[path] = found
        for statement in found.root.named_children:
            self.note(found, statement)
        return found

    def scope(self, module: Module) -> Scope:
        """The top of a file."""
        return Scope(self, module)

    def note(self, module: Module, statement: Node) -> None:
        """Note what a statement at the top declares or exports."""
        if statement.type == "export_statement":
            inner = statement.child_by_field_name("declaration") or statement.child_by_field_name("value")
            if inner is not None:
                self.note(module, inner)
                is_default = any(child.type == "default" for child in statement.children)
                for name in ["default"] if is_default else declarations(inner):
                    module.exports[name] = inner if is_default else module.names[name]
        elif statement.type == "import_statement":
            module.names |= self.imported(module, statement)
        elif statement.type == "expression_statement":
            self.assigned(module, statement.named_children[0])
        else:
            module.names |= declarations(statement)

    def assigned(self, module: Module, node: Node) -> None:
        """`module.exports = ...`, `exports.name = ...`."""
        if node.type != "assignment_expression":
            return
        left = text(part(node, "left")).replace("module.exports", "exports")
        if left == "exports":
            module.exports["default"] = part(node, "right")
        elif left.startswith("exports."):
            module.exports[left.removeprefix("exports.")] = part(node, "right")

    def imported(self, module: Module, statement: Node) -> dict[str, Any]:
        """The names that an `import` brings."""
        path = self.resolved(module, string(part(statement, "source")))
        found: dict[str, Any] = {}
        for clause in inside(statement, "import_clause"):
            for child in clause.named_children:
                if child.type == "identifier":
                    found[text(child)] = Imported(path, "default")
                elif child.type == "namespace_import":
                    found[text(child.named_children[0])] = Imported(path, "*")
            for each in inside(clause, "import_specifier"):
                alias = each.child_by_field_name("alias") or part(each, "name")
                found[text(alias)] = Imported(path, text(part(each, "name")))
        return found

    def resolved(self, module: Module, name: str) -> str | None:
        """The path of a file that is imported by a relative name; None: it is a package, or not there."""
        if not name.startswith("."):
            return None
        folder = module.path.rpartition("/")[0]
        stem = f"{folder}/{name}" if folder else name
        stems = [stem, stem.removesuffix(".js")] if stem.endswith(".js") else [stem]
        return next(
            (path for each in stems for end in ENDINGS if (path := sources.inside(self.root, each + end))), None
        )

    # ------------------------------------------------------------------------------------------------ values
    def exported(self, path: str | None, name: str, depth: int) -> Any:
        """What a file exports; None: nothing that is known."""
        if path is None or len(self.modules) > MAX_MODULES or depth > MAX_DEPTH:
            return None
        if path.endswith(".json"):
            return None
        module = self.module(path)
        scope = self.scope(module)
        if name == "*" or (name == "default" and "default" not in module.exports):
            return {key: self.value(node, scope, depth + 1) for key, node in module.exports.items()}
        node = module.exports.get(name)
        if node is None and "default" in module.exports:
            whole = self.value(module.exports["default"], scope, depth + 1)
            return whole.get(name) if isinstance(whole, dict) else None
        return self.value(node, scope, depth + 1) if node is not None else None

    def value(self, node: Node, scope: Scope, depth: int = 0) -> Any:
        """What an expression stands for: plain data, Regex, or Code where that would have to be run."""
        node = bare(node)
        if depth > MAX_DEPTH:
            return Code(node, scope)
        handler = getattr(self, f"_{node.type}", None)
        found = handler(node, scope, depth + 1) if handler else None
        return Code(node, scope) if found is None else found.value

    def _string(self, node: Node, scope: Scope, depth: int) -> "Known":
        return Known(string(node))

    def _number(self, node: Node, scope: Scope, depth: int) -> "Known | None":
        try:
            return Known(int(text(node).replace("_", ""), 0))
        except ValueError:
            return Known(float(text(node)))

    def _true(self, node: Node, scope: Scope, depth: int) -> "Known":
        return Known(node.type == "true")

    _false = _true

    def _null(self, node: Node, scope: Scope, depth: int) -> "Known":
        return Known(None)

    _undefined = _null

    def _regex(self, node: Node, scope: Scope, depth: int) -> "Known":
        return Known(Regex(text(part(node, "pattern")), text(node.child_by_field_name("flags"))))

    def _array(self, node: Node, scope: Scope, depth: int) -> "Known":
        found: list[Any] = []
        for child in node.named_children:
            if child.type == "spread_element":
                inner = self.value(child.named_children[0], scope, depth)
                found += inner if isinstance(inner, list) else [Code(child, scope)]
            elif child.type != "comment":
                found.append(self.value(child, scope, depth))
        return Known(found)

    def _object(self, node: Node, scope: Scope, depth: int) -> "Known":
        found = Literal()
        found.where = scope.where(node)
        for child in node.named_children:
            if child.type == "pair":
                found[key(part(child, "key"))] = self.value(part(child, "value"), scope, depth)
            elif child.type == "method_definition":
                found[key(part(child, "name"))] = Code(child, scope)
            elif child.type == "shorthand_property_identifier":
                found[text(child)] = self._named(text(child), child, scope, depth)
            elif child.type == "spread_element":
                inner = self.value(child.named_children[0], scope, depth)
                found.update(inner if isinstance(inner, dict) else {})
        return Known(found)

    def _identifier(self, node: Node, scope: Scope, depth: int) -> "Known":
        return Known(self._named(text(node), node, scope, depth))

    def _named(self, name: str, node: Node, scope: Scope, depth: int) -> Any:
        found = scope.find(name)
        if isinstance(found, Imported):
            value = self.exported(found.path, found.name, depth)
            return Code(node, scope) if value is None else value
        if isinstance(found, Node):
            home = scope
            while home.outer and name not in home.names:
                home = home.outer
            return self.value(found, home, depth)
        return Code(node, scope) if found is None else found

    def _member_expression(self, node: Node, scope: Scope, depth: int) -> "Known | None":
        of = self.value(part(node, "object"), scope, depth)
        name = text(part(node, "property"))
        return Known(of[name]) if isinstance(of, dict) and name in of else None

    def _template_string(self, node: Node, scope: Scope, depth: int) -> "Known | None":
        found = ""
        for child in node.named_children:
            if child.type == "template_substitution":
                value = self.value(child.named_children[0], scope, depth)
                if not isinstance(value, str | int) or isinstance(value, bool):
                    return None
                found += str(value)
            else:
                found += unescaped(text(child))
        return Known(found)

    def _binary_expression(self, node: Node, scope: Scope, depth: int) -> "Known | None":
        left, right = (self.value(part(node, side), scope, depth) for side in ("left", "right"))
        plain = isinstance(left, str | int) and isinstance(right, str | int)
        if text(part(node, "operator")) == "+" and plain and (isinstance(left, str) or isinstance(right, str)):
            return Known(f"{left}{right}")
        return None

    def _call_expression(self, node: Node, scope: Scope, depth: int) -> "Known | None":
        name, args = text(part(node, "function")), part(node, "arguments").named_children
        if name == "require" and args:
            found = self.exported(self.resolved(scope.module, string(args[0])), "default", depth)
            return None if found is None else Known(found)
        if name in ("process.cwd", "plop.getDestBasePath", "plop.getPlopfilePath"):
            return Known("@root")
        if part(node, "function").type == "identifier" and not isinstance(scope.find(name), Imported):
            return self.called(self.value(part(node, "function"), scope, depth), args, scope, depth)
        if name in ("path.join", "path.resolve", "join", "resolve"):
            parts = [self.value(each, scope, depth) for each in args]
            parts = [
                "/".join(("@root", *scope.module.path.split("/")[:-1]))
                if isinstance(each, Code) and each.text == "__dirname"
                else each
                for each in parts
            ]
            return Known("/".join(parts)) if all(isinstance(each, str) for each in parts) else None
        return None

    def called(self, code: Any, args: list[Node], scope: Scope, depth: int) -> "Known | None":
        """What a function of the script gives, where it is one expression of plain data."""
        body = part(code.node, "body") if isinstance(code, Code) and code.is_function else None
        if body is None:
            return None
        if body.type == "statement_block":
            last = body.named_children[-1] if body.named_children else None
            if (
                last is None
                or last.type != "return_statement"
                or not last.named_children
                or len(body.named_children) > 1
            ):
                return None
            body = last.named_children[0]
        names: dict[str, Any] = {}
        listed = code.node.child_by_field_name("parameters") or code.node.child_by_field_name("parameter")
        given = (
            [listed]
            if listed is not None and listed.type == "identifier"
            else listed.named_children
            if listed is not None
            else []
        )
        for number, each in enumerate(given):
            name = text(each.child_by_field_name("left") or each.child_by_field_name("pattern") or each)
            default = each.child_by_field_name("right") or each.child_by_field_name("value")
            if number < len(args):
                names[name] = self.value(args[number], scope, depth)
            elif default is not None:
                names[name] = self.value(default, code.scope, depth)
        found = self.value(body, code.scope.inner(names), depth)
        return None if isinstance(found, Code) and not found.is_function else Known(found)


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is known, None among them."""

    value: Any


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that another file exports; without a path: a package."""

    path: str | None
    name: str
