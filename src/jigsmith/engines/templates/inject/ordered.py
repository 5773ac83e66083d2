"""Sorted: lines between a line that matches one expression and the next that matches another, kept in order."""

import re
from collections.abc import Sequence

from jigsmith.engines.templates import regexes
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
        starts = _matching(after, lines, injection)
        if not starts:
            raise injection.missing(f"no line matches `{after}`, which the lines to sort come after")
        if len(starts) > 1:
            found = ", ".join(str(number + 1) for number in starts[:5])
            raise injection.failed(f"several lines match `{after}`: {found}", do="Make the expression say one of them.")
        first = starts[0] + 1
    if before:
        ends = _matching(before, lines[first:], injection)
        last = first + ends[0] if ends else -1
        if not ends:
            raise injection.missing(
                f"no line after line {first} matches `{before}`, which the lines to sort come before"
            )
    return first, max(first, last)


def _matching(pattern: str, lines: Sequence[str], injection: Injection) -> list[int]:
    """Return the numbers of the lines that match."""
    try:
        return regexes.lines(pattern, [line.rstrip("\r") for line in lines])
    except re.error as error:
        raise injection.failed(f"`{pattern}` is no regular expression: {error}") from error
    except regexes.Exceeded as error:
        raise injection.failed(f"to look for `{pattern[:100]}` {error}", do="Correct the template.") from error
