"""Spots: where one more block of a family belongs in each of its files: one more item of a literal that has a name, or
the line above a mark, which is a comment that is put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jigsmith.base import errors
from jigsmith.engines.templates.inject import apply, lists, registry
from jigsmith.engines.templates.inject.shapes import Node
from jigsmith.engines.trees import places
from jigsmith.loop.build import blocks, comments

_PAIRS = {"pair", "keyed_element", "element", "array_element_initializer"}
_TARGETS = ("name", "left", "pattern", "property")
_PLAIN = re.compile(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file that is a mark, or becomes one."""

    number: int  # from 0: before this line it goes; or it is that line
    line: str
    after: bool = False  # it comes behind a block, with as many empty lines between as between two blocks
    there: bool = False  # the file has it

    def marked(self, lines: Sequence[str], blank: int) -> list[str]:
        """Return the lines of the file with the mark among them."""
        if self.there:
            return list(lines)
        empty = [""] * blank if self.after else []
        return [*lines[: self.number], *empty, self.line, *lines[self.number :]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """Where new blocks go in the files of a family."""

    registry: str | None = None
    """The name of the literal of which they are items. None: marks say where."""
    marks: Mapping[str, Spot]
    """By file. Empty for a literal."""
    unfit: Mapping[str, str]
    """By file: why nothing can be put there."""


def find(files: blocks.Files, groups: Mapping[str, Sequence[blocks.Piece]], *, mark: str, blank: int) -> Spots:
    """Return where new blocks go; `groups` are the blocks by file, `blank` the empty lines between two of them."""
    trees = places.Trees()
    if not blank:
        named = {_registry(trees, files, path, held) for path, held in groups.items()}
        name = named.pop() if len(named) == 1 else None
        if name is not None:
            return Spots(registry=name, marks={}, unfit={})
    marks: dict[str, Spot] = {}
    unfit: dict[str, str] = {}
    for path, held in groups.items():
        lines = files.lines(path)
        found = _there(lines, mark) or next(_fitting(trees, lines, held, (mark, blank)), None)
        if found is not None:
            marks[path] = found
        else:
            unfit[path] = _why(path, lines, held[-1])
    return Spots(marks=marks, unfit=unfit)


def _there(lines: Sequence[str], mark: str) -> Spot | None:
    """Return the mark if the file has it already."""
    whole = re.compile(rf"(?<![\w-])jig:{re.escape(mark)}(?![\w-]|[.:/]\w)")
    return next((Spot(number, line, there=True) for number, line in enumerate(lines) if whole.search(line)), None)


def _fitting(
    trees: places.Trees, lines: Sequence[str], held: Sequence[blocks.Piece], said: tuple[str, int]
) -> Iterator[Spot]:
    """Yield the places for the mark with which the file is as whole as before, also with one more block there."""
    path, (mark, blank) = held[0].path, said
    first, *_, last = [*blocks.main_group(held)] * 2
    model = lines[first.start : first.end]
    broken = trees.broken(path, "\n".join(lines))
    for number, after in ((last.end, True), (last.start, False)):
        for begin, end in comments.styles(path, lines[:number]):
            spot = Spot(number, f"{last.indent}{begin}jig:{mark}{end}", after)
            trial = spot.marked(lines, blank)
            at = number + (blank if after else 0)
            more = [*trial[:at], *model, *[""] * blank, *trial[at:]]
            torn = not broken and any(trees.broken(path, "\n".join(each)) for each in (trial, more))
            if not torn and _is_comment(trees, path, trial, at):
                yield spot


def _is_comment(trees: places.Trees, path: str, lines: Sequence[str], number: int) -> bool:
    """Tell whether a line is a comment in the syntax, as far as there is a grammar."""
    source = "\n".join(lines)
    node: Node | None = trees.root(path, source)
    if node is None:
        return True
    at = source.find("jig:", sum(len(line) + 1 for line in lines[:number]))
    while node is not None and not lists.is_comment(node):
        node = next((child for child in node.children if child.start <= at < child.end), None)
    return node is not None


def _why(path: str, lines: Sequence[str], last: blocks.Piece) -> str:
    if not comments.styles(path, lines[: last.end]):
        return f"{path} can hold no comment that would say where new ones go"
    return f"{path} would not parse with one more beside {last.name} (line {last.start + 1})"


def _registry(trees: places.Trees, files: blocks.Files, path: str, held: Sequence[blocks.Piece]) -> str | None:
    """Return the name of the literal whose items all of these blocks are."""
    source = "\n".join(files.lines(path))
    root = trees.root(path, source)
    if root is None:
        return None
    spans = [_span(files.lines(path), piece) for piece in held]
    item = _exactly(root, *spans[0])
    name = _bound_to(item) if item is not None else None
    if name is None:
        return None
    try:
        asked = apply.Injection(id="", path=path, text="", registry=name)
        items = set(registry.found(source, asked, trees).items)
    except errors.InjectFailed:
        return None
    return name if items.issuperset(spans) else None


def _span(lines: Sequence[str], piece: blocks.Piece) -> tuple[int, int]:
    """Return the characters of a block, but for a comma at its end."""
    start = sum(len(line) + 1 for line in lines[: piece.start]) + len(piece.indent)
    text = "\n".join(lines[piece.start : piece.end])[len(piece.indent) :]
    return start, start + len(text.rstrip().removesuffix(","))


def _exactly(root: Node, start: int, end: int) -> Node | None:
    """Return the outermost node with exactly these characters."""
    node: Node | None = root
    while node is not None and (node.start, node.end) != (start, end):
        node = next((child for child in node.children if child.start <= start and end <= child.end), None)
    return node


def _bound_to(item: Node) -> str | None:
    """Return the name that the literal around an item is bound to, with the keys on the way: `module.exports.rules`."""
    keys: list[str] = []
    node, parent = item.parent, item.parent.parent if item.parent else None
    while node is not None and parent is not None:
        key = parent.field("key") if parent.kind in _PAIRS else None
        if key is not None:
            plain = key.text.strip("\"'`:")
            keys.insert(0, plain if _PLAIN.fullmatch(plain) else f'"{plain}"')
        name = _target(parent, node)
        if name is not None:
            return ".".join([name, *keys])
        node, parent = parent, parent.parent
    return None


def _target(parent: Node, value: Node) -> str | None:
    """Return what an assignment, a declaration or an export binds a value to."""
    if parent.kind == "export_statement" and any(child.kind == "default" for child in parent.children):
        return "export default"
    found = next((field for key in _TARGETS if (field := parent.field(key))), None)
    if parent.kind in _PAIRS or found is None or found.end > value.start:
        return None
    plain = found.text.lstrip("$")
    return plain if all(_PLAIN.fullmatch(part) for part in plain.split(".")) else None
