"""Forms of a word: the case styles it is written in, alone or in a chain, with text around it in the same word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jigsmith.engines.templates import names
from jigsmith.loop.build import plan

STYLES = tuple("raw pascal camel snake kebab flat const title sentence words lower upper dot".split())  # noqa: SIM905
CHAINS: tuple[tuple[str, ...], ...] = (
    *((s,) for s in STYLES),
    *(("singular", s) for s in STYLES),
    *(("plural", s) for s in STYLES),
)


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a name: in a chain of styles, with text before and after it in the same word."""

    chain: tuple[str, ...]
    before: str = ""
    after: str = ""

    def of(self, name: str) -> str:
        """The name so written."""
        return self.before + style(name, self.chain) + self.after

    def template(self) -> str:
        """The instance's name so written, as template text."""
        return f"{self.before}{{{{ {expression('name', self.chain)} }}}}{self.after}"


@lru_cache(maxsize=65536)
def style(word: str, chain: tuple[str, ...]) -> str:
    """The word in a chain of styles."""
    return names.apply(word, chain)


@lru_cache(maxsize=65536)
def letters(word: str) -> str:
    """What a style leaves of a word: its letters and digits, whatever their case."""
    return "".join(filter(str.isalnum, word)).casefold()


def expression(base: str, chain: tuple[str, ...]) -> str:
    """`base` with the filters of the chain, as the template says it."""
    return " | ".join([base, *(s for s in chain if s != "raw")])


def best_chain(
    pairs: Sequence[tuple[str, str]], chains: Sequence[tuple[str, ...]] = CHAINS[: len(STYLES)]
) -> tuple[tuple[str, ...], int]:
    """The styles in which most of the pairs' first words are their second ones, and how many; the first of equals."""
    counted = Counter(pair for pair in pairs if letters(pair[0]) == letters(pair[1]))
    scored = [(chain, sum(n for (word, text), n in counted.items() if style(word, chain) == text)) for chain in chains]
    return max(scored, key=lambda s: s[1])


def best_form(cell: plan.Cell, scope: plan.Scope, present: Sequence[int]) -> tuple[Form, int]:
    """The form of the name that fits most of these occurrences, and how many."""
    best, most = Form(("raw",)), -1
    for chain in CHAINS:
        around = Counter(_around(style(scope.names[o], chain), cell.texts[o]) for o in present)
        around.pop(None, None)
        affixes, fits = max(around.items(), key=lambda p: (p[1], p[0] == ("", "")), default=(None, 0))
        plain = affixes == ("", "")
        if affixes is not None and (fits, plain) > (most, not best.before + best.after):
            best, most = Form(chain, *affixes), fits
        if fits == len(present) and plain:
            break
    return best, most


def _around(form: str, text: str) -> tuple[str, str] | None:
    """What stands before and after the form in the text, if only word characters do."""
    before, found, after = text.partition(form)
    if not form or not found or (not (before + after).isidentifier() and before + after):
        return None
    return before, after
