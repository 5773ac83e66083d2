"""Lines, indentation and comparison of text modulo layout."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise, zip_longest
from textwrap import dedent

from jigsmith.engines.templates.inject.shapes import Edit

_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`|\w+|\S')
_CLOSERS = frozenset(")]}>;")


def spliced(source: str, edits: Sequence[Edit]) -> str:
    """Make the edits, which do not overlap; those at one position come in the order given."""
    parts, position = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [source[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, source[position:]])


def line_start(source: str, position: int) -> int:
    """Tell where the line begins that holds the position."""
    return source.rfind("\n", 0, position) + 1


def line_end(source: str, position: int) -> int:
    """Tell where that line ends: at its newline, at the carriage return before it, or at the end of the text."""
    end = source.find("\n", position)
    end = len(source) if end < 0 else end
    return end - 1 if end > position and source[end - 1] == "\r" else end


def line_number(source: str, position: int) -> int:
    """Tell the line of a position, from 1."""
    return source.count("\n", 0, position) + 1


def indentation(line: str) -> str:
    """Return the blanks and tabs a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def indentation_at(source: str, position: int) -> str:
    """Return the indentation of the line that holds the position."""
    return indentation(source[line_start(source, position) : line_end(source, position)])


def is_first_in_line(source: str, position: int) -> bool:
    """Tell whether only blanks stand before the position in its line."""
    return not source[line_start(source, position) : position].strip()


def step(source: str, otherwise: str = "    ") -> str:
    """Return what one level of indentation is in this text."""
    starts = [indentation(line) for line in source.splitlines() if line.strip()]
    if sum(start.startswith("\t") for start in starts) * 2 > sum(bool(start) for start in starts):
        return "\t"
    widths = [len(start) for start in starts]
    rises = Counter(after - before for before, after in pairwise(widths) if after - before in (2, 4, 8, 3))
    return " " * rises.most_common(1)[0][0] if rises else otherwise


def lines_of(text: str) -> list[str]:
    """Return the lines of a block without common indentation and without blank lines at either end."""
    return (
        dedent(text.replace("\r\n", "\n").expandtabs(4) if _mixed(text) else text.replace("\r\n", "\n"))
        .strip("\n")
        .rstrip()
        .split("\n")
    )


def _mixed(text: str) -> bool:
    """Tell whether all lines are indented, some by tabs and some by blanks, so that they share no indentation."""
    return {indentation(line)[:1] for line in text.splitlines() if line.strip()} == {" ", "\t"}


def empty_around(text: str) -> tuple[str, str]:
    """Return the empty lines that a block begins and ends with, as newlines."""
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    held = [number for number, line in enumerate(lines) if line.strip()]
    return "\n" * held[0], "\n" * (len(lines) - 1 - held[-1])


def block(text: str, indent: str) -> str:
    """Return the text as lines with this indentation, without a newline at the end; empty lines stay empty."""
    return "\n".join(indent + line if line.strip() else "" for line in lines_of(text))


def tokens(text: str) -> list[str]:
    """Return the text's tokens: alike for two texts that differ in layout, quotes and trailing commas alone."""
    found = _words(text)
    return [
        word
        for word, following in zip_longest(found, found[1:], fillvalue=")")
        if word != "," or following not in _CLOSERS
    ]


def _words(text: str) -> list[str]:
    return [_plain(word) for word in _TOKEN.findall(text)]


def _plain(token: str) -> str:
    if len(token) > 1 and token[0] == token[-1] == "'" and '"' not in token:
        return f'"{token[1:-1]}"'
    return token


def loosely(text: str) -> list[str]:
    """Return the tokens without a comma or semicolon at the end: how two items or statements are compared."""
    found = tokens(text) or _words(text)
    while len(found) > 1 and found[-1] in {",", ";"}:
        found.pop()
    return found


def find_block(lines: Sequence[str], text: str, *, indent: str | None = None) -> tuple[int, int] | None:
    """Find whole lines (from, to exclusive) that say the same as the text, modulo layout; None: not there.

    With `indent`, they stand at exactly this level.
    """
    wanted, opening = loosely(text), _words(text)[0]
    said = [line.strip() for line in lines_of(text)]
    first_indent = None if indent is None else indent + indentation(lines_of(text)[0])
    told = [_words(line) for line in lines]
    for first, beginning in enumerate(told):
        if not beginning or first_indent not in (None, indentation(lines[first])):
            continue
        if [line.strip() for line in lines[first : first + len(said)]] == said:
            return first, first + len(said)
        last = _matching(lines, told, first, wanted) if beginning[0] == opening else None
        if last:
            return first, last
    return None


def _matching(lines: Sequence[str], told: Sequence[list[str]], first: int, wanted: list[str]) -> int | None:
    """Return the line after the one with which the lines from `first` on say exactly what is wanted."""
    count = 0
    for last in range(first, len(lines)):
        count += len(told[last])
        if count >= len(wanted) and loosely("\n".join(lines[first : last + 1])) == wanted:
            return last + 1
        if count > len(wanted) * 2 + 8:
            return None
    return None


def width_limit(source: str) -> int:
    """Return how wide a line may become: as wide as the widest that is there, but between 100 and 120 columns."""
    return min(120, max(100, max(map(len, source.splitlines()), default=0)))


def difference(before: str, after: str) -> list[Edit]:
    """Return the edits, by whole lines, between two texts."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - start-up time: only where one edit depends on another

    if before == after:
        return []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, old))]
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    both = zip(reversed(old[head:]), reversed(new[head:]), strict=False)
    tail = next((n for n, (a, b) in enumerate(both) if a != b), min(len(old), len(new)) - head)
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    changes = SequenceMatcher(None, *middle, autojunk=False).get_opcodes()
    return [
        Edit(starts[head + a], starts[head + b], "".join(middle[1][c:d]))
        for kind, a, b, c, d in changes
        if kind != "equal"
    ]
