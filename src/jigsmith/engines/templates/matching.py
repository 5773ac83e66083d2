"""Matching: from paths that are there back to the names that the path of a template would give them for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jigsmith.engines.templates import names, records

_SIMPLE = re.compile(r"\s*(?P<variable>\w+)\s*(?P<filters>(?:\|\s*\w+\s*)*)")


@dataclass(frozen=True, slots=True)
class Hole:
    """One expression of a path: a variable and the styles put on it; no variable if it is more than that."""

    variable: str | None
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A path with holes: texts[0], holes[0], texts[1], ... texts[-1]."""

    texts: tuple[str, ...]
    holes: tuple[Hole, ...]

    @property
    def folder(self) -> str:
        """The part of the path that is always the same, up to its last `/`; empty: the root."""
        return self.texts[0].rpartition("/")[0]


def pattern(path: str, marks: records.Delimiters | None) -> Pattern | None:
    """The path of a template as a pattern; None if it has statements in it, which no pattern can say."""
    given = marks or records.Delimiters()
    if given.block[0] in path or given.comment[0] in path:
        return None
    parts = re.split(f"{re.escape(given.variable[0])}(.*?){re.escape(given.variable[1])}", path)
    return Pattern(tuple(parts[::2]), tuple(_hole(code) for code in parts[1::2]))


def _hole(code: str) -> Hole:
    found = _SIMPLE.fullmatch(code)
    styles = tuple(re.findall(r"\w+", found["filters"])) if found else ()
    return Hole(found["variable"], styles) if found and all(s in names.STYLES for s in styles) else Hole(None)


def regex(found: Pattern, name: str | None = None) -> re.Pattern[str]:
    """What paths of the pattern look like, with a group for each hole; those of `name` filled in when it is given."""
    code = re.escape(found.texts[0])
    for hole, text in zip(found.holes, found.texts[1:], strict=True):
        known = hole.variable == "name" and name is not None
        code += f"({re.escape(names.apply(name or '', hole.styles)) if known else '[^/]+?'})" + re.escape(text)
    return re.compile(code)


def names_in(found: Pattern, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each name for which the pattern gives one of `paths`, and the path."""
    rx = regex(found)
    for path in paths:
        match = rx.fullmatch(path)
        texts = [(hole, text) for hole, text in zip(found.holes, match.groups(), strict=True)] if match else []
        mine = [(hole, text) for hole, text in texts if hole.variable == "name"]
        name = next((n for n in _candidates(mine) if all(names.apply(n, h.styles) == t for h, t in mine)), None)
        if name is not None:
            yield name, path


def values_in(found: Pattern, path: str, name: str) -> dict[str, str]:
    """What a path of the pattern says about other variables than `name`, where it has them without a style."""
    match = regex(found, name).fullmatch(path)
    pairs = zip(found.holes, match.groups(), strict=True) if match else ()
    return {hole.variable: text for hole, text in pairs if hole.variable not in (None, "name") and not hole.styles}


def _candidates(mine: Sequence[tuple[Hole, str]]) -> Iterator[str]:
    """Names that could be meant, the likeliest first: one without a style, what another style says, its singular."""
    for hole, text in sorted(mine, key=lambda pair: len(pair[0].styles)):
        yield text
        if "plural" in hole.styles:
            yield names.singular(text)
        elif "singular" in hole.styles:
            yield names.plural(text)
