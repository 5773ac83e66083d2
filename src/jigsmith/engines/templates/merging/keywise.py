"""Keywise: what a three-way merge of two documents, key by key, changes in ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from jigsmith.engines.templates.merging import aligning
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
    elif ours.node.kind == theirs.node.kind != "scalar" and not (mine == before and _anew(ours.node, theirs.node)):
        _containers(base.node if base else None, (ours.node, theirs.node), place, found)
    elif mine == before:
        found.edits.append(Edit(action="replace", path=place.path, names=place.names, part=theirs, source=place.source))
    else:
        found.conflicts.append(label(place.names))


def _anew(ours: Node, theirs: Node) -> bool:
    """Whether to take it as it is in theirs, rather than to edit it: it is empty on a side, or in another order."""
    if not ours.parts or not theirs.parts:
        return True
    if not (ours.kind == theirs.kind == "list" and _is_set(ours) and _is_set(theirs)):
        return False
    mine, new = ([part.node.identity() for part in node.parts] for node in (ours, theirs))
    return [item for item in mine if item in new] != [item for item in new if item in mine]


def _is_set(node: Node) -> bool:
    """Whether it is a list of scalars that are all different."""
    scalars = [part.node.identity() for part in node.parts if part.node.kind == "scalar"]
    return len(set(scalars)) == len(node.parts)


def _sets(base: Node, sides: tuple[Node, Node], place: _Place, found: Found) -> None:
    """Ordered sets: ours without what theirs took out, with what theirs put in after what it stands behind there."""
    ours, theirs = sides
    before, mine, new = ([part.node.identity() for part in node.parts] for node in (base, ours, theirs))
    changed = _replaced(base, sides, place, found)
    for index, item in enumerate(mine):
        if item in before and item not in new and index not in changed.values():
            there = place.down(index, index, index)
            found.edits.append(Edit(action="drop", path=there.path, names=there.names))
    after = 0
    for index, item in enumerate(new):
        if item in mine or index in changed:
            after = 1 + (changed[index] if index in changed else mine.index(item))
        elif item not in before:
            _insert((after, index), theirs, place, found)


def _replaced(base: Node, sides: tuple[Node, Node], place: _Place, found: Found) -> dict[int, int]:
    """Edits of items that theirs replaced: the places in theirs, and in ours. One that ours replaced too, by another of
    the same name, is a conflict: two versions of a package.
    """
    ours, theirs = sides
    before, mine, new = ([part.node.identity() for part in node.parts] for node in (base, ours, theirs))
    own, changed = aligning.pairs(base, ours), {}
    for old, index in aligning.pairs(base, theirs).items():
        if before[old] in new or new[index] in before or new[index] in mine:
            continue
        if before[old] in mine:
            at = changed[index] = mine.index(before[old])
            there = place.down(at, at, index)
            part = theirs.parts[index]
            found.edits.append(
                Edit(action="replace", path=there.path, names=there.names, part=part, source=there.source)
            )
        elif old in own and _one_name(base.parts[old], ours.parts[own[old]], theirs.parts[index]):
            found.conflicts.append(label((*place.names, own[old])))
    return changed


def _one_name(*items: Part) -> bool:
    """Whether all items are called the same."""
    return len({aligning.name(item.node) for item in items}) == 1


def _insert(where: tuple[int, int], theirs: Node, place: _Place, found: Found) -> None:
    """Item `where[1]` of theirs comes to place `where[0]` of ours."""
    there = place.down(where[0], where[0], where[1])
    part = theirs.parts[where[1]]
    found.edits.append(Edit(action="insert", path=there.path, names=there.names, part=part, source=there.source))


def _lists(base: Node, sides: tuple[Node, Node], place: _Place, found: Found) -> None:
    """Any other list: each item is merged with its like, and what theirs put in comes where it stands there."""
    ours, theirs = sides
    mine, new = aligning.pairs(base, ours), aligning.pairs(base, theirs)
    for index, part in enumerate(base.parts):
        there = theirs.parts[new[index]] if index in new else None
        if index in mine:
            at = mine[index]
            _known(part, (ours.parts[at], there), place.down(at, at, new.get(index, at)), found)
        elif there and there.node.identity() != part.node.identity():  # the user took out what the template changed
            found.conflicts.append(label((*place.names, index)))
    added = _gaps(ours, mine, mine)
    for gap, items in _gaps(theirs, new, mine).items():
        at = mine[gap] + 1 if gap >= 0 else 0
        if gap not in added:
            for index in items:
                _insert((at, index), theirs, place, found)
        elif [ours.parts[i].node.identity() for i in added[gap]] != [theirs.parts[i].node.identity() for i in items]:
            found.conflicts.append(label((*place.names, at)))


def _gaps(node: Node, paired: Mapping[int, int], kept: Mapping[int, int]) -> dict[int, list[int]]:
    """The items that came into a list, by the item of the base that they stand behind and ours still has; -1: none."""
    origin = {index: old for old, index in paired.items()}
    gaps: dict[int, list[int]] = {}
    gap = -1
    for index in range(len(node.parts)):
        if index not in origin:
            gaps.setdefault(gap, []).append(index)
        elif origin[index] in kept:
            gap = origin[index]
    return gaps
