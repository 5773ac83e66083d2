"""A plan written out as template text, in minijinja's language, with delimiters that the text itself does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jigsmith.engines.templates import format as formats
from jigsmith.loop.build import plan

DELIMITERS = (
    formats.Delimiters(),
    formats.Delimiters(variable=("[[", "]]"), block=("[%", "%]"), comment=("[#", "#]")),
    formats.Delimiters(variable=("<<", ">>"), block=("<%", "%>"), comment=("<#", "#>")),
    formats.Delimiters(variable=("@{{", "}}@"), block=("@{%", "%}@"), comment=("@{#", "#}@")),
    formats.Delimiters(variable=("«", "»"), block=("«%", "%»"), comment=("«#", "#»")),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as it stands, an expression, or a statement."""

    kind: Literal["text", "expression", "statement"]
    text: str


def pieces(block: plan.Block) -> list[Piece]:
    """The block as pieces; statements stand on lines of their own where what they enclose does."""
    return _tidy(list(_block(block)))


def text(found: Sequence[Piece], marks: formats.Delimiters) -> str:
    """The pieces as template text."""
    wrap = {"expression": marks.variable, "statement": marks.block}
    return "".join(p.text if p.kind == "text" else _tag(p.text, wrap[p.kind]) for p in found)


def _tag(code: str, marks: tuple[str, str]) -> str:
    """A code that ends in a plus keeps the line feed after it."""
    return f"{marks[0]} {code}{marks[1]}" if code.endswith("+") else f"{marks[0]} {code} {marks[1]}"


def delimiters(found: Sequence[Piece]) -> formats.Delimiters:
    """The first of DELIMITERS that cannot be confused with the text."""
    return next((d for d in DELIMITERS if _clear(found, d)), DELIMITERS[-1])


def _clear(found: Sequence[Piece], marks: formats.Delimiters) -> bool:
    starts = (marks.variable[0], marks.block[0], marks.comment[0])
    whole = text(found, marks)
    expected = {
        marks.variable[0]: sum(p.kind == "expression" for p in found),
        marks.block[0]: sum(p.kind == "statement" for p in found),
        marks.comment[0]: 0,
    }
    crossing = any(a + marks.variable[0][:1] in whole for a in starts)
    return not crossing and all(whole.count(s) == expected[s] for s in starts)


def _block(block: plan.Block, within: tuple[str, ...] = ()) -> Iterator[Piece]:
    """The pieces of a block; `within`: the conditions that hold there anyway."""
    condition = ""
    for part in block.parts:
        if isinstance(part, plan.Line) and not part.keep:
            continue
        here = _condition(part) if isinstance(part, plan.Line) else ""
        if here in within:
            here = ""
        if here != condition:
            yield from _changed(condition, here)
            condition = here
        inside = (*within, here) if here else within
        yield from _loop(part, inside) if isinstance(part, plan.Loop) else _parts(part.parts, inside)
    yield from _changed(condition, "")


def _changed(before: str, after: str) -> Iterator[Piece]:
    if before and after and _opposite(before, after):
        yield Piece("statement", "else")
        return
    if before:
        yield Piece("statement", "endif")
    if after:
        yield Piece("statement", f"if {after}")


def _opposite(one: str, other: str) -> bool:
    return other in (f"not {one}", one.replace(" in ", " not in ", 1)) and " not in " not in one


def _condition(line: plan.Line) -> str:
    if line.flag is None:
        return ""
    if not line.negated:
        return line.flag.name
    return line.flag.name.replace(" in ", " not in ", 1) if " in " in line.flag.name else f"not {line.flag.name}"


def _parts(parts: Sequence[plan.Part], within: tuple[str, ...]) -> Iterator[Piece]:
    for part in parts:
        if isinstance(part, plan.Literal):
            yield Piece("text", part.space + part.text)
        elif isinstance(part, plan.Cell):
            yield from _cell(part)
        else:
            if part.open:
                yield Piece("text", part.open.space + part.open.text)
            yield from _block(part.body, within)
            if part.close:
                yield Piece("text", part.close.space + part.close.text)


def _cell(cell: plan.Cell) -> Iterator[Piece]:
    yield Piece("text", cell.begins)
    if cell.expression is None:
        if cell.default:
            yield Piece("text", cell.lead + cell.space + cell.default + cell.tail)
        return
    optional = cell.optional and (cell.lead or cell.space or cell.tail)
    if optional:
        yield Piece("statement", f"if {cell.expression.partition(' | ')[0]}")
    yield Piece("text", cell.lead + cell.space + cell.affixes[0])
    yield Piece("expression", cell.expression)
    yield Piece("text", cell.affixes[1] + cell.tail)
    if optional:
        yield Piece("statement", "endif")


def _loop(loop: plan.Loop, within: tuple[str, ...]) -> Iterator[Piece]:
    if not loop.chosen:
        return
    yield Piece("statement", f"for item in {loop.name}")
    first, other = loop.spaces
    if first == other:
        yield Piece("text", first)
    else:
        yield Piece(
            "expression", f"{other!r} if not loop.first else {first!r}" if first else f"{other!r} if not loop.first"
        )
    yield from _parts(loop.line.parts, within)
    if loop.separator.text and loop.separator.after_last:
        yield Piece("text", loop.separator.text)
    elif loop.separator.text:
        yield Piece("expression", f"{loop.separator.text!r} if not loop.last")
    yield Piece("statement", "endfor")


def _tidy(found: list[Piece]) -> list[Piece]:
    """Joins neighbouring texts, and puts statements on lines of their own where what they enclose begins a line."""
    joined: list[Piece] = []
    for piece in found:
        if piece.kind == "text" and joined and joined[-1].kind == "text":
            joined[-1] = Piece("text", joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    alone = _own_lines(joined)
    tidy: list[Piece] = []
    for index, piece in enumerate(joined):
        if index in alone:
            tidy.append(Piece("text", "\n"))
        elif piece.kind == "statement" and _begins_line(joined, index + 1):
            tidy.append(Piece("statement", piece.text + " +"))
            continue
        tidy.append(piece)
    return tidy


def _own_lines(found: Sequence[Piece]) -> set[int]:
    """Indices of the statements that stand on lines of their own with those they belong to: trimming takes their line
    feeds back.
    """
    alone: set[int] = set()
    started: list[list[int]] = []
    for index, piece in enumerate(found):
        if piece.kind != "statement":
            continue
        if piece.text == "else":
            started[-1].append(index)
        elif not piece.text.startswith("end"):
            started.append([index])
        else:
            group = [*started.pop(), index]
            if all(_begins_line(found, i + 1) for i in group):
                alone.update(group)
    return alone


def _begins_line(found: Sequence[Piece], index: int) -> bool:
    following = next((p for p in found[index:] if p.kind != "statement"), None)
    return following is not None and following.kind == "text" and following.text.startswith("\n")
