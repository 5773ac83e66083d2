"""Instances of a family side by side: what most of them share, and what varies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jigsmith.app.scanning.reports import Candidate
from jigsmith.engines.trees import align, lexer
from jigsmith.loop.detect import records as detect

SIDES = 3  # instances that are shown
LINES = 80  # of each that are shown
LONGEST = 200_000  # bytes of a file that is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """An instance, in pieces that all share or that vary."""

    name: str
    path: str
    pieces: tuple[tuple[bool, str], ...]  # whether it varies, and the text
    cut: bool  # it is longer than what is shown


def side_by_side(path: Path, found: Candidate) -> Iterator[Side]:
    """Yield some instances in pieces: what most of them share, and what varies."""
    shown = found.instances[: SIDES * 3]
    texts = {each.name: (each.files[0], text_of(path, each)) for each in shown if each.files}
    readable = {name: (file, text) for name, (file, text) in texts.items() if text}
    interner = align.Interner()
    streams = {name: lexer.tokens(text) for name, (_, text) in readable.items()}
    codes = {name: "".join(interner.code(each.key) for each in stream) for name, stream in streams.items()}
    if not codes:
        return
    pattern = align.consensus(list(codes.values()))
    for name in list(readable)[:SIDES]:
        shared = {at for at in align.places(pattern, codes[name]) if at is not None}
        pieces, cut = shortened(joined(streams[name], shared))
        yield Side(name=name, path=readable[name][0], pieces=tuple(pieces), cut=cut)


def text_of(path: Path, instance: detect.Instance) -> str:
    """Return the text of an instance, of several files the first one; empty: it cannot be read."""
    file = path / instance.files[0]
    try:
        if not file.resolve().is_relative_to(path.resolve()) or file.stat().st_size > LONGEST:
            return ""
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    lines = text.splitlines(keepends=True)
    blocks = [block for block in instance.blocks if block.path == instance.files[0]]
    return "".join("".join(lines[block.start - 1 : block.end]) for block in blocks) if blocks else text


def joined(stream: Sequence[lexer.Token], shared: set[int]) -> Iterator[tuple[bool, str]]:
    """Yield pieces of neighbouring tokens that all vary, or that are all shared; white space never varies."""
    varies, text = False, ""
    for index, token in enumerate(stream):
        now = index not in shared
        if now and not varies:
            yield False, text + token.space
            text = token.text
        elif varies and not now:
            yield True, text
            text = token.space + token.text
        else:
            text += token.space + token.text
        varies = now
    yield varies, text


def shortened(pieces: Iterator[tuple[bool, str]]) -> tuple[list[tuple[bool, str]], bool]:
    """Return the pieces of the first lines, and whether something is left out."""
    kept: list[tuple[bool, str]] = []
    left = LINES
    for varies, text in pieces:
        lines = text.split("\n")
        if len(lines) > left:
            return [*kept, (varies, "\n".join(lines[:left]))], True
        left -= len(lines) - 1
        if text:
            kept.append((varies, text))
    return kept, False
