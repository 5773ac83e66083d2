"""Syntax trees: which grammar a file has by its name, and whether it parses. Each grammar is imported when needed."""

from functools import cache
from importlib import import_module
from pathlib import PurePosixPath

import tree_sitter

_GRAMMARS: dict[str, tuple[str, str]] = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "go": ("tree_sitter_go", "language"),
    "java": ("tree_sitter_java", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "c-sharp": ("tree_sitter_c_sharp", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "html": ("tree_sitter_html", "language"),
    "css": ("tree_sitter_css", "language"),
    "json": ("tree_sitter_json", "language"),
    "yaml": ("tree_sitter_yaml", "language"),
    "toml": ("tree_sitter_toml", "language"),
    "markdown": ("tree_sitter_markdown", "language"),
}
_ENDINGS = {
    "py": "python", "pyi": "python", "js": "javascript", "jsx": "javascript", "mjs": "javascript", "cjs": "javascript",
    "ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "tsx", "go": "go", "java": "java",
    "rs": "rust", "rb": "ruby", "php": "php", "cs": "c-sharp", "kt": "kotlin", "kts": "kotlin", "html": "html",
    "htm": "html", "css": "css", "json": "json", "yaml": "yaml", "yml": "yaml", "toml": "toml", "md": "markdown",
}  # fmt: skip


def language_of(path: str) -> str | None:
    """The language of a file by the ending of its name; None: there is no grammar for it."""
    return _ENDINGS.get(PurePosixPath(path).suffix.lower().removeprefix("."))


@cache
def grammar(language: str) -> tree_sitter.Language:
    """The grammar of a language; KeyError: there is none."""
    module, function = _GRAMMARS[language]
    return tree_sitter.Language(getattr(import_module(module), function)())


def parse(path: str, data: bytes) -> tree_sitter.Tree | None:
    """The syntax tree of a file; None: there is no grammar for it."""
    language = language_of(path)
    return tree_sitter.Parser(grammar(language)).parse(data) if language else None


def first_error(path: str, data: bytes) -> int | None:
    """The line (from 1) of the first error in the syntax tree of a file; None: no error, or no grammar."""
    tree = parse(path, data)
    if tree is None or not tree.root_node.has_error:
        return None
    node = tree.root_node
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return int(node.start_point[0]) + 1
