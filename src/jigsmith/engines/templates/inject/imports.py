"""Imports: whole import statements, each into the block at the top where the language's own tools would put it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jigsmith.engines.templates.inject import import_go, import_js, import_lines, import_python, text
from jigsmith.engines.templates.inject.imported import KINDS, Imports, Statement, statements_in
from jigsmith.engines.templates.inject.shapes import Edit, Injection, Trees

_Put = Callable[[Imports, Statement], list[Edit]]
_WAYS: dict[str, _Put] = {
    "python": import_python.edits,
    "javascript": import_js.edits,
    "typescript": import_js.edits,
    "tsx": import_js.edits,
    "go": import_go.edits,
}


def edits(source: str, injection: Injection, trees: Trees) -> list[Edit]:
    """Put in the statements that are not there; names from a module that is imported already join its statement."""
    language = trees.language(injection.path)
    if language not in KINDS:
        raise injection.failed("the imports of a file of that kind are not known", do="Use a mark, or `sorted`.")
    wanted = _wanted(injection, trees, language)
    put, state, made = _WAYS.get(language, import_lines.edits), source, list[Edit]()
    for statement in wanted:
        made = put(Imports.of(state, injection, trees, language), statement)
        state = text.spliced(state, made)
    return made if len(wanted) == 1 else text.difference(source, state)


def _wanted(injection: Injection, trees: Trees, language: str) -> Sequence[Statement]:
    """Parse the text that is to go in; InjectFailed: something in it is no import."""
    opening = "<?php\n" if language == "php" else ""
    content = opening + "\n".join(text.lines_of(injection.text)) + "\n"
    root = trees.root(injection.path, content)
    found = statements_in(root, content, language) if root else []
    told = "".join(statement.text for statement in found)
    if not found or len("".join(told.split())) != len("".join(content.removeprefix(opening).split())):
        raise injection.failed(
            f"the text of `{injection.id}` is not import statements alone: {content.removeprefix(opening).strip()}",
            do="Correct the template: whole import statements, each on its own line.",
        )
    return found
