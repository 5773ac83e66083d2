"""Takes an injection out again where its text was laid out anew since: by what it says, not by how it looks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jigsmith.base import errors
from jigsmith.engines.templates.inject import import_go, imported, keys, lists, registry, text
from jigsmith.engines.templates.inject.shapes import Edit, Injection, Node, Piece, Trees


def taken(source: str, injection: Injection, there: Sequence[Piece], trees: Trees | None) -> str | None:
    """Return the source without it. None: it is not there, or there more than once, or it replaced something."""
    if injection.key is not None:
        return None if any(piece.was.strip() for piece in there) else keys.without(source, injection, trees)
    if injection.imports and trees is not None:
        return _imports(source, injection, there, trees)
    if any(piece.was.strip() for piece in there) and injection.registry is None:
        return None
    if injection.registry is not None and trees is not None:
        return _item(source, injection, trees)
    if injection.sorted is not None:
        return _lines(source, [line for piece in there for line in piece.text.split("\n") if line.strip()])
    return _lines(source, [injection.text])


def _lines(source: str, blocks: Sequence[str]) -> str | None:
    """Take out whole lines that say the same as each of the blocks."""
    for block in blocks:
        lines = source.splitlines(keepends=True)
        found = text.find_block(lines, block)
        if found is None or text.find_block(lines[found[1] :], block):
            return None
        source = "".join(lines[: found[0]] + lines[found[1] :])
    return source


def _item(source: str, injection: Injection, trees: Trees) -> str | None:
    try:
        there = registry.found(source, injection, trees)
    except errors.InjectFailed:
        return None
    wanted = text.loosely(injection.text)
    held = [n for n, (start, end) in enumerate(there.items) if text.loosely(source[start:end]) == wanted]
    return text.spliced(source, lists.without_item(source, there, held[0])) if len(held) == 1 else None


def _imports(source: str, injection: Injection, there: Sequence[Piece], trees: Trees) -> str | None:
    """Take out the statements that say the same, and the names from those that say more."""
    language = trees.language(injection.path) or ""
    opening = "<?php\n" if language == "php" else ""
    content = f"{opening}{injection.text}\n"
    root = trees.root(injection.path, content)
    if language == "go":
        return _packages(source, injection, there, trees)
    for wanted in imported.statements_in(root, content, language) if root else []:
        now = trees.root(injection.path, source)
        held = imported.statements_in(now, source, language) if now else []
        same = [statement for statement in held if statement.told == wanted.told]
        made = [_line(source, same[0])] if same and not any(p.was.strip() for p in there) else None
        made = made or _names(source, held, _added(wanted.node, there))
        if made is None:
            return None
        source = text.spliced(source, made)
    return source


def _packages(source: str, injection: Injection, there: Sequence[Piece], trees: Trees) -> str | None:
    """Take out the lines of the packages that the pieces put into an import block of Go."""
    root = trees.root(injection.path, injection.text)
    wanted = [spec.text for statement in root.children for spec in import_go.specs(statement)] if root else []
    wanted = [path for path in wanted if not any(path in piece.was for piece in there)]
    for path in wanted:
        now = trees.root(injection.path, source)
        held = [spec for node in now.children for spec in import_go.specs(node)] if now else []
        same = [spec for spec in held if text.tokens(spec.text) == text.tokens(path)]
        if len(same) != 1 or not text.is_first_in_line(source, same[0].start):
            return None
        start, end = text.line_start(source, same[0].start), text.line_end(source, same[0].end)
        source = source[:start] + source[min(end + 1, len(source)) :]
    return source if wanted else None


def _added(wanted: Node, there: Sequence[Piece]) -> dict[str, list[str]]:
    """Return the module of a statement and those of its names that the pieces put in."""
    names = [item for node in _items(wanted) for item in [node.text]]
    put = [name for name in names if any(_says(piece.text, name) and not _says(piece.was, name) for piece in there)]
    return {_module(wanted): put}


def _says(told: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told) is not None


def _names(source: str, held: Sequence[imported.Statement], wanted: dict[str, list[str]]) -> list[Edit] | None:
    """Return the edits that take names out of the one statement that has them; None: none has, or all would go."""
    for module, names in wanted.items():
        for statement in held:
            told = [node.text for node in _items(statement.node)]
            if _module(statement.node) != module or not names or not set(names) <= set(told):
                continue
            if len(names) == len(told):
                return [_line(source, statement)]
            return [edit for name in names for edit in _without(source, statement.node, told.index(name))]
    return None


def _without(source: str, node: Node, index: int) -> list[Edit]:
    items = _items(node)
    braces = items[0].parent or node
    inner = list(braces.children)
    kinds = [child.kind for child in inner]
    opening = next((n for n, kind in enumerate(kinds) if kind in {"(", "{"}), None)
    if opening is not None:
        return lists.without_item(source, lists.bracketed(inner[opening:]), index)
    if index + 1 < len(items):
        return [Edit(items[index].start, items[index + 1].start, "")]
    return [Edit(items[index - 1].end, items[index].end, "")]


def _items(node: Node) -> list[Node]:
    """Return the names that a statement of Python or JavaScript imports."""
    if node.kind.startswith("import") and any(child.kind == "import_clause" for child in node.children):
        clause = next(child for child in node.children if child.kind == "import_clause")
        braces = [child for child in clause.children if child.kind == "named_imports"]
        return [child for brace in braces for child in brace.children if child.kind == "import_specifier"]
    kinds = [child.kind for child in node.children]
    start = kinds.index("import") + 1 if "import" in kinds else len(kinds)
    return [child for child in node.children[start:] if child.kind in {"dotted_name", "aliased_import"}]


def _module(node: Node) -> str:
    module = node.field("module_name") or node.field("source")
    return module.text.strip("\"'") if module else ""


def _line(source: str, statement: imported.Statement) -> Edit:
    start = text.line_start(source, statement.start)
    return Edit(start, min(text.line_end(source, statement.end) + 1, len(source)), "")
