"""The front matter of hygen's texts, and paths that are worked out."""

import re

from jigsmith.loop.build.importing import pieces, syntax
from jigsmith.loop.build.importing.pieces import Tag
from jigsmith.loop.build.importing.syntax import Const, Expr

FRONT = re.compile(r"\ufeff?---[ \t]*\n(.*?)^---\s*$\n?", re.DOTALL | re.MULTILINE)


def path_of(expr: Expr) -> str:
    """An expression as a path."""
    found: list[pieces.Piece] = []
    while isinstance(expr, syntax.Binary) and expr.op == "~":
        found.insert(0, _piece(expr.right))
        expr = expr.left
    return pieces.assemble([_piece(expr), *found])


def _piece(expr: Expr) -> pieces.Piece:
    if isinstance(expr, Const) and isinstance(expr.value, str):
        return pieces.Text(expr.value)
    return Tag("output", syntax.write(expr))


def attributes(head: str) -> dict[str, str]:
    """The front matter: a key on each line, its value as text."""
    found: dict[str, str] = {}
    key = ""
    for line in head.splitlines():
        match = re.match(r"(\w+)\s*:(?:\s+(.*))?$", line)
        if match:
            key = match[1]
            value = (match[2] or "").strip()
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            found[key] = value[1:-1] if quoted else "" if value in ("|", ">", "|-", ">-") else value
        elif key and line.startswith((" ", "\t")) and line.strip():
            found[key] = f"{found[key]}\n{line.strip()}".strip()
    return found
