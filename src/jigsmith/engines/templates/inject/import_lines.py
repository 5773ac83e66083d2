"""One import a line: Java, Kotlin, C#, PHP, Rust and Ruby."""

from jigsmith.engines.templates.inject.imported import Imports, Statement
from jigsmith.engines.templates.inject.shapes import Edit

_WORDS = {
    "import", "static", "using", "global", "use", "function", "const", "pub", "mod", "extern", "crate", "require",
    "require_relative", "load", "autoload",
}  # fmt: skip


def edits(there: Imports, new: Statement) -> list[Edit]:
    """Put the statement among those of its sort: in its order where they are in order, otherwise after the last."""
    if any(statement.told == new.told for statement in there.all):
        return []
    sort = _sort(new)
    alike = [statement for statement in there.all if _sort(statement) == sort]
    if not alike:
        return [there.after(there.all[-1], new.text)] if there.all else [there.first(new.text)]
    order = [_order(statement, there.language) for statement in alike]
    if order == sorted(order):
        greater = next(
            (statement for statement in alike if _order(statement, there.language) > _order(new, there.language)), None
        )
        if greater:
            return [there.before(greater, new.text)]
    return [there.after(alike[-1], new.text)]


def _sort(statement: Statement) -> list[str]:
    """Return the words a statement begins with: `use function`, `import static`."""
    words = []
    for token in statement.told:
        if token not in _WORDS:
            break
        words.append(token)
    return words


def _order(statement: Statement, language: str) -> tuple[bool, list[str]]:
    told = statement.told[len(_sort(statement)) :]
    return language == "c-sharp" and told[:1] != ["System"], told
