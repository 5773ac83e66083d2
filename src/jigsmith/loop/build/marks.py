"""Where an instance's own name stands in its text, in whatever style: marks for the tokens of `engines.trees`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jigsmith.engines.templates import names
from jigsmith.engines.trees import lexer

LOWER, UPPER = "\0n", "\0N"  # keys of a form of the name that starts with a small or a capital letter
NAME_KEYS = frozenset((LOWER, UPPER))
BETWEEN = r"[\s_\-./]?"
SHORT = 2  # letters; a shorter name counts only as a whole word


def marks(text: str, name: str) -> list[lexer.Mark]:
    """The forms of `name` in `text`, in order, none overlapping another."""
    pattern = _pattern(name)
    if pattern is None:
        return []
    return [lexer.Mark(m.start(), m.end(), _key(m.group())) for m in _bounded(pattern, text, whole=len(name) <= SHORT)]


def _key(form: str) -> str:
    return UPPER if form[:1].isupper() else LOWER


def _pattern(name: str) -> re.Pattern[str] | None:
    words = names.split(name)
    if not words:
        return None
    last = sorted({words[-1], names.plural(words[-1]), names.singular(words[-1])} - {""}, key=len, reverse=True)
    parts = [re.escape(w) for w in words[:-1]] + ["(?:" + "|".join(map(re.escape, last)) + ")"]
    return re.compile(BETWEEN.join(parts), re.IGNORECASE)


def _bounded(pattern: re.Pattern[str], text: str, *, whole: bool) -> Iterator[re.Match[str]]:
    for match in pattern.finditer(text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 2]
        if "\n" in match.group():
            continue
        if _starts(match.group(), before, whole=whole) and _ends(match.group(), after, whole=whole):
            yield match


def _starts(form: str, before: str, *, whole: bool) -> bool:
    if not before.isalnum():
        return not whole or before != "_"
    if whole or not form[0].isupper():
        return False
    return before.islower() or before.isdigit() or form[1:2].islower()


def _ends(form: str, after: str, *, whole: bool) -> bool:
    first, second = after[:1], after[1:2]
    if not first.isalnum():
        return not whole or first != "_"
    if whole or not first.isupper():
        return False
    return not form[-1].isupper() or second.islower()
