"""What was put in, as a record that finds it again: the text itself, or, where something was replaced, both texts."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from jigsmith.engines.templates.inject.shapes import Edit, Piece

_SIGN = "jig:pieces "
_TRIALS = 100


def of(source: str, edits: Sequence[Edit]) -> list[Piece]:
    """Return what edits of a source put in; edits with no new line between them are one piece."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if found and "\n" not in source[found[-1].end : edit.start]:
            last = found.pop()
            found.append(Edit(last.start, edit.end, last.text + source[last.end : edit.start] + edit.text))
        else:
            found.append(edit)
    return [Piece(edit.text, source[edit.start : edit.end]) for edit in found]


def written(pieces: Sequence[Piece]) -> str:
    """Return the record of the pieces. A single insertion is recorded as the text that stands in the file."""
    if len(pieces) == 1 and not pieces[0].was and not pieces[0].text.startswith(_SIGN):
        return pieces[0].text
    return _SIGN + json.dumps([[piece.was, piece.text] for piece in pieces], ensure_ascii=False) if pieces else ""


def read(added: str) -> list[Piece]:
    """Return the pieces of a record."""
    if not added.startswith(_SIGN):
        return [Piece(added)] if added else []
    return [Piece(text, was) for was, text in json.loads(added.removeprefix(_SIGN))]


def shown(added: str) -> str:
    """Return a record as text for people: what was put in, piece after piece."""
    return "\n".join(piece.text.strip("\n") for piece in read(added))


def without(source: str, pieces: Sequence[Piece]) -> Iterator[str]:
    """Yield the source without the pieces (with what was there before), for each way in which they can be found."""
    for places in islice(_places(source, pieces, 0), _TRIALS):
        parts, position = [], 0
        for place, piece in zip(places, pieces, strict=True):
            parts += [source[position:place], piece.was]
            position = place + len(piece.text)
        yield "".join([*parts, source[position:]])


def _places(source: str, pieces: Sequence[Piece], start: int) -> Iterator[list[int]]:
    if not pieces:
        yield []
        return
    for place in _occurrences(source, pieces[0], start):
        for rest in _places(source, pieces[1:], place + len(pieces[0].text)):
            yield [place, *rest]


def _occurrences(source: str, piece: Piece, start: int) -> Iterator[int]:
    """Yield where the text stands as whole words, and, where it is whole lines, as whole lines."""
    text, lines, ends = piece.text, "", ""
    before = r"(?<!\w)" if text[:1].isalnum() else ""
    after = r"(?!\w)" if text[-1:].isalnum() else ""
    if not piece.was and text.endswith("\n") and not text.startswith("\n"):
        lines = r"(?:(?<=\n)|\A)"
    if not piece.was and text.startswith("\n") and text[-1:] not in "\n ,\t":
        ends = r"(?=\r?\n|\Z)"
    pattern = re.compile(f"(?={lines}{before}{re.escape(text)}{after}{ends})")
    yield from (found.start() for found in pattern.finditer(source, start))
