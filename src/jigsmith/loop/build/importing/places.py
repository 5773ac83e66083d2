"""Places: names of files with Jinja in them. A name that may be empty is a condition, a loop in it is one file each."""

import re
from dataclasses import dataclass

from jigsmith.loop.build.importing import jinja, jinja_expressions, pieces, syntax
from jigsmith.loop.build.importing.pieces import Piece, Tag, Text
from jigsmith.loop.build.importing.syntax import Untranslatable

_YIELD = re.compile(r"\{%-?\s*yield\s+(\w+)\s+from\s+(.*?)\s*-?%\}(.*?)\{%-?\s*endyield\s*-?%\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a file goes."""

    path: str
    conditions: tuple[str, ...] = ()
    each: str | None = None

    def entry(self) -> dict[str, object]:
        """As the template has it."""
        found: dict[str, object] = {"path": self.path}
        if self.conditions:
            found["when"] = " and ".join(_bracketed(each, len(self.conditions)) for each in self.conditions)
        if self.each:
            found["each"] = self.each
        return found


def _bracketed(condition: str, count: int) -> str:
    return f"({condition})" if count > 1 and re.search(r"\b(or|if)\b", condition) else condition


def place(env: jinja.Jinja, path: str, where: str) -> Place:
    """Where a file with this name goes."""
    each = None
    found = _YIELD.search(path)
    if found:
        each = f"{found[1]} in {syntax.write(env.expression(found[2], where, kind='list'))}"
        path = path.replace(found.group(), found[3])
    local = {found[1]} if found else set()
    read = [_part(env, part, where, local) for part in path.split("/")]
    conditions = [condition for _, listed in read for condition in listed]
    return Place(path="/".join(part for part, _ in read), conditions=tuple(dict.fromkeys(conditions)), each=each)


def _part(env: jinja.Jinja, part: str, where: str, local: set[str]) -> tuple[str, list[str]]:
    """One part of a path, and what must hold for it."""
    conditions: list[str] = []
    found = env.pieces_with(part, where, local)
    while inner := _conditional(found):
        condition, found = inner
        conditions.append(condition)
    if len(found) == 1 and isinstance(found[0], Tag) and found[0].kind == "output":
        expr = _reparsed(found[0].inner)
        if expr is not None and may_be_empty(env, expr, local):
            conditions.append(found[0].inner)
    alternatives = _without_else(found)
    if alternatives:
        conditions.append(" or ".join(f"({each})" for each in alternatives))
    return pieces.assemble(found, env.given), conditions


def _reparsed(text: str) -> syntax.Expr | None:
    try:
        return jinja_expressions.parse(text)
    except Untranslatable:
        return None


def may_be_empty(env: jinja.Jinja, expr: syntax.Expr, local: set[str]) -> bool:
    """Whether an output may be empty, so that the file is left out then."""
    match expr:
        case syntax.Name(id):
            known = env.into.parameters.get(id, {})
            return id != "name" and id not in local and known.get("default", "?") == ""
        case syntax.Choice(_, yes, no):
            return may_be_empty(env, yes, local) or may_be_empty(env, no, local)
        case syntax.Binary("and", _, _):
            return True
        case syntax.Binary("or", _, right):
            return may_be_empty(env, right, local)
        case syntax.Const(value):
            return value in ("", None, False)
    return False


def _conditional(found: list[Piece]) -> tuple[str, list[Piece]] | None:
    """The condition of an `if` that is all around, and what is in it."""
    first, last = (found[0], found[-1]) if len(found) > 1 else (None, None)
    if not (
        isinstance(first, Tag) and first.inner.startswith("if ") and isinstance(last, Tag) and last.inner == "endif"
    ):
        return None
    depth = 0
    for number, piece in enumerate(found):
        word = piece.inner.split(" ")[0] if isinstance(piece, Tag) and piece.kind == "statement" else ""
        depth += (word in ("if", "for")) - (word in ("endif", "endfor"))
        if (depth == 1 and word in ("else", "elif")) or (depth == 0 and number < len(found) - 1):
            return None
    return first.inner[3:], [piece for piece in found[1:-1] if not isinstance(piece, Text) or piece.text]


def _without_else(found: list[Piece]) -> list[str]:
    """The conditions of `if` and `elif` that are all there is, without an `else`."""
    words = [piece for piece in found if isinstance(piece, Tag) and piece.kind == "statement"]
    heads = [piece.inner.partition(" ") for piece in words]
    if not words or found[0] is not words[0] or found[-1] is not words[-1] or any(head[0] == "else" for head in heads):
        return []
    if [head[0] for head in heads] != ["if", *["elif"] * (len(heads) - 2), "endif"]:
        return []
    return [head[2] for head in heads[:-1]]
