"""Imports of JavaScript and TypeScript: names join the statement of their module; packages before own files."""

from __future__ import annotations

from dataclasses import dataclass

from jigsmith.engines.templates.inject import lists, text
from jigsmith.engines.templates.inject.imported import Imports, Statement
from jigsmith.engines.templates.inject.shapes import Edit, Node


@dataclass(frozen=True, slots=True)
class Parts:
    """What a statement says."""

    module: str
    only_types: bool
    default: Node | None
    space: Node | None  # `* as name`
    braces: Node | None  # `{ ... }`
    names: tuple[Node, ...]
    attributes: bool  # with { type: "json" }


def edits(there: Imports, new: Statement) -> list[Edit]:
    """Put in what the statement imports and the file does not."""
    wanted = _parts(new)
    if wanted.default is None and wanted.space is None and wanted.braces is None:
        effect = any(_bare(found) and _parts(found).module == wanted.module for found in there.all)
        return [] if effect else [_statement(there, new)]
    alike = [found for found in there.all if _parts(found).module == wanted.module]
    if any(_all_there(wanted, alike)) and all(_all_there(wanted, alike)):
        return []
    into = next((found for found in alike if _takes(_parts(found), wanted)), None)
    if into is None:
        return [_statement(there, new)]
    return _merged(there, into, wanted, alike)


def _bare(statement: Statement) -> bool:
    return all(child.kind != "import_clause" for child in statement.node.children)


def _parts(statement: Statement) -> Parts:
    node = statement.node
    clause = next((child for child in node.children if child.kind == "import_clause"), None)
    inner = list(clause.children) if clause else []
    braces = next((child for child in inner if child.kind == "named_imports"), None)
    module = node.field("source")
    return Parts(
        module=module.text.strip("\"'`") if module else "",
        only_types=any(child.kind in {"type", "typeof"} for child in node.children),
        default=next((child for child in inner if child.kind == "identifier"), None),
        space=next((child for child in inner if child.kind == "namespace_import"), None),
        braces=braces,
        names=tuple(child for child in braces.children if child.kind == "import_specifier") if braces else (),
        attributes=any(child.kind == "import_attribute" for child in node.children),
    )


def _all_there(wanted: Parts, alike: list[Statement]) -> list[bool]:
    """Tell for each thing that is wanted whether it is there; a type is there where its value is."""
    told = [
        _held(wanted, name.text, [name.text for found in usable for name in found.names])
        for usable in [_usable(wanted, alike)]
        for name in wanted.names
    ]
    for kind in ("default", "space"):
        one: Node | None = getattr(wanted, kind)
        if one is not None:
            usable = _usable(wanted, alike)
            told.append(one.text in [other.text for found in usable for other in [getattr(found, kind)] if other])
    return told or [any(found.braces is not None for found in _usable(wanted, alike))]


def _usable(wanted: Parts, alike: list[Statement]) -> list[Parts]:
    return [parts for found in alike for parts in [_parts(found)] if wanted.only_types or not parts.only_types]


def _held(wanted: Parts, name: str, names: list[str]) -> bool:
    told = [text.tokens(each) for each in names]
    plain = name.removeprefix("type ").strip()
    accepted = [text.tokens(name), text.tokens(plain)] if name != plain else [text.tokens(name)]
    accepted += [text.tokens(f"type {plain}")] if wanted.only_types else []
    return any(each in told for each in accepted)


def _takes(parts: Parts, wanted: Parts) -> bool:
    """Tell whether a statement can take the names of another."""
    if parts.only_types != wanted.only_types or parts.space or wanted.space or parts.attributes or wanted.attributes:
        return False
    if parts.braces is None and parts.default is None:
        return False
    if parts.only_types and (wanted.default or parts.default):
        return False
    return wanted.default is None or parts.default is None or wanted.default.text == parts.default.text


def _merged(there: Imports, into: Statement, wanted: Parts, alike: list[Statement]) -> list[Edit]:
    """Put names and a default into a statement."""
    parts, made = _parts(into), list[Edit]()
    usable = [name.text for found in _usable(wanted, alike) for name in found.names]
    names = [name.text for name in wanted.names if not _held(wanted, name.text, usable)]
    if wanted.default is not None and parts.default is None and parts.braces is not None:
        made.append(Edit(parts.braces.start, parts.braces.start, f"{wanted.default.text}, "))
    if not names:
        return made
    if parts.braces is None:
        end = parts.default.end if parts.default else into.node.start
        return [*made, Edit(end, end, f", {{ {', '.join(names)} }}")]
    return [*made, *_into_braces(there.source, parts, names)]


def _into_braces(source: str, parts: Parts, names: list[str]) -> list[Edit]:
    """Put names between braces: in their order where those there are in order, otherwise at the end."""
    if parts.braces is None:
        return []
    padding = "" if source[parts.braces.start : parts.braces.start + 2].strip() not in {"{", "{}"} else " "
    there = lists.bracketed(parts.braces.children, padding=padding)
    order = [_order(name.text) for name in parts.names]
    index = None
    if len(names) == 1 and order == sorted(order):
        index = next((number for number, each in enumerate(order) if each > _order(names[0])), None)
    item = ", ".join(names)
    if "\n" not in parts.braces.text and index is None:
        return lists.with_item(source, there, item)
    return lists.with_item(source, there, item if index is not None else ",\n".join(names), index=index)


def _order(name: str) -> str:
    return name.removeprefix("type ").strip().lower()


def _statement(there: Imports, new: Statement) -> Edit:
    """Put a statement of its own after the last one as far away as it or farther; effects of modules come last."""
    told = _in_style(there, new)
    if not there.all:
        return there.first(told)
    sort = _distance(new)
    before = [found for found in there.all if _distance(found) <= sort]
    return there.after(before[-1], told) if before else there.before(there.all[0], told)


def _distance(statement: Statement) -> int:
    """Tell how near a module is: 0 a package, 1 an alias of the project, 2 a path; 3: imported for its effect."""
    module = _parts(statement).module
    if _bare(statement):
        return 3
    return 2 if module.startswith(".") else 1 if module.startswith(("@/", "~", "#", "$")) else 0


def _in_style(there: Imports, new: Statement) -> str:
    """Return the statement with the quotes and the semicolon that the file's own imports have."""
    told, source = new.text.rstrip(), new.node.field("source")
    if there.all and source is not None:
        style = there.all[0].node.field("source")
        quote = style.text[0] if style else source.text[0]
        at = source.start - new.start
        told = f"{told[:at]}{quote}{source.text[1:-1]}{quote}{told[at + len(source.text) :]}"
        ends = there.all[0].text.rstrip().endswith(";")
        told = f"{told};" if ends and not told.endswith(";") else told.removesuffix("" if ends else ";")
    return told
