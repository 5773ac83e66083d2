"""Structural: JSON, TOML and YAML are merged key by key; only what the template changed is edited in the user's text.

Lists of different scalars are merged as ordered sets (where the user changed one too, in the user's order), other lists
item by item. The result is read again and compared
with what it should hold. Where both changed one key differently, or a document cannot be edited that way, the file is
merged as text, and the keys are named. A file with protected regions is merged as text, too.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Literal

from jigsmith.engines.templates.merging import edits, json_nodes, keywise, regions, text, toml_edits, yaml_nodes
from jigsmith.engines.templates.merging.nodes import Node, Part, Unfit

Kind = Literal["json", "toml", "yaml"]
_KINDS: dict[str, Kind] = {
    ".json": "json", ".jsonc": "json", ".json5": "json", ".code-workspace": "json", ".webmanifest": "json",
    ".toml": "toml",
    ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip
_READ: dict[Kind, Callable[[str], Node]] = {"json": json_nodes.read, "toml": toml_edits.read, "yaml": yaml_nodes.read}


def kind_of(path: str) -> Kind | None:
    """How a file of that name is written; None: not in one of the formats that can be merged key by key."""
    return _KINDS.get(PurePosixPath(path).suffix.lower())


def merge(base: str, ours: str, theirs: str, *, kind: Kind, labels: text.Labels = text.LABELS) -> text.Merged:
    """What both sides made of `base`, with the layout and the comments of ours."""
    quick = text.unchanged(base, ours, theirs)
    if quick is not None:
        return text.Merged(text=quick)
    if regions.are_in(ours) and regions.are_in(theirs):
        return regions.merge(base, ours, theirs, labels=labels)
    texts, flat = (base, ours, theirs), (_flat(base), _flat(ours), _flat(theirs))
    try:
        before, mine, new = (_READ[kind](each) for each in flat)
        found = keywise.compare(before, mine, new)
    except Unfit:
        return regions.merge(base, ours, theirs, labels=labels)
    if found.conflicts:
        by_lines = regions.merge(base, ours, theirs, labels=labels)
        shown = by_lines if by_lines.conflicts else text.whole(base, ours, theirs, labels=labels)
        return replace(shown, keys=tuple(found.conflicts))
    wanted = _expected(mine, found)
    done = _edited(texts, kind, found) if found.edits else ours
    return text.Merged(text=done) if _identity(kind, done) == wanted else _by_lines(texts, kind, wanted, labels)


def _flat(source: str) -> str:
    """Without byte order mark, and with line feeds alone."""
    return source.removeprefix(text.BOM).replace("\r\n", "\n")


def _identity(kind: Kind, source: str) -> object:
    """What the document holds; None: it is not valid."""
    try:
        return _READ[kind](_flat(source)).identity()
    except Unfit:
        return None


def _by_lines(texts: tuple[str, str, str], kind: Kind, wanted: object, labels: text.Labels) -> text.Merged:
    """The merge as text, if it holds what it should; a conflict otherwise."""
    merged = regions.merge(*texts, labels=labels)
    right = merged.conflicts or _identity(kind, merged.text) == wanted
    return merged if right else text.whole(*texts, labels=labels)


def _edited(texts: tuple[str, str, str], kind: Kind, found: keywise.Found) -> str:
    """Ours with the edits in it; empty, where they cannot be made."""
    ours, theirs = texts[1], _flat(texts[2])
    newline = text.opened(ours).newline
    if _flat(ours).replace("\n", newline) != ours.removeprefix(text.BOM):  # both kinds of line ends are in it
        return ""
    try:
        edit = _edited_toml if kind == "toml" else _edited_places
        done = edit(_flat(ours), theirs, kind, found)
    except Unfit:
        return ""
    return text.BOM * ours.startswith(text.BOM) + done.replace("\n", newline)


def _edited_places(ours: str, theirs: str, kind: Kind, found: keywise.Found) -> str:
    for edit in reversed(found.edits):
        container = _READ[kind](ours)
        for index in edit.path[:-1]:
            container = container.parts[index].node
        at = edit.path[-1]
        if edit.part is None:
            ours = edits.dropped(ours, container, at)
        elif edit.action == "insert":
            ours = edits.inserted(ours, container, at, edits.Source(theirs, edit.part))
        else:
            ours = edits.replaced(ours, container, at, edits.Source(theirs, edit.part))
    return ours


def _edited_toml(ours: str, theirs: str, _: Kind, found: keywise.Found) -> str:
    editor = toml_edits.Editor(ours, theirs)
    for edit in reversed(found.edits):
        if edit.part is None:
            editor.drop(edit.names)
        else:
            editor.put(edit.names, edit.source, insert=edit.action == "insert")
    return editor.text()


def _expected(ours: Node, found: keywise.Found) -> object:
    """What the document holds with all edits in it."""
    tree = _copied(ours)
    for edit in reversed(found.edits):
        container = tree
        for index in edit.path[:-1]:
            container = container.parts[index].node
        end = edit.path[-1] + (edit.action != "insert")
        container.parts[edit.path[-1] : end] = [edit.part] if edit.part else []
    return tree.identity()


def _copied(node: Node) -> Node:
    parts = [Part(part.key, part.start, _copied(part.node)) for part in node.parts]
    return Node(node.kind, node.start, node.end, node.value, parts, node.block)
