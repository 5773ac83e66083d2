"""Items between brackets: one more is put in, in the layout that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jigsmith.engines.templates.inject import text
from jigsmith.engines.templates.inject.shapes import Edit, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracketed:
    """What stands between two brackets of a source; all positions are in its characters."""

    start: int  # after the opening bracket
    end: int  # before the closing one
    items: Sequence[tuple[int, int]]
    commas: Sequence[int] = ()
    comments: Sequence[tuple[int, int]] = ()
    padding: str = ""  # within the brackets of a list on one line: `{ a }`
    trailing: bool = True  # the language allows a comma after the last item
    tuple: bool = False  # a lone item needs the comma

    @property
    def last_comma(self) -> int | None:
        """Return where the comma after the last item is."""
        last = self.items[-1][1] if self.items else self.start
        return next((comma for comma in self.commas if comma >= last), None)


def bracketed(nodes: Sequence[Node], *, padding: str = "", trailing: bool = True, tuple_: bool = False) -> Bracketed:
    """Read the brackets from nodes in order, the opening and the closing one among them."""
    inner = nodes[1:-1]
    return Bracketed(
        start=nodes[0].end,
        end=nodes[-1].start,
        items=[(node.start, node.end) for node in inner if node.kind not in {",", ";"} and not is_comment(node)],
        commas=[node.start for node in inner if node.kind == ","],
        comments=[(node.start, node.end) for node in inner if is_comment(node)],
        padding=padding,
        trailing=trailing,
        tuple=tuple_,
    )


def is_comment(node: Node) -> bool:
    """Tell whether a node is a comment, in all the grammars' words for it."""
    return "comment" in node.kind


def with_item(source: str, there: Bracketed, item: str, *, index: int | None = None) -> list[Edit]:
    """Return the edits that put an item before the one with this index; None: after the last."""
    index = None if index is not None and index >= len(there.items) else index
    several = "\n" in item.strip()
    if "\n" not in source[there.start : there.end]:
        return _on_one_line(source, there, item, index, several=several)
    if not there.items:
        return _first_of_many(source, there, item)
    if index is not None:
        return _before(source, there, item, index)
    return _at_the_end(source, there, item)


def _on_one_line(source: str, there: Bracketed, item: str, index: int | None, *, several: bool) -> list[Edit]:
    edit = _inline(there, item.strip(), index)
    width = len(source[text.line_start(source, there.start) : text.line_end(source, there.end)])
    if not several and width + len(edit.text) <= text.width_limit(source):
        return [edit]
    return _opened(source, there, item, index)


def _inline(there: Bracketed, item: str, index: int | None) -> Edit:
    """Put it in without a new line."""
    if not there.items:
        comma = "," if there.tuple else ""
        return Edit(there.start, there.end, f"{there.padding}{item}{comma}{there.padding}")
    if index is not None:
        at = there.items[index][0]
        return Edit(at, at, f"{item}, ")
    if there.tuple and len(there.items) == 1 and there.last_comma is not None:
        return Edit(there.last_comma + 1, there.last_comma + 1, f" {item}")
    at = there.items[-1][1]
    return Edit(at, at, f", {item}")


def _opened(source: str, there: Bracketed, item: str, index: int | None) -> list[Edit]:
    """Put each item on its own line; what stands on one line now gets one step of indentation."""
    outer = text.indentation_at(source, there.start)
    indent = outer + text.step(source)
    items = [source[start:end] for start, end in _with_comments(there)]
    items = [indent + each for each in items]
    items.insert(len(items) if index is None else index, text.block(item, indent))
    comma = "," if there.trailing else ""
    return [Edit(there.start, there.end, "\n" + ",\n".join(items) + f"{comma}\n{outer}")]


def _with_comments(there: Bracketed) -> list[tuple[int, int]]:
    """Return the items, each with the comments that stand beside it before the next comma or item."""
    bounds = [[start, end] for start, end in there.items]
    for start, end in there.comments:
        near = [bound for bound in bounds if bound[0] < start]
        if near and not any(near[-1][1] <= comma < start for comma in there.commas):
            near[-1][1] = max(near[-1][1], end)
        elif bounds:
            following = next((bound for bound in bounds if bound[0] > start), bounds[-1])
            following[0], following[1] = min(following[0], start), max(following[1], end)
    return [(start, end) for start, end in bounds]


def _first_of_many(source: str, there: Bracketed, item: str) -> list[Edit]:
    """Put the only item on its own line, after the comments that are there."""
    outer = text.indentation_at(source, there.end)
    own = [start for start, _ in there.comments if text.is_first_in_line(source, start)]
    indent = text.indentation_at(source, own[-1]) if own else outer + text.step(source)
    new = text.block(item, indent) + ("," if there.trailing else "")
    if text.is_first_in_line(source, there.end):
        start = text.line_start(source, there.end)
        return [Edit(start, start, f"{new}\n")]
    return [Edit(there.end, there.end, f"\n{new}\n{outer}")]


def _before(source: str, there: Bracketed, item: str, index: int) -> list[Edit]:
    at = there.items[index][0]
    if text.is_first_in_line(source, at):
        start = text.line_start(source, at)
        return [Edit(start, start, text.block(item, text.indentation_at(source, at)) + ",\n")]
    return [Edit(at, at, f"{item.strip()}, ")]


def _at_the_end(source: str, there: Bracketed, item: str) -> list[Edit]:
    """Put it on a new line after the last item, after that item's comma and comment."""
    last_start, last = there.items[-1]
    indent = _indent_of_items(source, there, last_start)
    comma = there.last_comma
    after = last if comma is None else comma + 1
    line_end = text.line_end(source, after)
    beside = [end for start, end in there.comments if after <= start < line_end]
    place = max([after, *beside])
    new = f"\n{text.block(item, indent)}"
    if comma is not None:
        return [Edit(place, place, f"{new},")]
    if place == after:
        return [Edit(place, place, f",{new}")]
    return [Edit(after, after, ","), Edit(place, place, new)]


def _indent_of_items(source: str, there: Bracketed, last_start: int) -> str:
    firsts = [start for start, _ in there.items if text.is_first_in_line(source, start)]
    return text.indentation_at(source, firsts[-1] if firsts else last_start)


def without_item(source: str, there: Bracketed, index: int) -> list[Edit]:
    """Return the edits that take an item out, with its comma, and with its lines where it has some of its own."""
    start, end = there.items[index]
    comma = next((at for at in there.commas if at >= end), None)
    last = index == len(there.items) - 1
    after = end if comma is None else comma + 1
    if text.is_first_in_line(source, start) and not source[after : text.line_end(source, after)].strip():
        line_end = text.line_end(source, after)
        made = [Edit(text.line_start(source, start), min(line_end + 1, len(source)), "")]
        if last and comma is None and index:
            before = max(at for at in there.commas if at < start)
            made.append(Edit(before, before + 1, ""))
        return made
    if not last:
        return [Edit(start, there.items[index + 1][0], "")]
    if index:
        return [Edit(there.items[index - 1][1], end, "")]
    return [Edit(there.start, there.end if comma is None else max(after, there.end), "")]
