"""Protected regions: what stands between `jig:keep ID` and `jig:end ID`, in a comment of any kind, is the user's.

Bodies are lifted out by their ids, the rest is merged, and they are put back where their markers came to stand. A body
that the user never edited follows the template. A region that the template makes no more is not lifted: if the user
edited it, its lines clash with their removal, and that is a conflict.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from jigsmith.base import errors
from jigsmith.engines.templates.merging import text

_MARK = re.compile(r"(?<![\w:-])jig:(?:keep-(?P<bare>end)\b|(?P<word>keep|end)[ \t]+(?P<id>[\w.-]*\w))")
_HINT = "jig:"


class Merge(Protocol):
    """How the rest is merged: as text, or as a union."""

    def __call__(self, base: str, ours: str, theirs: str, *, labels: text.Labels) -> text.Merged:
        """Merge three texts."""
        ...


@dataclass(frozen=True, slots=True)
class Region:
    """A region of one text; lines count from 0, and the body is what is between `start` and `end`."""

    start: int
    end: int
    body: tuple[str, ...]
    """Whole lines, with their ends."""


def are_in(source: str) -> bool:
    """Whether a region begins in the text."""
    return any(match["word"] == "keep" for match in _MARK.finditer(source)) if _HINT in source else False


def find(source: str, *, origin: str) -> dict[str, Region]:
    """The regions of a text by their ids. ValidationFailed, naming the lines: an id that is there twice, a region in
    another one, one without an end, or an end without a beginning.
    """
    found: dict[str, Region] = {}
    is_open: tuple[str, int] | None = None
    lines = source.split("\n") if _HINT in source else []
    for number, line in enumerate(lines):
        match = _MARK.search(line)
        if not match:
            continue
        if match["word"] == "keep":
            if is_open:
                raise _wrong(
                    f"jig:keep {match['id']} on line {number + 1} is within jig:keep {is_open[0]}", origin, is_open
                )
            is_open = match["id"], number
            _refuse_twice(found, is_open, origin)
        elif is_open and match["id"] in (None, is_open[0]):
            body = tuple(f"{each}\n" for each in lines[is_open[1] + 1 : number])
            found[is_open[0]] = Region(is_open[1], number, body)
            is_open = None
        else:
            raise _wrong("a protected region ends that did not begin", origin, ("", number))
    if is_open:
        raise _wrong(f"jig:keep {is_open[0]} has no jig:end {is_open[0]}", origin, is_open)
    return found


def _refuse_twice(found: Mapping[str, Region], opened: tuple[str, int], origin: str) -> None:
    if opened[0] in found:
        first = found[opened[0]].start + 1
        raise _wrong(f"jig:keep {opened[0]} is there twice, on lines {first} and {opened[1] + 1}", origin, opened)


def _wrong(what: str, origin: str, place: tuple[str, int]) -> errors.ValidationFailed:
    do = "Give each protected region an id of its own, and end it with `jig:end ID`."
    return errors.ValidationFailed(what, where=f"{origin}:{place[1] + 1}", do=do)


def merge(
    base: str, ours: str, theirs: str, *, labels: text.Labels = text.LABELS, by: Merge = text.merge
) -> text.Merged:
    """What both sides made of `base`, with the user's bodies in the regions that both have. Raises as `find`."""
    if _HINT not in ours or _HINT not in theirs:
        return by(base, ours, theirs, labels=labels)
    before, mine, new = (
        find(each, origin=label)
        for each, label in zip((base, ours, theirs), (labels[1], labels[0], labels[2]), strict=True)
    )
    lifted = mine.keys() & new.keys()
    if not lifted:
        return by(base, ours, theirs, labels=labels)
    newline = text.opened(ours).newline
    bodies = {key: _body(before.get(key), mine[key], new[key], newline) for key in lifted}
    rest = by(
        _without(base, before, lifted), _without(ours, mine, lifted), _without(theirs, new, lifted), labels=labels
    )
    if lifted <= (_begun(rest.text) if rest.conflicts else _kept(rest.text)):
        return text.Merged(text=_with(rest.text, bodies), conflicts=rest.conflicts)
    return text.whole(base, ours, theirs, labels=labels)


def _kept(merged: str) -> set[str]:
    """The ids in a merged text; none when they are no longer sound: both moved a region, each to another place."""
    try:
        return set(find(merged, origin=""))
    except errors.ValidationFailed:
        return set()


def _begun(merged: str) -> set[str]:
    """The ids whose regions begin somewhere in a text, between conflict markers perhaps."""
    return {match["id"] for match in _MARK.finditer(merged) if match["word"] == "keep"}


def _body(base: Region | None, ours: Region, theirs: Region, newline: str) -> tuple[str, ...]:
    edited = base is None or _plain(base.body) != _plain(ours.body)
    return ours.body if edited else tuple(line.rstrip("\r\n") + newline for line in theirs.body)


def _plain(body: tuple[str, ...]) -> list[str]:
    return [line.rstrip("\r\n") for line in body]


def _without(source: str, regions: Mapping[str, Region], lifted: set[str]) -> str:
    """The text without the bodies of these regions. Their markers stay."""
    lines = source.split("\n")
    for region in sorted((regions[key] for key in lifted & regions.keys()), key=lambda each: -each.start):
        del lines[region.start + 1 : region.end]
    return "\n".join(lines)


def _with(source: str, bodies: Mapping[str, tuple[str, ...]]) -> str:
    """The text with a body after each marker that begins a region of that id."""
    pieces = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", source):
        pieces.append(line)
        match = _MARK.search(line)
        if match and match["word"] == "keep":
            pieces += bodies.get(match["id"], ())
    return "".join(pieces)
