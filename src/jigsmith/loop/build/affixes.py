"""What words begin or end with alike is text of the template: `HolidaysAX`, `HolidaysAM` are `Holidays` and a code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jigsmith.loop.build import plan

IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
AFFIX = 3  # letters that words must begin or end with alike, to be taken apart


def split(cell: plan.Cell) -> Iterator[plan.Part]:
    """The cell, with what all its words begin and end with taken out as text: `HolidaysAX` is `Holidays` and `AX`."""
    texts = [cell.texts[o] for o in cell.present()]
    if len(set(texts)) < 2 or not all(IDENTIFIER.fullmatch(text) for text in texts):
        yield cell
        return
    same = _shared(texts)
    start = _cut(same, [t.removeprefix(same) for t in texts])
    rest = [t.removeprefix(start) for t in texts]
    end = _shared([t[::-1] for t in rest])[::-1] if not start else ""
    end = end if end[:1].isupper() or end[:1] == "_" else ""
    if (len(start) < AFFIX and len(end) < AFFIX) or len(texts) < len(cell.texts):
        yield cell
        return
    cell.texts = {o: t.removeprefix(start).removesuffix(end) for o, t in cell.texts.items()}
    if start:
        yield plan.Literal(start, cell.space)
        cell.space = ""
    yield cell
    if end:
        yield plan.Literal(end, "")


def _shared(texts: Sequence[str]) -> str:
    """What all begin with: what the first and the last of the alphabet do."""
    first, last = min(texts), max(texts)
    differ = (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(differ, len(first))]


def _cut(prefix: str, rests: Sequence[str]) -> str:
    """As much of a prefix as ends where a word does."""
    if all(rest[:1].isupper() or rest[:1] == "_" for rest in rests) and not prefix[-1:].isupper():
        return prefix
    return prefix[: prefix.rfind("_") + 1]
