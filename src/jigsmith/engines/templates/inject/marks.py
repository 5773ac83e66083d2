"""Mark: lines before or after the one that contains `jig:NAME`, in a comment of whatever kind the file has."""

import re

from jigsmith.engines.templates.inject import text
from jigsmith.engines.templates.inject.shapes import Edit, Injection


def edits(source: str, injection: Injection) -> list[Edit]:
    """Put the text beside the mark, with the mark's indentation and the empty lines it begins and ends with. Nothing:
    it stands at that level already.
    """
    lines = source.split("\n")
    number = _line(lines, injection)
    indent = text.indentation(lines[number])
    first, last = _region(lines, number)
    if text.find_block([line.rstrip("\r") for line in lines[first:last]], injection.text, indent=indent):
        return []
    above, below = text.empty_around(injection.text)
    new = f"{above}{text.block(injection.text, indent)}{below}"
    start = sum(len(line) + 1 for line in lines[:number])
    if injection.at in (None, "before"):
        return [Edit(start, start, f"{new}\n")]
    if injection.at == "after":
        end = text.line_end(source, start)
        return [Edit(end, end, f"\n{new}")]
    raise injection.failed(f"`at: {injection.at}` says nothing about a mark", do="Say before or after.")


def _line(lines: list[str], injection: Injection) -> int:
    """Find the one line with the mark."""
    name = f"jig:{injection.mark}"
    whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-]|[.:/]\w)")
    found = [number for number, line in enumerate(lines) if whole.search(line)]
    if not found:
        raise injection.missing(
            f"no line contains the mark `{name}`", do=f"Put a comment with {name} where it belongs, and run it again."
        )
    if len(found) > 1:
        where = " and ".join(str(number + 1) for number in found)
        raise injection.failed(f"the mark `{name}` is on lines {where}", do="Leave it on one line, and run it again.")
    return found[0]


def _region(lines: list[str], number: int) -> tuple[int, int]:
    """Return the lines around one that are in the same block: down and up to a line that is indented less."""
    width = len(text.indentation(lines[number]))

    def inside(line: str) -> bool:
        return not line.strip() or len(text.indentation(line)) >= width

    first, last = number, number + 1
    while first > 0 and inside(lines[first - 1]):
        first -= 1
    while last < len(lines) and inside(lines[last]):
        last += 1
    return first, last
