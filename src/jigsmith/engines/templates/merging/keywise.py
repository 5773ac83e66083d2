"""Keywise: what a three-way merge of two documents, key by key, changes in ours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from jigsmith.engines.templates.merging import three
from jigsmith.engines.templates.merging.nodes import Node, Part

Path = tuple[int, ...]
Names = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change in ours. `path` leads to it by the places of parts in ours, as they are before any edit; the last one
    is where a part is put in, replaced or taken out.
    """

    action: Literal["insert", "replace", "drop"]
    path: Path
    names: Names
    """The same by keys, and places in lists."""
    part: Part | None = None
    """What is put in, of theirs; None: it is dropped."""
    source: Names = ()
    """By which keys `part` is found in theirs."""

    @property
    def order(self) -> tuple[Path, bool]:
        """In the order of the document. Edits are done from the last to the first, so that paths stay true."""
        return self.path, self.action != "insert"


@dataclass(slots=True)
class Found:
    """The edits in the order of the document, and the keys that both changed differently."""

    edits: list[Edit] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in ours and in theirs the walk is."""

    path: Path = ()
    names: Names = ()
    source: Names = ()

    def down(self, index: int, name: str | int, source: str | int) -> "_Place":
        return _Place((*self.path, index), (*self.names, name), (*self.source, source))


def compare(base: Node, ours: Node, theirs: Node) -> Found:
    """What to change in `ours` so that it has the changes of both."""
    found = Found()
    _containers(base, (ours, theirs), _Place(), found)
    found.edits.sort(key=lambda edit: edit.order)
    return found


def label(names: Names) -> str:
    """What messages call a place: `scripts.test`, `plugins[2]`; the top is `.`."""
    return "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in names).lstrip(".") or "."


def _containers(base: Node | None, sides: tuple[Node, Node], place: _Place, found: Found) -> None:
    """Both sides have a container of the same kind there, or scalars that differ at the top."""
    ours, theirs = sides
    empty = Node(ours.kind)
    if base is None or base.kind != ours.kind:
        base = empty
    if ours.kind == theirs.kind == "map":
        _maps(base, sides, place, found)
    elif ours.kind == theirs.kind == "list" and _is_set(base) and _is_set(ours) and _is_set(theirs):
        _sets(base, sides, place, found)
    elif ours.kind == theirs.kind == "list":
        _lists(base, sides, place, found)
    elif ours.identity() != theirs.identity():
        found.conflicts.append(label(place.names))


def _maps(base: Node, sides: tuple[Node, Node], place: _Place, found: Found) -> None:
    ours, theirs = sides
    before, mine, new = base.keys(), ours.keys(), theirs.keys()
    for index, (key, part) in enumerate(mine.items()):
        _known(before.get(key), (part, new.get(key)), place.down(index, key, key), found)
    after = 0
    places = {key: index for index, key in enumerate(mine)}
    for key, part in new.items():
        if key in places:
            after = places[key] + 1
        elif key not in before:
            there = place.down(after, key, key)
            found.edits.append(
                Edit(action="insert", path=there.path, names=there.names, part=part, source=there.source)
            )
        elif before[key].node.identity() != part.node.identity():  # the user deleted what the template changed
            found.conflicts.append(label((*place.names, key)))


def _known(base: Part | None, sides: tuple[Part, Part | None], place: _Place, found: Found) -> None:
    """A part that ours has. Theirs has it under the same key, or not at all."""
    ours, theirs = sides
    before = base.node.identity() if base else None
    mine, new = ours.node.identity(), theirs.node.identity() if theirs else None
    if new in (mine, before):
        return
    if theirs is None:
        if mine == before:
            found.edits.append(Edit(action="drop", path=place.path, names=place.names))
        else:
            found.conflicts.append(label(place.names))
    elif ours.node.kind == theirs.node.kind != "scalar":
        _containers(base.node if base else None, (ours.node, theirs.node), place, found)
    elif mine == before:
        found.edits.append(Edit(action="replace", path=place.path, names=place.names, part=theirs, source=place.source))
    else:
        found.conflicts.append(label(place.names))


def _is_set(node: Node) -> bool:
    """Whether it is a list of scalars that are all different."""
    scalars = [part.node.identity() for part in node.parts if part.node.kind == "scalar"]
    return len(set(scalars)) == len(node.parts)


def _sets(base: Node, sides: tuple[Node, Node], place: _Place, found: Found) -> None:
    """Ordered sets: ours without what theirs took out, with what theirs put in after what it stands behind there."""
    ours, theirs = sides
    before, mine, new = ([part.node.identity() for part in node.parts] for node in (base, ours, theirs))
    for index, item in enumerate(mine):
        if item in before and item not in new:
            there = place.down(index, index, index)
            found.edits.append(Edit(action="drop", path=there.path, names=there.names))
    after = 0
    for index, item in enumerate(new):
        if item in mine:
            after = mine.index(item) + 1
        elif item not in before:
            _insert((after, index), theirs, place, found)


def _insert(where: tuple[int, int], theirs: Node, place: _Place, found: Found) -> None:
    """Item `where[1]` of theirs comes to place `where[0]` of ours."""
    there = place.down(where[0], where[0], where[1])
    part = theirs.parts[where[1]]
    found.edits.append(Edit(action="insert", path=there.path, names=there.names, part=part, source=there.source))


def _lists(base: Node, sides: tuple[Node, Node], place: _Place, found: Found) -> None:
    """Any other list: item by item, as the lines of a text are."""
    ours, theirs = sides
    before, mine, new = ([part.node.identity() for part in node.parts] for node in (base, ours, theirs))
    for region in three.regions(before, mine, new):
        if region.kind == "theirs" or (region.kind == "clash" and _paired(region)):
            _items((base, ours, theirs), region, place, found)
        elif region.kind == "clash":
            found.conflicts.append(label((*place.names, region.ours[0])))


def _paired(region: three.Region) -> bool:
    """Whether all three have the same number of items there, at least one: each is merged with its like."""
    sizes = {end - start for start, end in (region.base, region.ours, region.theirs)}
    return len(sizes) == 1 and sizes != {0}


def _items(nodes: tuple[Node, Node, Node], region: three.Region, place: _Place, found: Found) -> None:
    base, ours, theirs = nodes
    if _paired(region):
        for old, mine, new in zip(*(range(*span) for span in _spans(region)), strict=True):
            there = place.down(mine, mine, new)
            _known(base.parts[old], (ours.parts[mine], theirs.parts[new]), there, found)
        return
    for mine in range(*region.ours):
        there = place.down(mine, mine, mine)
        found.edits.append(Edit(action="drop", path=there.path, names=there.names))
    for new in range(*region.theirs):
        _insert((region.ours[1], new), theirs, place, found)


def _spans(region: three.Region) -> Iterator[three.Span]:
    yield from (region.base, region.ours, region.theirs)
