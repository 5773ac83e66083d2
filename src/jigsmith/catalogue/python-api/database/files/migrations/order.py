"""In which order the migrations run: that of the lines in `order.txt`.

A migration does not name the one before it; it asks: `down_revision = order.before(revision)`. So there is one line of
descent, whoever adds a migration, and two branches never leave two heads behind.
"""

import ast
import sys
from pathlib import Path

FILE = Path(__file__).with_name("order.txt")
END = "# jig:migrations"


def listed() -> list[str]:
    """All revisions, oldest first."""
    lines = (line.strip() for line in FILE.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def before(revision: str) -> str | None:
    """The revision that `revision` follows; None for the first. One that is not listed yet follows the last."""
    order = listed()
    place = order.index(revision) if revision in order else len(order)
    return order[place - 1] if place else None


def add(revision: str) -> None:
    """List a new revision as the last one; nothing happens when it is there."""
    if revision in listed():
        return
    lines = FILE.read_text(encoding="utf-8").splitlines()
    place = lines.index(END) if END in lines else len(lines)
    FILE.write_text("\n".join([*lines[:place], revision, *lines[place:], ""]), encoding="utf-8")


def revision_of(migration: Path) -> str:
    """The revision that a migration's file names, read without running it."""
    for statement in ast.parse(migration.read_text(encoding="utf-8")).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="revision")], value=ast.Constant(value=str(revision))):
                return revision
            case _:
                pass
    raise ValueError(f"{migration} names no revision")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        add(revision_of(Path(argument)))
