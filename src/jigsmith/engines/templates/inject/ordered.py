"""Sorted: lines between a line that matches one expression and the next that matches another, kept in order."""

import re

from jigsmith.engines.templates.inject import text
from jigsmith.engines.templates.inject.shapes import Edit, Injection


def edits(source: str, injection: Injection) -> list[Edit]:
    """Put each line of the text before the first greater one. An empty expression: the file's beginning or end."""
    lines = source.split("\n")
    first, last = _region(lines, injection)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    held = [number for number in range(first, last) if lines[number].strip()]
    there = [text.loosely(lines[number]) for number in held]
    indent = _indent(source, lines, first, held)
    new = [line for line in dict.fromkeys(text.lines_of(injection.text)) if text.loosely(line) not in there]
    return [
        _insertion(source, starts, place, f"{indent}{line.strip()}")
        for line in sorted((line for line in new if line.strip()), key=_order)
        for place in [_place(lines, held, first, line)]
    ]


def _place(lines: list[str], held: list[int], first: int, line: str) -> int:
    """Return the number of the line before which it goes."""
    greater = next((number for number in held if _order(lines[number]) > _order(line)), None)
    if greater is not None:
        return greater
    return held[-1] + 1 if held else first


def _insertion(source: str, starts: list[int], place: int, line: str) -> Edit:
    start = starts[place]
    if start <= len(source):
        return Edit(start, start, f"{line}\n")
    return Edit(len(source), len(source), f"\n{line}")  # after a last line that has no newline


def _order(line: str) -> tuple[str, str]:
    bare = line.strip().rstrip(",;")
    return bare.casefold(), bare


def _indent(source: str, lines: list[str], first: int, held: list[int]) -> str:
    """Return the indentation of the lines there; where there are none, that of the line before, or one step more."""
    if held:
        return text.indentation(lines[held[0]])
    before = lines[first - 1].rstrip() if first else ""
    return text.indentation(before) + (text.step(source) if before.endswith(("[", "(", "{", ":", ">")) else "")


def _region(lines: list[str], injection: Injection) -> tuple[int, int]:
    """Return the lines between (from, to exclusive)."""
    after, before = injection.sorted or ("", "")
    first, last = 0, len(lines)
    if last and not lines[-1]:
        last -= 1
    if after:
        starts = [number for number, line in enumerate(lines) if _matches(after, line, injection)]
        if not starts:
            raise injection.missing(f"no line matches `{after}`, which the lines to sort come after")
        if len(starts) > 1:
            found = ", ".join(str(number + 1) for number in starts[:5])
            raise injection.failed(f"several lines match `{after}`: {found}", do="Make the expression say one of them.")
        first = starts[0] + 1
    if before:
        ends = (number for number in range(first, len(lines)) if _matches(before, lines[number], injection))
        last = next(ends, -1)
        if last < 0:
            raise injection.missing(
                f"no line after line {first} matches `{before}`, which the lines to sort come before"
            )
    return first, max(first, last)


def _matches(pattern: str, line: str, injection: Injection) -> bool:
    try:
        return re.search(pattern, line.rstrip("\r")) is not None
    except re.error as error:
        raise injection.failed(f"`{pattern}` is no regular expression: {error}") from error
