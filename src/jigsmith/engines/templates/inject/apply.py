"""Puts an injection into the text of a file, takes it out again, and replaces it with its next version."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as changed

from jigsmith.base import errors
from jigsmith.engines.templates.inject import marks, ordered, pieces, text
from jigsmith.engines.templates.inject.shapes import Edit, Injection, Piece, PlaceMissing, Trees

__all__ = ["Injected", "Injection", "PlaceMissing", "inject", "remove", "replace", "shown"]

shown = pieces.shown
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """A file with the injection in it."""

    text: str  # the whole new file
    changed: bool
    added: str  # the record of what was put in; "": nothing, it was there. `shown` returns it for people


@dataclass(frozen=True, slots=True)
class _File:
    """A text without its byte order mark, with newlines alone; and how to get back."""

    text: str
    bom: str
    newline: str  # "\r\n" where each line ends so; "": the lines end differently, and are left as they are

    @classmethod
    def of(cls, source: str) -> _File:
        bom = _BOM if source.startswith(_BOM) else ""
        bare = source.removeprefix(_BOM)
        count = bare.count("\r\n")
        if count and count == bare.count("\n") == bare.count("\r"):
            return cls(bare.replace("\r\n", "\n"), bom, "\r\n")
        return cls(bare, bom, "")

    def whole(self, bare: str) -> str:
        """Return a text as it stands in the file."""
        return self.bom + (bare.replace("\n", "\r\n") if self.newline else bare)


def inject(source: str, injection: Injection, *, trees: Trees | None) -> Injected:
    """Put the text in, once. PlaceMissing: the place is not there; InjectFailed: it is there twice, or is taken.

    `trees` is needed for the places that look into the syntax: imports, registry, query, and keys of TOML.
    """
    file = _File.of(source)
    made = _edits(file.text, injection, trees)
    new = text.spliced(file.text, made)
    if new == file.text:
        return Injected(text=source, changed=False, added="")
    if trees is not None and _by_syntax(injection):
        _check(file.text, new, injection, trees)
    return Injected(text=file.whole(new), changed=True, added=pieces.written(pieces.of(file.text, made)))


def remove(source: str, injection: Injection, added: str, *, trees: Trees | None) -> str | None:
    """Take out what was put in, also after edits elsewhere. None: it is not there any more as it was."""
    file = _File.of(source)
    found = _removed(file.text, injection, pieces.read(added), trees)
    return None if found is None else file.whole(found)


def replace(source: str, new: Injection, added: str, *, old: Injection, trees: Trees | None) -> Injected | None:
    """Put the new text where the old one stands. None: the old one is not there any more as it was.

    `added` is the record of the old one; that of the new one takes its place.
    """
    if new == old and added:
        return Injected(text=source, changed=False, added=added)
    file = _File.of(source)
    there = pieces.read(added)
    before = _removed(file.text, old, there, trees)
    if before is None:
        return None
    in_place = _in_place(file.text, before, there, (old, new))
    if in_place is not None and _again(in_place[0], new, trees) == in_place[0]:
        return Injected(text=file.whole(in_place[0]), changed=in_place[0] != file.text, added=in_place[1])
    done = inject(before, new, trees=trees)
    return changed(done, text=file.whole(done.text), changed=done.text != file.text)


def _in_place(
    source: str, before: str, there: list[Piece], both: tuple[Injection, Injection]
) -> tuple[str, str] | None:
    """Return the source with the new text in the old one's lines, and its record; None: it is not as simple as that."""
    old, new = both
    if len(there) != 1 or there[0].was or changed(old, text="", id="") != changed(new, text="", id=""):
        return None
    piece = there[0].text
    indents = [text.indentation(line) for line in piece.split("\n") if line.strip()]
    indent = indents[0] if indents else ""
    said = text.block(old.text, indent)
    if old.sorted is not None or old.imports or piece.count(said) != 1:
        return None
    told = piece.replace(said, text.block(new.text, indent))
    place = source.find(piece)
    while place >= 0:
        if source[:place] + source[place + len(piece) :] == before:
            return source[:place] + told + source[place + len(piece) :], pieces.written([Piece(told)])
        place = source.find(piece, place + 1)
    return None


def _removed(source: str, injection: Injection, there: list[Piece], trees: Trees | None) -> str | None:
    """Return the source without the pieces: the way that putting it in again undoes; else by what it says."""
    if not there:
        return source
    ways = list(dict.fromkeys(pieces.without(source, there)))
    again = dict[str, str | None]()
    for way in ways:
        again[way] = _again(way, injection, trees)
        if again[way] == source:
            return way
    if injection.imports or injection.registry is not None:
        return _taken(source, injection, there, trees)
    if injection.key is not None:
        ways = [way for way in ways if _same_data(again[way] or "", source, injection)]
    return ways[0] if len(ways) == 1 else _taken(source, injection, there, trees)


def _again(source: str, injection: Injection, trees: Trees | None) -> str | None:
    try:
        return text.spliced(source, _edits(source, injection, trees))
    except errors.InjectFailed:  # the place went too, or something else is in it
        return None


def _edits(source: str, injection: Injection, trees: Trees | None) -> list[Edit]:
    """Ask the place of the injection."""
    if not injection.text.strip():
        raise injection.failed(f"the text of `{injection.id}` is empty", do="Correct the template.")
    if injection.mark is not None:
        return marks.edits(source, injection)
    if injection.sorted is not None:
        return ordered.edits(source, injection)
    if injection.key is not None:
        return _in_data(source, injection, trees)
    if trees is None:
        raise injection.failed("this place needs syntax trees, and none were handed in")
    return _in_syntax(source, injection, trees)


def _in_data(source: str, injection: Injection, trees: Trees | None) -> list[Edit]:
    from jigsmith.engines.templates.inject import keys  # noqa: PLC0415 - start-up time: imported when it is wanted

    return keys.edits(source, injection, trees)


def _same_data(one: str, other: str, injection: Injection) -> bool:
    from jigsmith.engines.templates.inject import keys  # noqa: PLC0415 - start-up time: imported when it is wanted

    return keys.same_data(one, other, injection)


def _in_syntax(source: str, injection: Injection, trees: Trees) -> list[Edit]:
    """Ask a place that looks into the syntax tree; each is imported when it is wanted, for start-up time."""
    if injection.imports:
        from jigsmith.engines.templates.inject import imports  # noqa: PLC0415 - start-up time

        return imports.edits(source, injection, trees)
    if injection.registry is not None:
        from jigsmith.engines.templates.inject import registry  # noqa: PLC0415 - start-up time

        return registry.edits(source, injection, trees)
    from jigsmith.engines.templates.inject import query  # noqa: PLC0415 - start-up time

    return query.edits(source, injection, trees)


def _taken(source: str, injection: Injection, there: list[Piece], trees: Trees | None) -> str | None:
    from jigsmith.engines.templates.inject import taking  # noqa: PLC0415 - start-up time: seldom wanted

    return taking.taken(source, injection, there, trees)


def _by_syntax(injection: Injection) -> bool:
    return injection.imports or injection.registry is not None or injection.query is not None


def _check(before: str, after: str, injection: Injection, trees: Trees) -> None:
    if trees.broken(injection.path, after) and not trees.broken(injection.path, before):
        raise injection.failed(
            f"with the text of `{injection.id}` in it, it does not parse any more: {injection.text.strip()}",
            do="Correct the template: the text must be whole in itself.",
        )
