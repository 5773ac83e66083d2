"""Imports of Python: names join the statement of their module; sections and order as isort and ruff have them."""

from __future__ import annotations

import sys
from pathlib import PurePosixPath

from jigsmith.engines.templates.inject import lists, text
from jigsmith.engines.templates.inject.imported import Imports, Statement
from jigsmith.engines.templates.inject.shapes import Edit, Node

FUTURE, STANDARD, OTHERS, OWN, NEAR = range(5)
_Key = tuple[int, bool, int, str, str]


def edits(there: Imports, new: Statement) -> list[Edit]:
    """Put in the names, or the modules, of the statement that are not there."""
    if new.node.kind == "import_statement":
        return _modules(there, new)
    alike = [found for found in there.all if _module(found) == _module(new) and found.node.kind == new.node.kind]
    held = [_told(name, found) for found in alike for name in _names(found.node)]
    names = [name.text for name in _names(new.node) if _told(name, new) not in held]
    if not names:
        return []
    open_ = next((found for found in alike if not any(name.text == "*" for name in _names(found.node))), None)
    if open_ is None or "*" in names:
        return [_statement(there, new, _sorted(new, names))]
    if len(names) == 1:
        return _name(there.source, open_.node, names[0])
    return [_joined(there, open_, names)]


def _told(name: Node, statement: Statement) -> list[str]:
    """Return a name and its alias; in `from __future__`, where an alias changes nothing, the name alone."""
    told = text.tokens(name.text)
    return told[:1] if statement.node.kind == "future_import_statement" else told


def _sorted(new: Statement, names: list[str]) -> str:
    """Return a `from` statement with these of its names in order; one with a comment or more lines stays as it is."""
    whole = len(names) == len(_names(new.node))
    if whole and ("#" in new.text or "\n" in new.text):
        return new.text
    return f"from {_module(new)} import {', '.join(sorted(names, key=_name_order))}"


def _joined(there: Imports, into: Statement, names: list[str]) -> Edit:
    """Put several names into one statement, one after the other, as one edit."""
    start, state = into.node.start, there.source
    node = into.node
    for name in names:
        state = text.spliced(state, _name(state, node, name))
        node = next(found.node for found in there.again(state).all if found.start == start)
    return Edit(start, into.node.end, state[start : node.end])


def _modules(there: Imports, new: Statement) -> list[Edit]:
    """Put in `import a`: one statement for all that are not there."""
    plain = [found for found in there.all if found.node.kind == "import_statement"]
    held = [text.tokens(name.text) for found in plain for name in _names(found.node)]
    names = [name.text for name in _names(new.node) if text.tokens(name.text) not in held]
    if not names:
        return []
    whole = len(names) == len(_names(new.node))
    return [_statement(there, new, new.text if whole else f"import {', '.join(names)}")]


def _names(node: Node) -> list[Node]:
    """Return what a statement imports: names with their aliases."""
    kinds = [child.kind for child in node.children]
    return [
        child
        for child in node.children[kinds.index("import") + 1 :]
        if child.kind in {"dotted_name", "aliased_import", "wildcard_import"}
    ]


def _module(statement: Statement) -> str:
    """Return the module a `from` statement names, dots included."""
    node = statement.node.field("module_name")
    if node is not None:
        return "".join(node.text.split())
    return (
        "__future__" if statement.node.kind == "future_import_statement" else _names(statement.node)[0].text.split()[0]
    )


def _name(source: str, node: Node, name: str) -> list[Edit]:
    """Put one name into a `from` statement."""
    names = _names(node)
    index = next((n for n, told in enumerate(names) if _name_order(told.text) > _name_order(name)), None)
    kinds = [child.kind for child in node.children]
    if "(" in kinds:
        return lists.with_item(source, lists.bracketed(node.children[kinds.index("(") :]), name, index=index)
    line = source[text.line_start(source, node.start) : text.line_end(source, node.end)]
    if len(line) + len(name) + 2 <= _limit(source) or "\\" in node.text:
        at = names[-1].end if index is None else names[index].start
        return [Edit(at, at, f", {name}" if index is None else f"{name}, ")]
    told = [each.text for each in names]
    told.insert(len(told) if index is None else index, name)
    step = text.step(source)
    inner = "".join(f"{step}{each},\n" for each in told)
    return [Edit(names[0].start, names[-1].end, f"(\n{inner})")]


def _limit(source: str) -> int:
    return min(120, max(88, max(map(len, source.splitlines()), default=0)))


def _name_order(name: str) -> tuple[int, str, str]:
    """Return the order of names: constants, classes, the rest."""
    bare = name.split(" ", maxsplit=1)[0]
    sort = 0 if len(bare) > 1 and bare.isupper() else 1 if bare[:1].isupper() else 2
    return sort, bare.lower(), name


def _statement(there: Imports, new: Statement, told: str) -> Edit:
    """Put a statement of its own into its section; a section that is new gets empty lines around it."""
    block = _leading(there)
    key = _key(new, there)
    if not block:
        return there.first(told, gap="\n\n" if _before_block(there) else "\n")
    section = [found for found in block if _key(found, there)[0] == key[0]]
    if section:
        greater = next((found for found in section if _key(found, there) > key), None)
        return there.before(greater, told) if greater else there.after(section[-1], told)
    later = next((found for found in block if _key(found, there)[0] > key[0]), None)
    if later is not None:
        edit = there.before(later, told)
        return Edit(edit.start, edit.end, f"{edit.text}\n")
    return there.after(block[-1], told, gap="\n\n")


def _before_block(there: Imports) -> bool:
    """Tell whether the file's first statement is a function or a class, which two empty lines stand before."""
    kinds = [node.kind for node in there.root.children if not _may_lead(node)]
    return bool(kinds) and kinds[0] in {"function_definition", "class_definition", "decorated_definition"}


def _leading(there: Imports) -> list[Statement]:
    """Return the imports before the first statement that is none; where there are none, all."""
    first = next((node.start for node in there.root.children if not _may_lead(node)), len(there.source))
    return [found for found in there.all if found.start < first] or list(there.all)


def _may_lead(node: Node) -> bool:
    docstring = node.kind == "expression_statement" and node.children[0].kind == "string"
    return docstring or lists.is_comment(node) or "import" in node.kind


def _key(statement: Statement, there: Imports) -> _Key:
    """Return the order of statements: the section, plain imports first, the module's name."""
    module = _module(statement)
    near = len(module) - len(module.lstrip("."))  # the farthest relative import comes first
    return _section(module, there.injection.path), not _is_plain(statement), -near, module.lower(), module


def _is_plain(statement: Statement) -> bool:
    return statement.node.kind == "import_statement"


def _section(module: str, path: str) -> int:
    root = module.split(".", maxsplit=1)[0]
    if root == "__future__":
        return FUTURE
    if not root:
        return NEAR
    if root in sys.stdlib_module_names:
        return STANDARD
    return OWN if root in PurePosixPath(path).parts[:-1] or root == PurePosixPath(path).stem else OTHERS
