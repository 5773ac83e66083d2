"""Gaps: what would read badly is not rendered: a line with a hole in the midst of code, a condition turned round."""

from __future__ import annotations

from collections import Counter

from jigsmith.engines.trees import lexer
from jigsmith.loop.build import naming, plan

EVERYWHERE = 0.95  # share of the instances that have a line which is never dropped
SCATTERED = 2  # gaps in a comment from which on what is left of it tells nothing
REMARKS = frozenset("#/*")
LONG = 12  # words; a longer line is kept, and its holes are filled with what is most common


def only_beside(block: plan.Block, scope: plan.Scope) -> None:
    """A line that is there when an option is off reads well only beside one that is there when it is on."""
    lines = [p for p in block.parts if isinstance(p, plan.Line) and p.keep]
    for index, line in enumerate(lines):
        beside = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
        if line.negated and not any(x.flag is line.flag and not x.negated for x in beside):
            by_majority(line, scope)
        for nested in line.nested():
            only_beside(nested.body, scope)


def by_majority(line: plan.Line, scope: plan.Scope) -> None:
    """The line is there when most instances have it."""
    line.flag, line.negated = None, False
    line.keep = scope.mostly(line.members, line.population)


def drop_flags(scope: plan.Scope, kept: set[int]) -> None:
    """Takes the options back that are not among those kept, given by their identity."""
    for line in scope.lines:
        if line.flag is not None and id(line.flag) not in kept:
            by_majority(line, scope)


def close(block: plan.Block) -> None:
    """Where nothing would stand in the midst of code: the most common text in a long line, else no line."""
    for line in [x for x in plan.visible(block) if x.keep]:
        gaps = [c for c in line.cells() if c.gapes()]
        in_code = [c for c in gaps if not c.prose]
        told = _tells(line) and (len(gaps) < SCATTERED or not _is_remark(line))
        if (in_code and breaks(line)) or (gaps and not _everywhere(line) and not told):
            line.keep = False
        for cell in in_code:
            cell.default = Counter(cell.texts[o] for o in cell.present()).most_common(1)[0][0]


def trim(block: plan.Block) -> None:
    """The first row of a group begins as first rows do, and the last one ends as last rows do, whatever is left out."""
    for line in plan.visible(block):
        for nested in line.nested() if line.keep else ():
            shown = [p for p in nested.body.parts if isinstance(p, plan.Loop) or p.keep]
            first, last = (shown[0], shown[-1]) if shown else (None, None)
            if (
                isinstance(first, plan.Line)
                and first.flag is None
                and isinstance(first.parts[0], plan.Literal | plan.Cell)
            ):
                start = first.parts[0]
                start.space = nested.space if "\n" not in start.space + nested.space else start.space
            if isinstance(last, plan.Line) and last.flag is None and not nested.ended and _separates(last.parts[-1]):
                last.parts.pop()


def _separates(part: plan.Part) -> bool:
    return isinstance(part, plan.Literal) and part.text in lexer.SEPARATORS


def breaks(line: plan.Line) -> bool:
    """Whether the line is dropped for a gap in its code."""
    return not _everywhere(line) and line.words < LONG


def _everywhere(line: plan.Line) -> bool:
    return line.flag is None and len(line.members) >= EVERYWHERE * len(line.population)


def _is_remark(line: plan.Line) -> bool:
    first = line.parts[0] if line.parts else None
    return isinstance(first, plan.Literal) and first.text[:1] in REMARKS


def _tells(line: plan.Line) -> bool:
    texts = [p.text for p in line.parts if isinstance(p, plan.Literal)]
    words = [t for t in texts if t[:1].isalpha() and t.lower() not in naming.DULL]
    return bool(words) or any(c.expression for c in line.cells())
