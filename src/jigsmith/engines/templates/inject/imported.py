"""The import statements of a file, and where its first one would go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jigsmith.engines.templates.inject import lists, text
from jigsmith.engines.templates.inject.shapes import Edit, Injection, Node, Trees

KINDS = {
    "python": {"import_statement", "import_from_statement", "future_import_statement"},
    "javascript": {"import_statement"},
    "typescript": {"import_statement"},
    "tsx": {"import_statement"},
    "go": {"import_declaration"},
    "java": {"import_declaration"},
    "kotlin": {"import", "import_header"},
    "c-sharp": {"using_directive"},
    "php": {"namespace_use_declaration"},
    "rust": {"use_declaration", "extern_crate_declaration", "mod_item"},
    "ruby": {"call"},
}
_HEADERS = {
    "php_tag", "package_header", "package_declaration", "package_clause", "declare_statement", "namespace_definition",
    "inner_attribute_item", "hash_bang_line", "shebang", "extern_alias_directive",
}  # fmt: skip
_REQUIRES = ("require", "require_relative", "load", "autoload")


@dataclass(frozen=True, slots=True)
class Statement:
    """One import statement: its node, and its text up to the end of the line (a comment beside it is part of it)."""

    node: Node
    text: str
    start: int
    end: int  # before the newline

    @property
    def told(self) -> list[str]:
        """Return its tokens."""
        return text.loosely(self.text)


@dataclass(frozen=True, slots=True)
class Imports:
    """What is imported in a source at its top level."""

    source: str
    injection: Injection
    root: Node
    language: str
    all: Sequence[Statement]
    trees: Trees

    @classmethod
    def of(cls, source: str, injection: Injection, trees: Trees, language: str) -> Imports:
        """Read a source."""
        root = trees.root(injection.path, source)
        if root is None:
            raise injection.failed("there is no grammar for a file of that name")
        return cls(source, injection, root, language, statements_in(root, source, language), trees)

    def again(self, source: str) -> Imports:
        """Read another state of the same file."""
        return Imports.of(source, self.injection, self.trees, self.language)

    def before(self, statement: Statement, new: str) -> Edit:
        """Put a new line before a statement."""
        start = text.line_start(self.source, statement.start)
        return Edit(start, start, f"{text.block(new, text.indentation_at(self.source, start))}\n")

    def after(self, statement: Statement, new: str, *, gap: str = "\n") -> Edit:
        """Put a new line after a statement."""
        indent = text.indentation_at(self.source, statement.start)
        return Edit(statement.end, statement.end, f"{gap}{text.block(new, indent)}")

    def first(self, new: str, *, gap: str = "\n") -> Edit:
        """Put the first import of the file after what must stand before it, with empty lines around it."""
        header = _header_end(self.root, self.language)
        if header:
            end = text.line_end(self.source, header)
            follows = self.source[end:].lstrip("\r\n")
            empty = "\n" if follows and not self.source[end:].startswith(("\n\n", "\r\n\r\n")) else ""
            return Edit(end, end, f"\n\n{new}{empty}")
        return Edit(0, 0, f"{new}\n{gap}" if self.source.strip() else f"{new}\n")


def statements_in(root: Node, source: str, language: str) -> list[Statement]:
    """Return the import statements at the top level, in order; those within a namespace's braces, too."""
    found = []
    for node in root.children:
        if _is_import(node, language):
            end = node.start + len(node.text.rstrip())
            line_end = text.line_end(source, end)
            beside = source[end:line_end].lstrip(" \t;")
            end = line_end if not beside or beside.startswith(("#", "//", "/*")) else end
            found.append(Statement(node, source[node.start : end], node.start, end))
        elif node.kind in {"import_list", "namespace_declaration", "declaration_list"}:
            found += statements_in(node, source, language)
    return found


def _is_import(node: Node, language: str) -> bool:
    if node.kind not in KINDS[language]:
        return False
    if language == "ruby":
        return node.text.startswith(_REQUIRES)
    return node.kind != "mod_item" or node.text.rstrip().endswith(";")


def _header_end(root: Node, language: str) -> int:
    """Return the end of what stands before the imports: a docstring, a package clause, a licence, directives."""
    ends, end = list(_leading(root, language)), 0
    for at, is_header in ends:
        if is_header:
            end = at
    return end


def _leading(root: Node, language: str) -> Iterator[tuple[int, bool]]:
    """Yield the end of each node at the beginning, and whether imports come after it in any case."""
    texts = {"python", "javascript", "typescript", "tsx"}
    source = root.text
    for node in root.children:
        end = node.start + len(node.text.rstrip())
        if node.kind in _HEADERS or (_is_text(node) and language in texts):
            yield end, True
        elif lists.is_comment(node):
            apart = source[end - root.start :].startswith(("\n\n", "\r\n\r\n"))
            yield end, apart or node.text.startswith(("#!", "//!", "# -*-"))
        else:
            return


def _is_text(node: Node) -> bool:
    return node.kind == "expression_statement" and bool(node.children) and node.children[0].kind == "string"
