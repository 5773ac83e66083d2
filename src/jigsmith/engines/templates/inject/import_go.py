"""Imports of Go: into the block in parentheses, the standard library and the rest apart, each in order."""

from __future__ import annotations

from jigsmith.engines.templates.inject import lists, text
from jigsmith.engines.templates.inject.imported import Imports, Statement
from jigsmith.engines.templates.inject.shapes import Edit, Node


def edits(there: Imports, new: Statement) -> list[Edit]:
    """Put in the packages of the statement that are not there."""
    held = [text.tokens(spec.text) for statement in there.all for spec in specs(statement.node)]
    wanted = [spec.text.strip() for spec in specs(new.node) if text.tokens(spec.text) not in held]
    if not wanted:
        return []
    usable = [statement for statement in there.all if '"C"' not in statement.text]
    block = next((found for found in usable if _list(found.node)), None)
    if block:
        return [edit for path in sorted(wanted, key=_order) for edit in _into(there.source, block.node, path)]
    if usable:
        single = usable[0]
        both = [spec.text for spec in specs(single.node)] + wanted
        return [Edit(single.node.start, single.node.end, _block(both))]
    return [there.first(_block(wanted) if len(wanted) > 1 else f"import {wanted[0]}")]


def _block(paths: list[str]) -> str:
    """Return a whole import block."""
    groups = [sorted((path for path in paths if _far(path) is far), key=_order) for far in (False, True)]
    inner = "\n\n".join("\n".join(f"\t{path}" for path in group) for group in groups if group)
    return f"import (\n{inner}\n)"


def _into(source: str, node: Node, path: str) -> list[Edit]:
    """Put one package into a block: before the first greater one of its group."""
    block = _list(node)
    group = [spec for spec in specs(node) if _far(spec.text) is _far(path)]
    if group:
        greater = next((spec for spec in group if _order(spec.text) > _order(path)), None)
        if greater is not None:
            start = text.line_start(source, greater.start)
            return [Edit(start, start, f"\t{path}\n")]
        end = text.line_end(source, group[-1].end)
        return [Edit(end, end, f"\n\t{path}")]
    if block is None or not specs(node):
        inside = block.children[-1].start if block else node.end
        return [Edit(inside, inside, f"\n\t{path}\n" if source[inside - 1] == "(" else f"\t{path}\n")]
    if _far(path):
        end = text.line_end(source, specs(node)[-1].end)
        return [Edit(end, end, f"\n\n\t{path}")]
    start = text.line_start(source, specs(node)[0].start)
    return [Edit(start, start, f"\t{path}\n\n")]


def _list(node: Node) -> Node | None:
    return next((child for child in node.children if child.kind == "import_spec_list"), None)


def specs(node: Node) -> list[Node]:
    """Return the packages of a declaration, with their names if they have others."""
    inner = _list(node) or node
    return [child for child in inner.children if child.kind == "import_spec" and not lists.is_comment(child)]


def _order(spec: str) -> str:
    return spec[spec.find('"') :]


def _far(spec: str) -> bool:
    """Tell whether a package is none of the standard library: its first part has a dot."""
    return "." in _order(spec).strip('"').split("/", maxsplit=1)[0]
