"""Phrases: words that are there only with the value beside them, such as `extends {{ base }}` or `{{ result }} =`.

They come and go with that value. And where one word of code is cut in two cells, what belongs to which is settled.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from jigsmith.engines.trees import lexer
from jigsmith.loop.build import plan

TOGETHER = 0.9  # share of the occurrences in which a word and a value must both be there or both be missing
SELDOM = 0.95  # share of the occurrences from which on a word is there anyway
_WORD = re.compile(r"\w+")


def joined(parts: Sequence[plan.Part]) -> list[plan.Part]:
    """The parts of a line, with the words that belong to a cell taken into it."""
    found: list[plan.Part] = []
    for part in parts:
        before = found[-1] if found else None
        if isinstance(before, plan.Cell) and isinstance(part, plan.Cell) and not part.space and _one_word(before, part):
            continue
        if isinstance(part, plan.Literal) and isinstance(before, plan.Cell) and _goes(part, before):
            before.tail += part.space + part.text
            continue
        if isinstance(part, plan.Cell):
            while found and isinstance(last := found[-1], plan.Literal) and _goes(last, part):
                part.lead = last.space + last.text + part.lead
                found.pop()
        found.append(part)
    _begin(found)
    return found


def _begin(parts: Sequence[plan.Part]) -> None:
    """A line that begins with a value which may be missing begins with its line feed all the same."""
    first, second = (*parts, None, None)[:2]
    if isinstance(first, plan.Cell) and isinstance(second, plan.Literal) and "\n" in first.space + second.space:
        first.begins = first.space if "\n" in first.space else second.space
        first.space, between = "", second.space if "\n" not in second.space else " "
        first.tail, second.space = first.tail + between, ""


def _goes(word: plan.Literal, cell: plan.Cell) -> bool:
    """Whether the word is there when something stands in the cell, and only then."""
    every = len(cell.texts)
    filled = set(cell.present())
    here = sum((o in word.there) == (o in filled) for o in cell.texts)
    if word.text in lexer.QUOTES or word.text in lexer.SEPARATORS or (cell.prose and not word.text[:1].isalnum()):
        return False
    return len(word.there) < SELDOM * every and here >= TOGETHER * every and bool(filled)


def _one_word(first: plan.Cell, second: plan.Cell) -> bool:
    """Settles what belongs to which of two cells of one word; whether the first one has it all."""
    usual, count = Counter(second.texts.values()).most_common(1)[0]
    if usual and count >= SELDOM * len(second.texts):
        return False
    if not _WORD.fullmatch("".join([*first.texts.values(), *second.texts.values()])):
        return False
    first.texts = {o: first.texts.get(o, "") + second.texts.get(o, "") for o in first.texts | second.texts}
    first.named |= second.named
    first.after = second.after
    return True
