"""The blocks of a family as text: cut out of their files, and freed of the indentation that they have there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from jigsmith.base import errors
from jigsmith.engines.templates import names, paths
from jigsmith.loop.build import sources
from jigsmith.loop.detect import records as detect

MARK = re.compile(r"\bjig:[A-Za-z0-9]")
_MADE_UNLIKE = re.compile(r"[@~].*", re.DOTALL)  # what scan adds to names that several blocks have
LeftOut = Callable[[str, str], None]  # is told of a block that is no instance, and why


@dataclass(frozen=True, slots=True)
class Piece:
    """One block."""

    name: str  # as its text has it; blocks in other files may have the same
    path: str
    start: int  # lines from 0
    end: int  # exclusive
    indent: str
    text: str  # lines without that indentation, each with its newline; lines of blanks alone are empty
    within: int  # the line of what it stands in, such as the head of a class; -1: of nothing

    @property
    def where(self) -> str:
        """Name its place, for messages."""
        return f"{self.path}:{self.start + 1}"


@dataclass(frozen=True, slots=True)
class Files:
    """The files that blocks are in, each read once: lines without their ends."""

    root: Path
    known: dict[str, sources.Text] = field(default_factory=dict)

    def text(self, path: str) -> sources.Text:
        """Return a file. FileUnreadable: it is not text, or each line ends in its own way; PathEscapes."""
        if path not in self.known:
            paths.jail_file(self.root, path)
            text = sources.read(self.root / path, path)
            if text.mixed or text.encoding != "utf-8":
                what = "has both kinds of line endings" if text.mixed else "is not UTF-8"
                raise errors.FileUnreadable(f"{what}, and nothing can be put into it then", where=path)
            self.known[path] = text
        return self.known[path]

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file. Raises as `text`."""
        return self.text(path).text.split("\n")

    def whole(self, path: str, lines: Sequence[str]) -> bytes:
        """Return lines as the file would hold them."""
        text = self.text(path)
        return ("\ufeff" * text.bom + ("\r\n" if text.crlf else "\n").join(lines)).encode()


def pieces(files: Files, instances: Sequence[detect.Instance], left_out: LeftOut) -> list[Piece]:
    """Return the blocks in the order of their files and lines. `left_out` is told of those that cannot be instances."""
    found = []
    for instance in instances:
        for block in instance.blocks:
            try:
                found.append(_piece(files, _MADE_UNLIKE.sub("", instance.name), block))
            except (errors.FileUnreadable, errors.PathEscapes) as error:
                left_out(f"{block.path}:{block.start}", f"{error.where or block.path}: {error.what}")
    return sorted(found, key=lambda piece: (piece.path, piece.start))


def _piece(files: Files, name: str, block: detect.Block) -> Piece:
    lines = files.lines(block.path)
    start, end = block.start - 1, block.end
    while start < end - 1 and MARK.search(lines[start]):
        start += 1  # the mark above it is no part of it
    own = lines[start:end]
    indent = _indentation(own[0])
    if any(line.strip() and not line.startswith(indent) for line in own):
        what = f"a line of `{name}` is indented less than its first one"
        raise errors.FileUnreadable(what, where=f"{block.path}:{block.start}")
    if not names.split(name) or "/" in name:
        raise errors.FileUnreadable(f"`{name}` can be no name", where=f"{block.path}:{block.start}")
    text = "".join(f"{line.removeprefix(indent) if line.strip() else ''}\n" for line in own)
    return Piece(name, block.path, start, end, indent, text, _within(lines, start, indent))


def _within(lines: Sequence[str], start: int, indent: str) -> int:
    """Return the nearest line above that is indented less."""
    width = len(indent)
    above = (number for number in range(start - 1, -1, -1) if lines[number].strip())
    return next((n for n in above if len(_indentation(lines[n])) < width), -1) if width else -1


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def main_group(found: Sequence[Piece]) -> list[Piece]:
    """Return those of one file that stand in the same thing, such as one class: the most, of several the last."""
    times = Counter((piece.within, piece.indent) for piece in found)
    best = max(times, key=lambda key: (times[key], key[0]))
    return [piece for piece in found if (piece.within, piece.indent) == best]


def blank_lines(files: Files, found: Sequence[Piece]) -> int:
    """Return how many empty lines are between two blocks, mostly; where none follow each other, before one."""
    between = Counter(_gaps(files, found))
    if not between:
        before = ((files.lines(piece.path)[: piece.start], piece) for piece in found)
        between = Counter(_empty_at_end(lines) for lines, piece in before if piece.start > piece.within + 1)
    return max(between, key=lambda count: (between[count], -count), default=0)


def _gaps(files: Files, found: Sequence[Piece]) -> Iterator[int]:
    for one, other in pairwise(found):
        gap = files.lines(one.path)[one.end : other.start] if one.path == other.path else ["x"]
        if not any(line.strip() for line in gap) and one.within == other.within:
            yield len(gap)


def _empty_at_end(lines: Sequence[str]) -> int:
    return next((n for n, line in enumerate(reversed(lines)) if line.strip()), len(lines))


def by_file(found: Sequence[Piece]) -> dict[str, list[Piece]]:
    """Return the blocks of each file, the file with most of them first."""
    groups: dict[str, list[Piece]] = {}
    for piece in found:
        groups.setdefault(piece.path, []).append(piece)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))
